"""What the history adds to a copy: whether anybody changed it since it came."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, findings_of, git_repo

_COPY = '"""Losses, adapted from https://github.com/someone/losses/blob/main/focal.py"""\n' + "".join(
    f"\n\ndef step_{n}(xs):\n    kept = []\n    for x in xs:\n        kept.append(x + {n})\n    return kept\n"
    for n in range(18)
)
_NOTICE = (
    "This product has code from github.com/someone/losses, used under the MIT licence. Copyright of its authors.\n"
)


@pytest.mark.parametrize(("changes", "told"), [(0, 0), (2, 0), (4, 1)])
def test_a_copy_is_told_that_was_changed_here(tmp_path: Path, changes: int, told: int) -> None:
    first = {
        "src/losses.py": _COPY,
        "NOTICE": _NOTICE,
        "debtscope.toml": 'maturity = "pilot"\n',
        "requirements.txt": "losses\n",
    }
    commits = [CommitSpec(message="first", files=first, on="2026-01-01")]
    commits += [
        CommitSpec(message=f"change {n}", files={"src/losses.py": _COPY + f"\n\nLAST = {n}\n"}, on=f"2026-02-0{n + 1}")
        for n in range(changes)
    ]
    git_repo(tmp_path, commits)
    found = findings_of("copied-third-party-code", tmp_path)
    assert len(found) == told
    assert all(f"and {changes} commits have changed the copy since" in one.message for one in found)


@pytest.mark.parametrize(
    ("needs", "told"),
    [("losses>=1", 1), ("python-losses", 1), ("Losses_AI==2", 1), ("losses-extra", 0), ("numpy", 0), ("", 0)],
)
def test_a_copy_is_told_of_what_is_installed(needs: str, told: int) -> None:
    files = {"src/losses.py": _COPY, "NOTICE": _NOTICE, "debtscope.toml": 'maturity = "pilot"\n'}
    found = findings_of("copied-third-party-code", files | {"requirements.txt": f"{needs}\n"})
    assert len(found) == told
    assert all(any(one.path == "requirements.txt" for one in each.evidence) for each in found)
