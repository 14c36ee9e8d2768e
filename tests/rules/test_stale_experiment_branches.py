"""Branches beyond HEAD that nobody touched, and hidden experiments; merged, kept and young ones are no debt."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from debtscope.api import Finding
from debtscope.testing import CommitSpec, findings_of, git_repo

PILOT = {"debtscope.toml": 'maturity = "pilot"\n'}


def _found(root: Path, as_of: date = date(2026, 11, 20)) -> list[Finding]:
    return findings_of("stale-experiment-branches", root, as_of=as_of)


def _repo(
    root: Path, branches: dict[str, str], subject: str = "go on", *, work: int = 3, who: str = "Ana Lima"
) -> list[str]:
    """A main branch that goes on until November, and branches with some commits each on a day."""
    shas = git_repo(root, [CommitSpec(message="start", files={"a.py": "x = 1\n", **PILOT}, on="2025-01-05")])
    for name, day in branches.items():
        specs = [
            *(
                CommitSpec(
                    message=f"on {name}",
                    files={f"{name.replace('/', '_')}.py": f"x = {n}\n"},
                    on=day,
                    branch=name,
                    author=who,
                )
                for n in range(work)
            ),
            CommitSpec(message=subject, files={"a.py": f"x = '{name}'\n"}, on="2026-11-01", branch="main"),
        ]
        shas += git_repo(root, specs)
    return shas


def test_three_idle_branches_are_one_item(tmp_path: Path) -> None:
    _repo(tmp_path, {"try-big": "2026-02-01", "exp2": "2026-03-01", "my-wip": "2026-04-01", "young": "2026-10-30"})
    [found] = _found(tmp_path)
    assert found.occurrences == 3
    assert "oldest try-big, 292 days" in found.message
    assert [e.ref for e in found.evidence] == ["try-big", "exp2", "my-wip"]
    assert found.confidence is None


@pytest.mark.parametrize(
    "branches",
    [
        {"release/1.2": "2025-02-01", "gh-pages": "2025-02-01", "dependabot/pip/x": "2025-02-01", "v2.x": "2025-02-01"},
        {"feature/a": "2026-10-01", "feature/b": "2026-10-02", "feature/c": "2026-10-03"},
        {"feature/a": "2026-03-01", "feature/b": "2026-03-02"},
        {"lightgbm-ranking": "2025-06-01"},
    ],
)
def test_kept_young_and_few_branches_are_no_debt(tmp_path: Path, branches: dict[str, str]) -> None:
    _repo(tmp_path, branches)
    assert _found(tmp_path) == []


def test_proposals_single_commits_and_what_people_left_behind_are_no_experiments(tmp_path: Path) -> None:
    trials: dict[str, str] = dict.fromkeys(("try-big", "exp2", "my-wip", "tmp"), "2026-02-01")
    _repo(
        tmp_path / "proposals",
        dict.fromkeys((f"feat/page-{letter}{letter}" for letter in "abcdefghijklm"), "2026-02-01"),
    )
    _repo(tmp_path / "short", trials, work=2)
    _repo(tmp_path / "left", trials, who="Cy Day")
    _repo(tmp_path / "work", trials)
    assert [len(_found(tmp_path / name)) for name in ("proposals", "short", "left", "work")] == [0, 0, 0, 1]


def test_a_branch_that_a_merge_names_is_merged(tmp_path: Path) -> None:
    names = ("exp-a", "exp-b", "exp-c")
    _repo(tmp_path, dict.fromkeys(names, "2026-02-01"))
    assert len(_found(tmp_path)) == 1
    subprocess.run(["git", "checkout", "-q", "-b", "side", "HEAD~1"], cwd=tmp_path, check=True)
    git_repo(tmp_path, [CommitSpec(message="beside", files={"side.py": "x = 1\n"}, on="2026-11-02", branch="side")])
    who = ["-c", "user.name=A", "-c", "user.email=a@example.com"]
    subprocess.run(["git", "checkout", "-q", "main"], cwd=tmp_path, check=True)
    subprocess.run(
        ["git", *who, "merge", "-q", "--no-ff", "side", "-m", "Merge pull request #1 from acme/exp-a"],
        cwd=tmp_path,
        check=True,
    )
    assert _found(tmp_path) == []


def test_a_merged_branch_is_no_debt(tmp_path: Path) -> None:
    shas = git_repo(
        tmp_path,
        [
            CommitSpec(message="start", files={"a.py": "x = 1\n", **PILOT}, on="2025-01-05"),
            CommitSpec(message="try", files={"b.py": "x = 1\n"}, on="2025-02-01"),
            CommitSpec(message="on", files={"a.py": "x = 3\n"}, on="2026-03-01"),
        ],
    )
    for name in ("one", "two", "three"):
        subprocess.run(["git", "branch", name, shas[1]], cwd=tmp_path, check=True)
    assert _found(tmp_path) == []


def test_where_pull_requests_are_squashed_what_is_merged_looks_unmerged(tmp_path: Path) -> None:
    _repo(tmp_path, {"exp-a": "2026-02-01", "exp-b": "2026-03-01", "exp-c": "2026-04-01"}, subject="feat: it (#12)")
    assert _found(tmp_path) == []


def test_hidden_experiments_are_dated_by_what_they_began_from(tmp_path: Path) -> None:
    shas = _repo(tmp_path, {"side": "2026-09-10"})
    base = shas[0]
    for name in ("low-c", "high-c", "balanced"):
        ref = f"refs/exps/{base[:2]}/{base[2:]}/{name}"
        subprocess.run(["git", "update-ref", ref, shas[1]], cwd=tmp_path, check=True)
    [found] = _found(tmp_path)
    assert found.subject.name == "refs/exps"
    assert found.message.startswith("3 DVC experiments were never applied (")
    assert _found(tmp_path, date(2026, 10, 20)) == []  # forty days are no age
    [early] = _found(tmp_path, date(2026, 9, 5))  # made after the day of the scan: the base is of January 2025
    assert "608 days" in early.message


def test_a_shallow_clone_tells_nothing(tmp_path: Path) -> None:
    _repo(tmp_path / "full", dict.fromkeys(("exp-a", "exp-b", "exp-c"), "2025-02-01"))
    url = f"file://{tmp_path / 'full'}"
    subprocess.run(["git", "clone", "-q", "--depth=1", "--no-single-branch", url, tmp_path / "cut"], check=True)
    assert _found(tmp_path / "cut") == []


def test_branches_of_a_package_hold_proposals(tmp_path: Path) -> None:
    _repo(tmp_path, {"try-a": "2026-02-01", "exp-b": "2026-03-01", "wip-c": "2026-04-01"})
    package = {"setup.py": "from setuptools import setup\n\nsetup(name='kit')\n", "kit/__init__.py": "X = 1\n"}
    assert len(_found(tmp_path)) == 1
    git_repo(tmp_path, [CommitSpec(message="publish", files=package, on="2026-11-02", branch="main")])
    assert _found(tmp_path) == []


def test_names_that_say_what_was_mended_say_something(tmp_path: Path) -> None:
    names = ("fix/remove-the-flag", "fix/more-flexible-types", "new-logging-method", "fix3", "wip", "my-test")
    _repo(tmp_path, dict.fromkeys(names, "2026-02-01"))
    [found] = _found(tmp_path)
    assert "3 have names that say nothing" in found.message
