"""Who wrote some lines, and which commits touched their file: asked of git when a person looks, never in a scan."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from debtscope.engine.git.gateway import HEX, NO_DIFF_PROGRAMS, Gateway, GitFailed
from debtscope.engine.git.repository import NoRepository, open_repository
from debtscope.engine.notes import Notes
from debtscope.model.provenance import Commit, Line, LinesAsked
from debtscope.model.text import printable, without_credentials

SECONDS = 20.0
_FORMAT = "--format=%H%x1f%cI%x1f%an%x1f%s%x1e"


def ask(root: Path, path: str, first: int | None, last: int | None, *, most: int) -> LinesAsked:
    """At HEAD. Raises Unreadable (no repository, git failed) in words for people."""
    if not path or path.startswith("/") or "\0" in path:
        raise NoRepository("git knows no such file")
    with tempfile.TemporaryDirectory(prefix="debtscope-git-") as private:
        gateway = open_repository(root, Path(private), Notes("git")).gateway
        commits = _commits(gateway, path, most)
        lines, problem = (), ""
        if first is not None and last is not None:
            try:
                lines = _blame(gateway, path, first, last)
            except GitFailed as error:  # the file is new, or shorter in the last commit
                problem = error.message
        return LinesAsked(lines=lines, commits=commits, problem=problem)


def _commits(gateway: Gateway, path: str, most: int) -> tuple[Commit, ...]:
    arguments = (
        "log", f"--max-count={most}", "--no-color", "--no-notes", "--no-mailmap", "--no-show-signature",
        "--encoding=UTF-8", _FORMAT, *NO_DIFF_PROGRAMS, "HEAD", "--", path,
    )  # fmt: skip
    raw = gateway.run(*arguments, seconds=SECONDS).decode("utf-8", "replace")
    made: list[Commit] = []
    for record in raw.split("\x1e"):
        parts = record.strip("\n").split("\x1f")
        if len(parts) == 4 and HEX.fullmatch(parts[0]):
            made.append(Commit(sha=parts[0], on=parts[1][:10], author=_told(parts[2]), subject=_told(parts[3])))
    return tuple(made)


def _blame(gateway: Gateway, path: str, first: int, last: int) -> tuple[Line, ...]:
    raw = gateway.run("blame", "--porcelain", f"-L{first},{last}", "HEAD", "--", path, seconds=SECONDS)
    known: dict[str, dict[str, str]] = {}
    made: list[Line] = []
    sha, number = "", 0
    for line in raw.decode("utf-8", "replace").split("\n"):
        if line.startswith("\t"):
            told = known[sha]
            made.append(
                Line(number=number, sha=sha, on=_day(told.get("author-time", "")), author=_told(told.get("author", "")),
                     subject=_told(told.get("summary", "")))
            )  # fmt: skip
            continue
        word, _, rest = line.partition(" ")
        if HEX.fullmatch(word):
            sha, number = word, int(rest.split()[1])
            known.setdefault(sha, {})
        elif sha:
            known[sha].setdefault(word, rest)
    return tuple(made)


def _told(text: str) -> str:
    return printable(without_credentials(text), limit=200)


def _day(seconds: str) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
