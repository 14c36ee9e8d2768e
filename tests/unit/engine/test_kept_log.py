"""Commits that are kept between scans: the same as read anew, and read anew wherever anything was odd."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from debtscope.engine.git import branches
from debtscope.engine.git import history as reading
from debtscope.engine.git.kept import kept_refs
from debtscope.engine.git.opened import OpenedRepository
from debtscope.model.history import GitHistory
from debtscope.testing import CommitSpec, git_repo

COMMITS = [
    CommitSpec(message="start", files={"a.py": "x = 1\n", "odd \u00e9 name.txt": "text\n"}),
    CommitSpec(message="more", files={"b.py": "y = 2\n"}, moves={"a.py": "src/a.py"}, author="Bo Ek", on="2026-02-01"),
    CommitSpec(message="less", files={"b.py": None, "c.py": "z\n"}, on="2026-03-01"),
]


class Kept:
    def __init__(self) -> None:
        self.kept: dict[str, list[Any]] = {}

    def get(self, key: str) -> list[Any] | None:
        return self.kept.get(key)

    def put(self, key: str, records: list[Any], path: str) -> None:
        self.kept[key] = records

    def files(self, name: str) -> Mapping[str, str]:
        raise AssertionError("no work tree is read")

    def put_files(self, name: str, texts: Mapping[str, str]) -> None:
        raise AssertionError("no work tree is read")


def _history(root: Path, cache: Kept | None) -> GitHistory | None:
    opened = OpenedRepository(root, None)
    try:
        return opened.history(None, cache)
    finally:
        opened.close()


def test_kept_commits_are_the_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "repo"
    git_repo(root, COMMITS)
    cache = Kept()
    plain = _history(root, None)
    assert plain is not None
    assert len(plain.commits) == 3
    assert _history(root, cache) == plain
    key, _ = cache.kept

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("git is asked again")

    monkeypatch.setattr(reading, "read_log", refuse)
    monkeypatch.setattr(reading, "read_refs", refuse)
    assert _history(root, cache) == plain
    assert "@" not in str(cache.kept), "addresses stay in git"
    assert plain.head is not None
    assert plain.head in key


BESIDE = [
    CommitSpec(message="start", files={"a.py": "x = 1\n"}),
    CommitSpec(message="try", files={"b.py": "y = 2\n"}, branch="try", author="Bo Ek", on="2026-02-01"),
    CommitSpec(message="on", files={"a.py": "x = 2\n"}, branch="main", on="2026-03-01"),
]


def test_branches_beyond_head_are_kept_until_a_reference_moves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "repo"
    shas = git_repo(root, BESIDE)
    cache = Kept()
    plain = _history(root, cache)
    assert plain is not None
    assert [(tip.ref, tip.author, tip.ahead) for tip in plain.branches] == [("refs/heads/try", "Bo Ek", 1)]

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("git is asked again")

    with monkeypatch.context() as patched:
        patched.setattr(branches, "read_outside", refuse)
        assert _history(root, cache) == plain
    assert "@" not in str(cache.kept), "addresses stay in git"
    subprocess.run(["git", "branch", "again", shas[1]], cwd=root, check=True)
    again = _history(root, cache)
    assert again == _history(root, None)
    assert again is not None
    assert [tip.ref for tip in again.branches] == ["refs/heads/again", "refs/heads/try"]


@pytest.mark.parametrize(
    "kept", [["refs/heads/a"], ["refs/heads/a", "--all"], ["refs/heads/a", 1], ["refs/heads/a", ""]]
)
def test_references_that_were_tampered_with_are_read_again(kept: list[Any]) -> None:
    cache = Kept()
    cache.put("refs", kept, "")
    assert kept_refs(cache, "refs") is None
    cache.put("refs", ["refs/heads/a", "0" * 40], "")
    assert kept_refs(cache, "refs") == {"refs/heads/a": "0" * 40}


def test_no_key_in_the_name_of_a_branch_is_kept(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    shas = git_repo(root, BESIDE)
    key = "AKIA" + "Q7ZV3MPLT2RWXKD5"
    subprocess.run(["git", "branch", f"try-{key}", shas[1]], cwd=root, check=True)
    cache = Kept()
    plain = _history(root, cache)
    assert plain is not None
    assert f"refs/heads/try-{key}" in [tip.ref for tip in plain.branches]
    assert key not in str(cache.kept)
    assert _history(root, cache) == plain


DAMAGED: list[list[Any]] = [
    [],
    [["x"]],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [None],
    [["s", 1, "a", "k", "t", "A\0b", 0, 0, []]],
    [[["r", "s", 1, "a", "k", 0, "1", "b"]], "s"],
    [[], ["s"]],
]


@pytest.mark.parametrize("damage", DAMAGED)
@pytest.mark.parametrize("commits", [COMMITS, BESIDE])
def test_damaged_commits_are_read_again(tmp_path: Path, commits: list[CommitSpec], damage: list[Any]) -> None:
    root = tmp_path / "repo"
    git_repo(root, commits)
    cache = Kept()
    plain = _history(root, cache)
    for key in cache.kept:
        cache.kept[key] = damage
    assert _history(root, cache) == plain


def test_a_new_commit_and_a_new_mailmap_are_seen(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    git_repo(root, COMMITS)
    cache = Kept()
    _history(root, cache)
    git_repo(root, [CommitSpec(message="mailmap", files={".mailmap": "Bo Lund <x@example.org> <bo.ek@example.org>\n"})])
    again = _history(root, cache)
    assert again == _history(root, None)
    assert again is not None
    assert len(again.commits) == 4
