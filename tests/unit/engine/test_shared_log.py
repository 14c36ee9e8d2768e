"""One reading of a log tells what stands behind each of its commits as git does, whatever dates and merges there are."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from debtscope.engine.git.log import RawCommit, read_log
from debtscope.engine.git.repository import open_repository
from debtscope.engine.git.shared_log import SharedLog
from debtscope.engine.notes import Notes
from debtscope.testing import CommitSpec, git_repo


def woven(root: Path, count: int, seed: int) -> list[str]:
    """Commits with one to three parents each, whose dates often lie before those of their parents, or at the same second."""
    dice = random.Random(seed)
    made = git_repo(root, [CommitSpec(message="first", files={"a.py": "x = 1\n"})])
    tree = git(root, "rev-parse", "HEAD^{tree}")
    for number in range(count):
        parents = dice.sample(made[-6:], min(len(made), dice.choice((1, 1, 1, 2, 3))))
        when = f"{1_700_000_000 + number * 600 + dice.randrange(-4, 4) * 600} +0000"
        named = [part for parent in parents for part in ("-p", parent)]
        made.append(git(root, "commit-tree", tree, *named, "-m", f"commit {number}", when=when))
    everything = [part for one in made for part in ("-p", one)]
    made.append(git(root, "commit-tree", tree, *everything, "-m", "all", when="1800000000 +0000"))
    git(root, "reset", "-q", "--hard", made[-1])
    return made


def git(root: Path, *arguments: str, when: str = "") -> str:
    named = {"GIT_AUTHOR_NAME": "Ana", "GIT_AUTHOR_EMAIL": "a@x.org", "GIT_COMMITTER_NAME": "Ana", "GIT_COMMITTER_EMAIL": "a@x.org"}  # fmt: skip
    dated = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
    environment = {"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(root), "GIT_CONFIG_NOSYSTEM": "1", **named, **dated}  # fmt: skip
    done = subprocess.run(["git", *arguments], cwd=root, env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.parametrize("seed", [1, 2])
def test_every_commit_is_told_in_the_order_of_git(tmp_path: Path, seed: int) -> None:
    made = woven(tmp_path, 30, seed)
    private = tmp_path / "private"
    private.mkdir()
    gateway = open_repository(tmp_path, private, Notes("git")).gateway
    shared = SharedLog(made[-1])
    shared.take(read_log(gateway, made[-1]))
    for sha in made:
        assert shared.behind(sha) == list(read_log(gateway, sha))


def test_what_is_not_whole_or_oddly_dated_is_left_to_git() -> None:
    def commit(sha: str, *parents: str, time: int = 5) -> RawCommit:
        return RawCommit(sha=sha, parents=parents, time=time, name="", email="", subject="")

    shared = SharedLog("b")
    shared.take([commit("b", "a")])
    assert shared.is_read and shared.behind("b") == [] and shared.behind("c") == []
    shared.take([commit("b", "a"), commit("a", time=0)])
    assert shared.behind("b") == []
