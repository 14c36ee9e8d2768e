"""stderr: what debtscope says to a person. stdout is `output`'s and carries data alone."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback
from pathlib import Path

from debtscope.cli.exits import Exit
from debtscope.model.errors import DebtscopeError
from debtscope.model.text import printable
from debtscope.services.types import Progress, ProgressSink, ignore_progress


def say(text: str) -> None:
    """One line to stderr, harmless, in whatever encoding it has."""
    encoding = sys.stderr.encoding or "ascii"
    line = "\n".join(printable(part) for part in text.split("\n"))
    sys.stderr.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")


def complain(message: str, hint: str = "") -> None:
    """An error and the way out."""
    say(f"debtscope: {message}")
    if hint:
        say(f"  {hint}")


def report_failure(error: Exception) -> int:
    """Tells of an exception and returns its exit status."""
    from debtscope.query import QueryError

    if isinstance(error, QueryError):
        complain(error.message, error.hint)
        say("  " + error.pointer().replace("\n", "\n  "))
        return Exit.USAGE
    if isinstance(error, DebtscopeError):
        complain(error.message, error.hint)
        return Exit.USAGE
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        complain(f"{where}{error.strerror or error}", "check the path, its permissions and the free space")
        return Exit.USAGE
    complain(f"internal error: {type(error).__name__}: {error}", f"traceback: {_save_trace(error)}; please report it")
    return Exit.INTERNAL


def _save_trace(error: Exception) -> str:
    text = "".join(traceback.format_exception(error))
    home = os.environ.get("XDG_STATE_HOME") or (f"{os.environ['HOME']}/.local/state" if os.environ.get("HOME") else "")
    name = f"crash-{time.strftime('%Y%m%dT%H%M%S')}-{os.getpid()}.txt"
    for folder in (Path(home) / "debtscope" if home else None, Path(tempfile.gettempdir())):
        if folder is None:
            continue
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as handle:
            handle.write(text)
        return str(folder / name)
    return "could not be saved"


class _Line:
    """Progress on one line of a terminal, at most twenty times a second."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, step: Progress) -> None:
        now = time.monotonic()
        if now < self._next and step.done < step.total:
            return
        self._next = now + 0.05
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
        text = printable(f"{step.stage} {step.name} {step.done}/{step.total} {step.detail}".rstrip(), limit=columns - 1)
        sys.stderr.write(f"\r\x1b[2K{text}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Removes the line."""
        sys.stderr.write("\r\x1b[2K")
        sys.stderr.flush()


class Telling:
    """`with Telling() as progress:` shows progress where stderr is a terminal, and cleans up behind itself."""

    def __init__(self) -> None:
        shows = sys.stderr.isatty() and os.environ.get("TERM", "") not in {"", "dumb"}
        self._line = _Line() if shows else None

    def __enter__(self) -> ProgressSink:
        return self._line or ignore_progress

    def __exit__(self, *_: object) -> None:
        if self._line:
            self._line.clear()
