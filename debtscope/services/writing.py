"""Output files: whole, or as they were."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from pathlib import Path

from debtscope.model.errors import DebtscopeError


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
