"""stdout and named output files: data, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from debtscope.model.errors import DebtscopeError

_ASCII = str.maketrans(
    {"…": "~", "·": "-", "▸": ">", "▾": "v", "█": "#", "▏": "|", "—": "-", "–": "-", "≥": ">=", "×": "x"}
)


def emit(text: str, output: Path | None = None, *, ascii_only: bool = False) -> None:
    """Writes data to a named file (temporary file, then rename) or to stdout. Raises DebtscopeError naming the file."""
    if ascii_only:
        text = text.translate(_ASCII).encode("ascii", "backslashreplace").decode()
    if output is not None and str(output) != "-":
        write_file(output, text)
        return
    encoding = sys.stdout.encoding or "ascii"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _silence_stdout()
        raise DebtscopeError(f"cannot write the output: {error.strerror}", "check the free space") from None


def write_file(path: Path, text: str) -> None:
    """Replaces a file by new text, or leaves it as it was. Devices and pipes are written to directly."""
    data = text.encode("utf-8", "backslashreplace")
    try:
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISREG(path.stat().st_mode):
                path.write_bytes(data)
                return
        _replace(path, data)
    except OSError as error:
        hint = "name a folder that exists and may be written to"
        raise DebtscopeError(f"cannot write {path}: {error.strerror}", hint) from None


def _replace(path: Path, data: bytes) -> None:
    target = path.resolve()
    descriptor, name = tempfile.mkstemp(prefix=".debtscope-", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        temporary.replace(target)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def _silence_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def terminal_columns() -> int:
    """The width to fit a table to; 0 where stdout is no terminal, so that nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
