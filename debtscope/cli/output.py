"""Data to stdout or to a named output file."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from debtscope.model.errors import DebtscopeError
from debtscope.services.writing import write_file

_ASCII = str.maketrans(
    {"…": "~", "·": "-", "▸": ">", "▾": "v", "▏": "|", "—": "-", "–": "-", "≥": ">=", "×": "x", "½": "1/2"}
    | dict(zip("▁▂▃▄▅▆▇█", "_.:-=+*#", strict=True))
)


def emit(text: str, output: Path | None = None, *, ascii_only: bool = False) -> None:
    """Writes data to a named file (temporary file, then rename) or to stdout. Raises DebtscopeError naming the file."""
    if ascii_only:
        text = text.translate(_ASCII).encode("ascii", "backslashreplace").decode()
    if output is not None and str(output) != "-":
        write_file(output, text)
        return
    encoding = sys.stdout.encoding or "ascii"
    if not _draws(encoding):
        text = text.translate(_ASCII)
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        _silence_stdout()
        raise DebtscopeError(f"cannot write the output: {error.strerror}", "check the free space") from None


def _draws(encoding: str) -> bool:
    """Whether it has our own signs; in their place stand plain ones, of a repository's letters their numbers."""
    try:
        "".join(map(chr, _ASCII)).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _silence_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def terminal_columns() -> int:
    """The width to fit a table to; 0 where stdout is no terminal, so that nothing is cut."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
