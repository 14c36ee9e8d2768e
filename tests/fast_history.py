"""Long histories made in one go by `git fast-import`: a hundred thousand commits take seconds."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One commit on the trunk, or on a branch of its own."""

    seconds: int
    """Committer and author date since 1970."""
    subject: str
    files: Mapping[str, bytes | None] = field(default_factory=dict[str, "bytes | None"])
    """Path -> content; None removes it."""
    moves: Mapping[str, str] = field(default_factory=dict[str, str])
    author: str = "Ana Lima"
    email: str = "ana@example.com"
    merges: str = ""
    """A branch to merge in."""
    branch: str = "main"


def quoted(path: str) -> bytes:
    """A path as fast-import wants it where it holds line ends or quotes."""
    raw = path.encode("utf-8", "surrogateescape").replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    return b'"' + raw + b'"'


def fast_history(path: Path, commits: Iterable[Made]) -> Path:
    """A repository with these commits in order, `main` checked out."""
    path.mkdir(parents=True, exist_ok=True)
    run(path, "init", "-q", "-b", "main")
    stream = b"".join(_commit(one) for one in commits) + b"done\n"
    run(path, "fast-import", "--quiet", "--done", "--force", "--date-format=raw-permissive", data=stream)
    run(path, "reset", "-q", "--hard", "main")
    return path


def _commit(one: Made) -> bytes:
    who = f"{one.author} <{one.email}> {one.seconds} +0000".lstrip().encode()
    subject = one.subject.encode()
    lines = [
        b"commit refs/heads/%b" % one.branch.encode(),
        b"committer " + who,
        b"data %d\n%b" % (len(subject), subject),
    ]
    if one.merges:
        lines.append(b"merge refs/heads/" + one.merges.encode())
    lines += [b"R %b %b" % (quoted(old), quoted(new)) for old, new in one.moves.items()]
    for name, content in one.files.items():
        if content is None:
            lines.append(b"D " + quoted(name))
        else:
            lines.append(b"M 100644 inline %b\ndata %d\n%b" % (quoted(name), len(content), content))
    return b"\n".join(lines) + b"\n"


def run(path: Path, *arguments: str, data: bytes = b"") -> str:
    """Plain git, without this machine's configuration."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath), "HOME": str(path), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull, "LC_ALL": "C.UTF-8",
    }  # fmt: skip
    command = ["git", "-c", "core.autocrlf=false", "-c", "core.quotePath=false", *arguments]
    done = subprocess.run(command, cwd=path, env=environment, input=data, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace")
