"""What git says of some lines, and where a line can be looked at in a browser."""

from __future__ import annotations

from urllib.parse import quote

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

_SCP = regex(r"(?:[\w.+-]+@)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?):(?!/)([\w./~+-]+)")
_URL = regex(r"(?:https?|ssh|git)://(?:[^@/\s]*@)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d+)?/([\w./~+-]+)")
_SHA = regex(r"[0-9a-f]{7,64}")


@frozen
class Line:
    """Who last wrote a line."""

    number: int
    sha: str
    on: str
    """ISO date."""
    author: str
    subject: str


@frozen
class Commit:
    """A commit that touched a file."""

    sha: str
    on: str
    author: str
    subject: str


@frozen
class LinesAsked:
    """What git answered; texts are harmless to show."""

    lines: tuple[Line, ...]
    commits: tuple[Commit, ...]
    """Newest first."""
    problem: str = ""
    """Why there is no blame."""


def permalink(remote: str, revision: str, path: str, line: int | None) -> str | None:
    """The https address of a line on the host of a remote; None for a remote that is no host's, such as a folder.

    Users and passwords of the remote's address are left out. The revision must be hexadecimal.
    """
    found = _URL.fullmatch(remote.strip()) or _SCP.fullmatch(remote.strip())
    if found is None or not _SHA.fullmatch(revision) or path.startswith(("/", "outside:")):
        return None
    host, project = found[1].lower(), found[2].removesuffix("/").removesuffix(".git")
    if ".." in project.split("/") or "." not in host:
        return None
    place = quote(path, safe="/")
    if host == "bitbucket.org":
        return f"https://{host}/{project}/src/{revision}/{place}" + (f"#lines-{line}" if line else "")
    middle = (
        "/-/blob/" if "gitlab" in host else "/src/commit/" if host == "codeberg.org" or "gitea" in host else "/blob/"
    )
    return f"https://{host}/{project}{middle}{revision}/{place}" + (f"#L{line}" if line else "")
