"""Attacks on whoever reads a repository: programs that leave a mark when they run, and files that are no files."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
from pathlib import Path

from debtscope.testing import CommitSpec, git_repo


class Canary:
    """A program that leaves a mark when anybody runs it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._mark = folder / "fired"
        self.program = folder / "canary.sh"
        self.program.write_text(f"#!/bin/sh\necho x >> '{self._mark}'\ncat 2>/dev/null || true\n")
        self.program.chmod(0o755)

    @property
    def fired(self) -> bool:
        return self._mark.exists()

    def reset(self) -> None:
        self._mark.unlink(missing_ok=True)


def sample(root: Path) -> list[str]:
    """A small repository with two commits and a change in the work tree."""
    commits = git_repo(
        root,
        [
            CommitSpec(message="one", files={"a.py": "x = 1\n", "b.txt": "1\n"}, on="2026-01-05"),
            CommitSpec(message="two", files={"a.py": "x = 2\n"}, on="2026-02-05"),
        ],
    )
    (root / "a.py").write_text("x = 3\n")
    return commits


def unhardened(root: Path, *arguments: str, seconds: float = 5) -> bool:
    """Runs git as anybody would; whether it came to an end."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(root.parent), "GIT_CONFIG_NOSYSTEM": "1"}
    with subprocess.Popen(
        ["git", *arguments], cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, start_new_session=True,
    ) as process:  # fmt: skip
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        finally:  # what the attack started must not outlive the test
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    return True


def configure(root: Path, text: str) -> None:
    """Appends to the repository's own configuration."""
    with (root / ".git/config").open("a") as config:
        config.write(text)


def listen(path: Path) -> socket.socket:
    """A socket in the file system."""
    server = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(path.parent)  # the name of a socket must be short
    server.bind(path.name)
    os.chdir(here)
    return server


def state_of(root: Path) -> dict[str, tuple[int, int, int, bytes | None]]:
    """Type, size, time and content of everything below a folder."""
    found: dict[str, tuple[int, int, int, bytes | None]] = {}
    for path in root.rglob("*"):
        status = path.lstat()
        content = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        found[str(path.relative_to(root))] = (status.st_mode, status.st_size, status.st_mtime_ns, content)
    return found
