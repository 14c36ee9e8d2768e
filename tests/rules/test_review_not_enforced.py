"""Direct pushes to training and serving code; merges, pull request numbers, owners and single authors are no debt."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, findings_of, git_repo

TRAIN = """from sklearn.linear_model import LogisticRegression


def train(x, y):
    return LogisticRegression(C={c}).fit(x, y)
"""
SETTINGS = {"debtscope.toml": 'maturity = "production"\n', "src/train.py": TRAIN.format(c=1)}


def _commits(subject: str, authors: tuple[str, ...], files: str = "src/train.py") -> list[CommitSpec]:
    start = CommitSpec(message="start", files=SETTINGS, on="2026-01-05")
    later = [
        CommitSpec(
            message=subject.format(n=n), files={files: TRAIN.format(c=n + 2)}, on=f"2026-10-{n + 10}", author=author
        )
        for n, author in enumerate(authors)
    ]
    return [start, *later]


def test_direct_pushes_by_several_people_are_told(tmp_path: Path) -> None:
    git_repo(tmp_path, _commits("C is {n}", ("Ana Lima", "Bo Berg", "Ana Lima", "Bo Berg", "Cy Dow")))
    [found] = findings_of("review-not-enforced", tmp_path)
    assert found.message.startswith("5 of 5 changes of the last 90 days")
    assert "3 people" in found.message
    assert found.evidence[0].kind == "commit"


@pytest.mark.parametrize(
    ("subject", "authors", "files"),
    [
        ("C is {n} (#{n}1)", ("Ana Lima", "Bo Berg", "Ana Lima", "Bo Berg", "Cy Dow"), "src/train.py"),
        ("C is {n}", ("Ana Lima",) * 6, "src/train.py"),
        ("C is {n}", ("Ana Lima", "Bo Berg", "Cy Dow"), "src/train.py"),
        ("notes {n}", ("Ana Lima", "Bo Berg", "Ana Lima", "Bo Berg", "Cy Dow"), "docs/notes.md"),
        ("C is {n} [skip ci]", ("Ana Lima", "Bo Berg", "Ana Lima", "Bo Berg", "Cy Dow"), "src/train.py"),
    ],
    ids=["squashed", "one person", "few", "other files", "machines"],
)
def test_reviewed_few_and_lonely_changes_are_no_debt(
    tmp_path: Path, subject: str, authors: tuple[str, ...], files: str
) -> None:
    git_repo(tmp_path, _commits(subject, authors, files))
    assert findings_of("review-not-enforced", tmp_path) == []


def test_an_owner_who_is_there_is_a_review(tmp_path: Path) -> None:
    specs = _commits("C is {n}", ("Ana Lima", "Bo Berg", "Ana Lima", "Bo Berg", "Cy Dow"))
    git_repo(tmp_path, [*specs, CommitSpec(message="own", files={"CODEOWNERS": "src/ @ana-lima\n"}, on="2026-10-20")])
    assert findings_of("review-not-enforced", tmp_path) == []


def test_a_merge_stands_for_all_that_it_brought(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="start", files=SETTINGS, on="2026-01-05")])
    for n in range(5):
        author = "Ana Lima" if n % 2 else "Bo Berg"
        side = CommitSpec(
            message=f"C is {n}", files={"src/train.py": TRAIN.format(c=n + 3)}, on=f"2026-10-{n + 10}", author=author,
            branch=f"side{n}",
        )  # fmt: skip
        git_repo(tmp_path, [side])
        subprocess.run(["git", "checkout", "-q", "main"], cwd=tmp_path, check=True)
        identity = ["-c", f"user.name={author}", "-c", "user.email=x@example.com"]
        when = f"2026-10-{n + 10}T13:00:00+00:00"
        subprocess.run(
            ["git", *identity, "merge", "-q", "--no-ff", "-m", f"Merge branch side{n}", f"side{n}"],
            cwd=tmp_path, check=True, env={"PATH": "/usr/bin:/bin", "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when},
        )  # fmt: skip
    assert findings_of("review-not-enforced", tmp_path) == []
