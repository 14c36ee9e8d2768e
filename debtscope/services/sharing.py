"""A repository's name in a shared database: the same for every clone of it, on every machine."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from debtscope.engine.files import FolderReader
from debtscope.model.errors import Unreadable
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope.model.text import printable, without_credentials

_OWN_NAME = regex(r"([?&])repository=([^&#]*)")
_REMOTE = regex(r'^\s*\[remote "origin"\]\s*$(.*?)(?=^\s*\[|\Z)', re.MULTILINE | re.DOTALL)
_URL = regex(r"^\s*url\s*=\s*(\S+)\s*$", re.MULTILINE)
_SERVER = regex(
    r"(?:\w[\w+.-]*://)?(?:[^@/\s]*@)?(?P<host>[\w.-]+\.[\w.-]+|localhost)(?::\d+(?=/))?[:/](?P<path>[^?#\s]+)"
)
_LONGEST = 200


@frozen
class Shared:
    """Where a repository's snapshots are in a shared database."""

    url: str
    """May hold a password."""
    repository: str


def shared_by(store: str, root: Path) -> Shared:
    """`repository=NAME` among the address's options names the repository; else its clones' origin, else its folder."""
    named = _OWN_NAME.search(store)
    url = _OWN_NAME.sub(lambda found: found[1], store).replace("?&", "?").rstrip("?&") if named else store
    name = unquote(named[2]) if named else _origin(root) or root.resolve().name
    return Shared(url=url, repository=printable(name.strip(), limit=_LONGEST) or "repository")


def _origin(root: Path) -> str | None:
    """`github.com/ana/churn` of the remote that a clone was made from; None where there is none on a server."""
    try:
        reader = FolderReader(root)
    except OSError:
        return None
    try:
        place = ".git/config" if reader.lstat(".git") is not None else "config"
        text = reader.head(place, 64 * 1024).decode("utf-8", "replace")
    except Unreadable:
        return None
    finally:
        reader.close()
    remote = _REMOTE.search(text)
    url = _URL.search(remote[1]) if remote else None
    server = _SERVER.fullmatch(url[1]) if url else None
    if server is None:
        return None
    path = server["path"].strip("/").removesuffix(".git")
    return without_credentials(f"{server['host'].lower()}/{path}")
