"""The append-only triage log: read without a lock, appended under one that dies with its process, durable when acknowledged."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

from debtscope.model.frozen import frozen
from debtscope.model.triage import LogRecord
from debtscope.store.codec import BrokenLine, decode, encode, shown
from debtscope.store.folder import WAY_OUT, StateFolder, StoreError, open_regular, refused

LARGEST = 64 * 1024 * 1024
LOCK_SECONDS = 10.0
_NAMED = 5


@frozen
class LogText:
    """What the log holds."""

    records: tuple[LogRecord, ...] = ()
    """In the order of the file, each uid once."""
    broken: tuple[BrokenLine, ...] = ()
    ends_whole: bool = True
    """The last line is complete."""
    damage: str | None = None
    """Why it must not be appended to; None when it may."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What to tell: damage, and the first broken lines."""
        told = [shown(line) for line in self.broken[:_NAMED]]
        if len(self.broken) > _NAMED:
            told.append(f"and {len(self.broken) - _NAMED} more lines")
        return ((self.damage,) if self.damage else ()) + tuple(f"triage.jsonl, {text}; kept" for text in told)


def read_log(folder: StateFolder) -> LogText:
    """The log as it is now; an empty one where there is none. Raises StoreError where it cannot be read at all."""
    try:
        descriptor = open_regular(folder.log, os.O_RDONLY)
    except FileNotFoundError:
        return LogText()
    except OSError as error:
        raise refused(folder.log, error) from None
    try:
        return parsed(_read(descriptor, folder))
    finally:
        os.close(descriptor)


def stamp(folder: StateFolder) -> tuple[int, int] | None:
    """Changes whenever somebody appends; cheap."""
    try:
        status = folder.log.lstat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def append(folder: StateFolder, make: Callable[[LogText], Sequence[LogRecord]]) -> LogText:
    """Appends what `make` makes of the log as it is under the lock, in one write, flushed to disk before it returns.

    Nothing is written when `make` gives nothing. Raises StoreError (damaged, newer, locked, full, read-only).
    """
    folder.make()
    folder.announce_log()
    with _locked(folder) as descriptor:
        before = parsed(_read(descriptor, folder))
        if before.damage:
            raise StoreError(f"nothing was written: {before.damage}", "mend or move the file; its bytes are kept")
        records = make(before)
        if not records:
            return before
        lines = "".join(f"{encode(record)}\n" for record in records)
        _write(descriptor, ("" if before.ends_whole else "\n") + lines, folder)
        return parsed(_read(descriptor, folder))


def parsed(raw: bytes) -> LogText:
    """The log that some bytes are, wherever they come from."""
    records: dict[str, LogRecord] = {}
    broken: list[BrokenLine] = []
    for number, line in enumerate(raw.split(b"\n"), start=1):
        if not line.strip():
            continue
        record = decode(line.rstrip(b"\r"), number)
        if isinstance(record, BrokenLine):
            broken.append(record)
        else:
            records.setdefault(record.uid, record)
    return LogText(
        records=tuple(records.values()),
        broken=tuple(broken),
        ends_whole=not raw or raw.endswith(b"\n"),
        damage=_damage(raw, records, broken),
    )


def _damage(raw: bytes, records: dict[str, LogRecord], broken: list[BrokenLine]) -> str | None:
    """A torn or foreign line costs itself; a file that is no log, or a newer one's, is not written to."""
    newer = next((line for line in broken if line.is_newer), None)
    if newer is not None:
        return f"triage.jsonl was {newer.reason}"
    if b"\0" in raw:
        return "triage.jsonl is damaged: it holds zero bytes"
    if broken and not records:
        return "triage.jsonl is damaged: none of its lines is a record"
    return None


def _read(descriptor: int, folder: StateFolder) -> bytes:
    size = os.fstat(descriptor).st_size
    if size > LARGEST:
        raise StoreError(f"{folder.log.name} is larger than {LARGEST // 1024 // 1024} MiB", WAY_OUT)
    chunks: list[bytes] = []
    offset = 0
    while chunk := os.pread(descriptor, 1024 * 1024, offset):
        chunks.append(chunk)
        offset += len(chunk)
    return b"".join(chunks)


def _write(descriptor: int, text: str, folder: StateFolder) -> None:
    """All or nothing: what a full disk leaves half is taken back, which the lock allows."""
    size = os.fstat(descriptor).st_size
    raw = text.encode("ascii")
    try:
        written = 0
        while written < len(raw):
            written += os.write(descriptor, raw[written:])
        os.fsync(descriptor)
    except OSError as error:
        os.ftruncate(descriptor, size)
        raise refused(folder.log, error) from None
    _sync_folder(folder)


def _sync_folder(folder: StateFolder) -> None:
    """So that a new file's name is on disk too; some file systems know no such thing."""
    handle = os.open(folder.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise refused(folder.path, error) from None
    finally:
        os.close(handle)


@contextmanager
def _locked(folder: StateFolder) -> Generator[int, None, None]:
    """A descriptor with the lock; opened again where git replaced the file while we waited."""
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            descriptor = open_regular(folder.log, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        except OSError as error:
            raise refused(folder.log, error) from None
        try:
            _lock(descriptor, until)
            if _is_current(descriptor, folder):
                yield descriptor
                return
        finally:
            os.close(descriptor)  # gives the lock back


def _lock(descriptor: int, until: float) -> None:
    pause = 0.002
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise StoreError(
                    "triage.jsonl is locked by another process", "try again when it has finished"
                ) from None
            time.sleep(pause)
            pause = min(pause * 2, 0.05)
        else:
            return


def _is_current(descriptor: int, folder: StateFolder) -> bool:
    mine = os.fstat(descriptor)
    try:
        there = folder.log.lstat()
    except OSError:
        return False
    return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
