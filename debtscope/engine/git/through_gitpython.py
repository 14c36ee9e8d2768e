"""GitPython, for what it reads without running git: configuration as data, and what HEAD and the references say.

It is only ever shown text or the private copy of `engine.git.repository`, never the scanned repository itself. Its import
costs as much as reading the history does; what most repositories hold is plain enough to be read without it.
"""

from __future__ import annotations

import configparser
import io
import os
from pathlib import Path
from typing import Any

from debtscope.model.errors import Unreadable
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

_PLAIN_HEAD = regex(rb"(?:ref: refs/heads/([A-Za-z0-9_-]+(?:[/.][A-Za-z0-9_-]+)*)|[0-9a-f]{40})\n?")
_PLAIN_LINE = regex(
    r"""\s*(?:\[(?P<section>[a-z]+(?:[ ]"[^"\\\[\]]*")?)\]\s*|(?P<key>[A-Za-z][A-Za-z0-9-]*)\s*=\s*(?P<value>[^"'\\#;\s](?:[^"'\\#;]*))?"""
    r"""|[#;].*)?"""
)
"""Of a configuration: a section, a key with a value that needs no unquoting, a comment, or nothing."""
_ORIGIN = 'remote "origin"'
_HOSTED = regex(
    r"(?:(?:https?|ssh|git)://(?:[^/@\s]{1,300}@)?[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}(?::\d{1,5})?/|(?:[\w-]{1,60}@)?[\w-]{1,60}(?:\.[\w-]{1,60}){1,5}:)"
    r"(?P<account>[\w.-]{1,100})/[\w./-]{1,200}"
)
"""The address of a hosted repository."""


@frozen
class ConfigFacts:
    """All that is ever asked of a repository's configuration."""

    object_format: str = "sha1"
    ref_format: str = "files"
    is_partial: bool = False
    """A promisor remote would be asked for what is missing; we never ask it."""
    is_sparse: bool = False
    worktree: str | None = None
    account: str = ""
    """Who the repository is hosted under, lower case: `acme` of `git@github.com:acme/churn.git`; `` where origin is no such address."""


class _Text(io.BytesIO):
    """Bytes that GitPython takes for an open file."""

    name = ".git/config"


def _gitpython(program: str) -> Any:
    """Imported on first use; it looks for git when imported, and must find the one that we use."""
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    os.environ.setdefault("GIT_PYTHON_GIT_EXECUTABLE", program)
    import git

    return git


def read_config(data: bytes, program: str) -> ConfigFacts:
    """Includes are not followed. Raises Unreadable for what is no configuration."""
    plain = _plain(data)
    if plain is not None:
        return plain
    git = _gitpython(program)
    try:
        parser = git.GitConfigParser(_Text(data), read_only=True, merge_includes=False)
        parser.read()
        remotes = [name for name in parser.sections() if name.startswith("remote ")]
        return ConfigFacts(
            object_format=_value(parser, "extensions", "objectformat") or "sha1",
            ref_format=_value(parser, "extensions", "refstorage") or "files",
            is_partial=_value(parser, "extensions", "partialclone") is not None
            or any(_value(parser, remote, "promisor") not in (None, "false") for remote in remotes),
            is_sparse=_value(parser, "core", "sparsecheckout") == "true",
            worktree=_value(parser, "core", "worktree"),
            account=_account(_value(parser, _ORIGIN, "url") or ""),
        )
    except (configparser.Error, ValueError, TypeError, AttributeError, KeyError, IndexError, OSError) as error:
        raise Unreadable(f"its configuration is not read ({type(error).__name__})") from None


def _plain(data: bytes) -> ConfigFacts | None:
    """The facts of a configuration without anything out of the ordinary; None for any other."""
    values: dict[tuple[str, str], str] = {}
    section = ""
    for line in data.decode("utf-8", "replace").split("\n"):
        found = _PLAIN_LINE.fullmatch(line)
        if found is None or (found["key"] and (not found["value"] or not section)):
            return None
        section = found["section"] or section
        if found["key"]:
            values[section, found["key"].lower()] = found["value"].strip().lower()
    if ("core", "worktree") in values or any(name.startswith("include") for name, _ in values):
        return None  # a path, which is no word to be lowered
    promised = [value for (name, key), value in values.items() if name.startswith("remote ") and key == "promisor"]
    return ConfigFacts(
        object_format=values.get(("extensions", "objectformat"), "sha1"),
        ref_format=values.get(("extensions", "refstorage"), "files"),
        is_partial=("extensions", "partialclone") in values or any(value != "false" for value in promised),
        is_sparse=values.get(("core", "sparsecheckout")) == "true",
        account=_account(values.get((_ORIGIN, "url"), "")),
    )


def _account(url: str) -> str:
    """Nothing else of the address is kept: it may hold credentials."""
    found = _HOSTED.fullmatch(url)
    return found["account"] if found else ""


def _value(parser: Any, section: str, key: str) -> str | None:
    value = parser.get_value(section, key, default="")
    return str(value).strip().lower() if key != "worktree" and value != "" else (str(value) or None)


def head_branch(copy: Path, program: str) -> str | None:
    """The branch that HEAD names in the private copy; None when it names a commit. Raises Unreadable for garbage."""
    plain = _PLAIN_HEAD.fullmatch((copy / "HEAD").read_bytes())
    if plain is not None and not (plain[1] or b"").endswith(b".lock"):
        return plain[1].decode() if plain[1] else None
    git = _gitpython(program)
    try:
        head = git.Repo(copy).head
        return None if head.is_detached else str(head.reference.name)
    except (git.GitError, ValueError, TypeError, OSError, AttributeError) as error:
        raise Unreadable(f"HEAD is damaged ({type(error).__name__})") from None
