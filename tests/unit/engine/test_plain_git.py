"""What is read without GitPython is what GitPython reads."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debtscope.engine.git import through_gitpython
from debtscope.engine.git.through_gitpython import ConfigFacts, head_branch, read_config
from debtscope.model.errors import Unreadable

_LINES = st.lists(
    st.sampled_from(
        (
            "[core]", "\tbare = false", "sparseCheckout = TRUE", "\tsparsecheckout=false", "[extensions]", "objectFormat = sha256",
            "\trefStorage = reftable", "partialClone = origin", '[remote "origin"]', '[remote "a.b/c"]', "promisor = true",
            "promisor = false", "\tpromisor = 0", "partialclonefilter = blob:none", "# a comment", "; another", "",
            "url = https://example.org/x.git", "url = https://user:word@Example.org/Acme/x.git", "url = git@example.org:acme/x", "fetch = +refs/heads/*:refs/remotes/origin/*", "objectformat = sha1 # why",
            'objectformat = "sha256"', "bare", "worktree = ../Tree", "[include]", "path = ../other", "promisor =", "= x", "[]",
            "objectformat = sha\\", "[Core]", "\u00fc = 1",
        )
    ),
    max_size=8,
)  # fmt: skip


def _not_plain(data: bytes) -> None:
    """Leaves everything to GitPython."""


def _by_gitpython(data: bytes, monkeypatch: pytest.MonkeyPatch) -> ConfigFacts | str:
    with monkeypatch.context() as patched:
        patched.setattr(through_gitpython, "_plain", _not_plain)
        try:
            return read_config(data, "git")
        except Unreadable as error:
            return error.message


@given(_LINES)
@settings(max_examples=150, deadline=None)
def test_a_configuration_says_the_same(lines: list[str]) -> None:
    data = "\n".join(lines).encode()
    with pytest.MonkeyPatch.context() as patched:
        expected = _by_gitpython(data, patched)
    try:
        assert read_config(data, "git") == expected
    except Unreadable as error:
        assert error.message == expected


@pytest.mark.parametrize(
    ("head", "branch"),
    [
        ("ref: refs/heads/main\n", "main"),
        ("ref: refs/heads/team/new-model.v2\n", "team/new-model.v2"),
        ("0" * 40 + "\n", None),
        ("ref: refs/heads/ünlü\n", "ünlü"),
    ],
)
def test_head_names_a_branch_or_a_commit(head: str, branch: str | None, tmp_path: Path) -> None:
    (tmp_path / "HEAD").write_text(head, encoding="utf-8")
    (tmp_path / "objects").mkdir()
    (tmp_path / "refs").mkdir()
    (tmp_path / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
    assert head_branch(tmp_path, "git") == branch


@pytest.mark.parametrize(
    ("url", "account"),
    [
        ("https://github.com/Acme/churn.git", "acme"),
        ("https://bot:word@github.com/Acme/churn", "acme"),
        ("git@github.com:acme-ml/churn.git", "acme-ml"),
        ("ssh://git@gitlab.example.org:2222/group/below/churn.git", "group"),
        ("/srv/git/acme/churn", ""),
        ("../churn", ""),
        ("file:///srv/git/acme/churn", ""),
        ("localhost:acme/churn", ""),
    ],
)
def test_the_account_of_origin(url: str, account: str) -> None:
    config = f'[remote "fork"]\n\turl = https://github.com/other/churn\n[remote "origin"]\n\turl = {url}\n'.encode()
    assert read_config(config, "git").account == account
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(through_gitpython, "_plain", _not_plain)
        assert read_config(config, "git").account == account
