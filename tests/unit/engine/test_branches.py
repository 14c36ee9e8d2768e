"""References beyond HEAD: how old, whose, how far ahead; and parents of commits."""

from __future__ import annotations

import subprocess
from pathlib import Path

from debtscope.api import GitHistory
from debtscope.testing import CommitSpec, facts_of, git_repo


def _history(path: Path) -> GitHistory:
    history = facts_of(path, collectors=("git", "files")).one(GitHistory)
    assert history is not None
    return history


def test_a_branch_beyond_head_is_told_with_its_date_author_and_commits(tmp_path: Path) -> None:
    shas = git_repo(
        tmp_path,
        [
            CommitSpec(message="start", files={"a.py": "x = 1\n"}, on="2026-01-05"),
            CommitSpec(message="try", files={"b.py": "x = 1\n"}, on="2026-02-01", branch="try-lgbm", author="Bo Berg"),
            CommitSpec(message="more", files={"b.py": "x = 2\n"}, on="2026-02-03", branch="try-lgbm", author="Bo Berg"),
            CommitSpec(message="on", files={"a.py": "x = 3\n"}, on="2026-03-01", branch="main"),
        ],
    )
    subprocess.run(["git", "branch", "merged", shas[0]], cwd=tmp_path, check=True)
    subprocess.run(["git", "update-ref", "refs/exps/aa/bb/one", shas[2]], cwd=tmp_path, check=True)
    history = _history(tmp_path)
    assert [(b.ref, str(b.at.date()), b.author, b.ahead, b.base == shas[0]) for b in history.branches] == [
        ("refs/exps/aa/bb/one", "2026-02-03", "Bo Berg", 2, True),
        ("refs/heads/try-lgbm", "2026-02-03", "Bo Berg", 2, True),
    ]
    assert history.objects == frozenset(shas)
    assert [c.parents for c in history.commits] == [(shas[0],), ()]


def test_a_history_with_one_branch_has_none_beyond_it(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="start", files={"a.py": "x = 1\n"})])
    assert _history(tmp_path).branches == ()
