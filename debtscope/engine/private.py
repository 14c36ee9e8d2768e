"""Private copies of what is scanned: what another program has to read is never read in its place."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path

from debtscope.engine.limits import COPY_BYTES
from debtscope.engine.sources import FileSource
from debtscope.model.errors import Unreadable


class PrivateFolder:
    """A temporary folder for copies, made on first need, gone with the workspace or the process."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._count = 0
        self._finalizer: weakref.finalize[..., PrivateFolder] | None = None

    def new(self) -> Path:
        """An empty folder of its own."""
        if self._path is None:
            self._path = Path(tempfile.mkdtemp(prefix="debtscope-"))
            self._finalizer = weakref.finalize(self, shutil.rmtree, self._path, True)
        self._count += 1
        inner = self._path / str(self._count)
        inner.mkdir(mode=0o700)
        return inner

    def close(self) -> None:
        """Removes everything."""
        if self._finalizer is not None:
            self._finalizer()


def copy_out(source: FileSource, path: str, target: Path) -> None:
    """Writes a file to a new one that only its owner reads, at most COPY_BYTES of it; raises Unreadable."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        try:
            for chunk in source.chunks(path, COPY_BYTES):
                out.write(chunk)
        except OSError as error:
            raise Unreadable(f"not copied: {(error.strerror or 'unknown error').lower()}") from None
