"""The only place that starts git: fixed options, a clean environment, a time limit, bounded output, no network.

git never sees the repository's own configuration, hooks, attributes or index: it runs on a private copy of HEAD and
the references (`engine.git.copy`) that borrows the repository's objects, from a folder outside the work tree.
"""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import shutil
import subprocess
import time
from collections.abc import Generator, Iterator, Sequence, Set
from pathlib import Path

from debtscope.engine.limits import (
    GIT_ANSWER_BYTES,
    GIT_IDLE_SECONDS,
    GIT_MEMORY_BYTES,
    GIT_OUTPUT_BYTES,
    GIT_SECONDS,
)
from debtscope.model.errors import Unreadable
from debtscope.model.regex import regex
from debtscope.model.text import printable

if os.name == "posix":
    import resource

_CONFIG = {
    "advice.detachedHead": "false",
    "core.attributesFile": os.devnull,
    "core.commitGraph": "false",
    "core.excludesFile": os.devnull,
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.packedGitLimit": "512m",
    "core.packedGitWindowSize": "64m",
    "core.quotePath": "false",
    "core.sshCommand": "false",
    "credential.helper": "",
    "gc.auto": "0",
    "log.mailmap": "false",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
}
_OPTIONS = ("--no-pager", "--no-replace-objects", "--no-optional-locks", "--literal-pathspecs")
NO_DIFF_PROGRAMS = ("--no-ext-diff", "--no-textconv")
Process = subprocess.Popen[bytes]
_ERROR_BYTES = 2000
_CHUNK = 256 * 1024

HEX = regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
"""A whole object id."""


def _settings() -> Iterator[str]:
    for key, value in _CONFIG.items():
        yield "-c"
        yield f"{key}={value}"


class GitFailed(Unreadable):
    """A git process that failed, took too long or said too much."""


def find_git(avoid: Path) -> str | None:
    """The absolute path of git; programs that lie inside the scanned tree do not count."""
    folders = [
        folder
        for folder in os.environ.get("PATH", os.defpath).split(os.pathsep)
        if Path(folder).is_absolute() and not Path(folder).resolve().is_relative_to(avoid)
    ]
    return shutil.which("git", path=os.pathsep.join(folders)) if folders else None


def trusted_by_user(folders: Set[str], program: str) -> bool:
    """Whether the user's own configuration (never a repository's) names one of the folders as safe.directory."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    environment |= {"GIT_CEILING_DIRECTORIES": "/", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            [program, "config", "-z", "--get-all", "safe.directory"], cwd="/", env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=GIT_IDLE_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return False
    named: set[str] = set()
    for value in done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]:
        named = named | {value.rstrip("/")} if value else set[str]()  # an empty value takes back those before it
    return not named.isdisjoint(folders)


class Gateway:
    """Runs git on one private copy of a repository's references."""

    def __init__(self, program: str, copy: Path, objects: Path) -> None:
        self._copy = copy
        self._command = [program, *_OPTIONS, *_settings()]
        self._environment = {
            "GIT_ALLOW_PROTOCOL": "",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_SYSTEM": os.devnull,
            "GIT_DIR": str(copy),
            "GIT_LITERAL_PATHSPECS": "1",
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_OBJECT_DIRECTORY": str(objects),
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_PAGER": "cat",
            "GIT_TERMINAL_PROMPT": "0",
            "HOME": str(copy),
            "LC_ALL": "C",
            "PATH": os.defpath,
            "TZ": "UTC",
            "XDG_CONFIG_HOME": str(copy),
        }

    def start(self, arguments: Sequence[str], *, feed: bool = False) -> Process:
        """A git process with pipes; every caller ends it."""
        try:
            process = subprocess.Popen(
                [*self._command, *arguments],
                cwd=self._copy,
                env=self._environment,
                stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL if feed else subprocess.PIPE,
                close_fds=True,
                bufsize=0,
            )
        except ValueError:  # a zero byte, or text that is no UTF-8
            raise GitFailed("git is not asked for what no name can hold") from None
        except OSError as error:
            raise GitFailed(f"git does not start: {(error.strerror or 'unknown error').lower()}") from None
        if hasattr(resource, "prlimit"):  # a compressed object may grow to any size
            with contextlib.suppress(OSError, ValueError):
                resource.prlimit(process.pid, resource.RLIMIT_AS, (GIT_MEMORY_BYTES, GIT_MEMORY_BYTES))
        return process

    def run(self, *arguments: str, seconds: float = GIT_IDLE_SECONDS) -> bytes:
        """The whole output of a short command; raises GitFailed."""
        return b"".join(self.stream(arguments, seconds=seconds, most=GIT_ANSWER_BYTES))

    def stream(
        self, arguments: Sequence[str], *, seconds: float = GIT_SECONDS, most: int = GIT_OUTPUT_BYTES
    ) -> Generator[bytes]:
        """The output of a command piece by piece; raises GitFailed at its end when it did not succeed."""
        process = self.start(arguments)
        watch = _Watch(process, seconds)
        try:
            for chunk in watch.chunks():
                most -= len(chunk)
                if most < 0:
                    raise GitFailed("git was stopped: its answer is too long")
                yield chunk
            code = process.wait(timeout=GIT_IDLE_SECONDS)
        except subprocess.TimeoutExpired:
            raise GitFailed("git was stopped: it does not end") from None
        finally:
            stop(process)
        if code != 0:
            raise GitFailed(watch.reason(code))


class _Watch:
    """Reads a process's two pipes within its time."""

    def __init__(self, process: Process, seconds: float) -> None:
        self._process = process
        self._seconds = seconds
        self._errors = b""

    def chunks(self) -> Iterator[bytes]:
        """Output as it comes; raises GitFailed on silence or when time is up."""
        process = self._process
        assert process.stdout is not None and process.stderr is not None
        deadline = time.monotonic() + self._seconds
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ, True)
            selector.register(process.stderr, selectors.EVENT_READ, False)
            while selector.get_map():
                left = min(deadline - time.monotonic(), GIT_IDLE_SECONDS)
                ready = selector.select(left) if left > 0 else []
                if not ready:
                    raise GitFailed("git was stopped: it takes too long")
                for key, _ in ready:
                    chunk = os.read(key.fd, _CHUNK)
                    if not chunk:
                        selector.unregister(key.fileobj)
                    elif key.data:
                        yield chunk
                    else:
                        self._errors = (self._errors + chunk)[:_ERROR_BYTES]

    def reason(self, code: int) -> str:
        """git's own first words, made harmless and without paths of this machine."""
        lines = self._errors.decode("utf-8", "replace").splitlines()
        told = next((line for line in lines if line.startswith("fatal:")), lines[0] if lines else "")
        told = re.sub(r"(?:/[^\s'\":]+)+", "…", told.removeprefix("fatal:").removeprefix("error:").strip())
        return f"git failed: {printable(told, limit=160)}" if told else f"git failed with code {code}"


def stop(process: Process) -> None:
    """Ends a process that we started and closes its pipes."""
    if process.poll() is None:
        process.kill()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=5)
