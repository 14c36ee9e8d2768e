"""One definition behind a link weighs less than a habit."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import CommitSpec, findings_of, git_repo

_STEPS = "".join(f"    found.append(rows[{n}])\n" for n in range(30))
_COPY = "def flat(rows):\n    # copied from {origin}\n    found = []\n" + _STEPS + "    return found\n"


def test_a_definition_of_some_length_is_low_and_an_answer_is_not_told() -> None:
    tree = {
        "a.py": _COPY.format(origin="https://stackoverflow.com/a/952952"),
        "b.py": _COPY.format(origin="https://github.com/acme/kit/blob/main/rows.py"),
    }
    (found,) = findings_of("unattributed-third-party-code", tree)
    assert found.severity is Severity.LOW
    assert found.message.startswith("b.py:2 has code from github.com/acme/kit")


def test_a_habit_is_medium() -> None:
    tree = {f"{n}.py": _COPY.format(origin=f"https://github.com/acme/kit/blob/main/{n}.py") for n in "abc"}
    (found,) = findings_of("unattributed-third-party-code", tree)
    assert found.severity is None


@pytest.mark.parametrize(("account", "told"), [("acme", 0), ("somebody", 1)])
def test_code_of_the_own_account_is_the_teams(tmp_path: Path, account: str, told: int) -> None:
    files = {"a.py": _COPY.format(origin="https://github.com/Acme/kit/blob/main/a.py")}
    git_repo(tmp_path, [CommitSpec(message="first", files=files, on="2026-01-01")])
    with (tmp_path / ".git/config").open("a") as config:
        config.write(f'[remote "origin"]\n\turl = https://github.com/{account}/churn\n')
    assert len(findings_of("unattributed-third-party-code", tmp_path)) == told
