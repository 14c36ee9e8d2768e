"""GitPython, for what it reads without running git: configuration as data, and what HEAD and the references say.

It is only ever shown text or the private copy of `engine.git.repository`, never the scanned repository itself.
"""

from __future__ import annotations

import configparser
import io
import os
from pathlib import Path
from typing import Any

from debtscope.model.errors import Unreadable
from debtscope.model.frozen import frozen


@frozen
class ConfigFacts:
    """All that is ever asked of a repository's configuration."""

    object_format: str = "sha1"
    ref_format: str = "files"
    is_partial: bool = False
    """A promisor remote would be asked for what is missing; we never ask it."""
    is_sparse: bool = False
    worktree: str | None = None


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
        )
    except (configparser.Error, ValueError, TypeError, AttributeError, KeyError, IndexError, OSError) as error:
        raise Unreadable(f"its configuration is not read ({type(error).__name__})") from None


def _value(parser: Any, section: str, key: str) -> str | None:
    value = parser.get_value(section, key, default="")
    return str(value).strip().lower() if key != "worktree" and value != "" else (str(value) or None)


def head_branch(copy: Path, program: str) -> str | None:
    """The branch that HEAD names in the private copy; None when it names a commit. Raises Unreadable for garbage."""
    git = _gitpython(program)
    try:
        head = git.Repo(copy).head
        return None if head.is_detached else str(head.reference.name)
    except (git.GitError, ValueError, TypeError, OSError, AttributeError) as error:
        raise Unreadable(f"HEAD is damaged ({type(error).__name__})") from None
