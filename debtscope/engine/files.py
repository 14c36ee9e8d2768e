"""Regular files below one folder, and nothing else: no link is followed, no FIFO or device is opened.

Every path component is opened by itself relative to the folder above it, so a component that turns into a link
between listing and reading is refused by the kernel. Paths are UTF-8 with undecodable bytes as surrogate escapes.
"""

from __future__ import annotations

import errno
import os
import stat
from collections import OrderedDict
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from debtscope.engine.limits import OPEN_FOLDERS
from debtscope.model.errors import Unreadable
from debtscope.model.frozen import frozen

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC

_TYPES = {
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}


@frozen(kw_only=False)
class Listed:
    """One name in a folder, as lstat tells it."""

    name: str
    size: int
    mode: int

    @property
    def is_file(self) -> bool:
        return stat.S_ISREG(self.mode)

    @property
    def is_folder(self) -> bool:
        return stat.S_ISDIR(self.mode)

    @property
    def type_words(self) -> str:
        """What it is, in words."""
        return _TYPES.get(stat.S_IFMT(self.mode), "not a regular file")


def to_text(raw: bytes) -> str:
    """A file name as text; what is not UTF-8 becomes surrogate escapes."""
    return raw.decode("utf-8", "surrogateescape")


def to_bytes(path: str) -> bytes:
    """A file name as the system wants it."""
    return path.encode("utf-8", "surrogateescape")


def why(error: OSError) -> str:
    """A reason without the machine's path in it."""
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return "not read: a symbolic link"
    return f"not read: {(error.strerror or 'unknown error').lower()}"


def follow(path: str, target: str) -> str | None:
    """The path in the same root that a link's text leads to; None when it leads outside or nowhere."""
    parts = path.split("/")[:-1]
    if not target or target.startswith("/"):
        return None
    for part in target.split("/"):
        if part == ".." and not parts:
            return None
        if part == "..":
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


class FolderReader:
    """Opens files below a root folder that the user named."""

    def __init__(self, root: Path) -> None:
        self._path = root
        self._open: OrderedDict[str, int] = OrderedDict()
        self._root = -1
        self._root = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def close(self) -> None:
        """Gives all descriptors back."""
        while self._open:
            os.close(self._open.popitem()[1])
        if self._root >= 0:
            os.close(self._root)
            self._root = -1

    def __del__(self) -> None:
        self.close()

    def _folder(self, path: str) -> int:
        """A descriptor of a folder, kept for its neighbours; raises OSError."""
        if not path:
            return self._root
        known = self._open.get(path)
        if known is not None:
            self._open.move_to_end(path)
            return known
        names = path.split("/")
        depth = len(names) - 1
        while depth and "/".join(names[:depth]) not in self._open:
            depth -= 1
        current = self._open["/".join(names[:depth])] if depth else self._root
        passed: list[int] = []
        try:
            for name in names[depth:]:
                if name in ("", ".", ".."):
                    raise OSError(errno.ENOENT, os.strerror(errno.ENOENT))
                current = os.open(to_bytes(name), _FOLDER, dir_fd=current)
                passed.append(current)
        finally:
            for descriptor in passed[:-1]:
                os.close(descriptor)
        if len(self._open) >= OPEN_FOLDERS:
            os.close(self._open.popitem(last=False)[1])
        self._open[path] = current
        return current

    def listing(self, path: str) -> list[Listed]:
        """The names in a folder, sorted; raises OSError."""
        found: list[Listed] = []
        with os.scandir(self._folder(path)) as entries:
            for entry in entries:
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:  # gone since
                    continue
                found.append(Listed(to_text(os.fsencode(entry.name)), status.st_size, status.st_mode))
        found.sort(key=lambda one: one.name)
        return found

    def lstat(self, path: str) -> Listed | None:
        """What a path is, or None; no component is followed."""
        folder, _, name = path.rpartition("/")
        if name in ("", ".", ".."):
            return None
        try:
            status = os.stat(to_bytes(name), dir_fd=self._folder(folder), follow_symlinks=False)
        except (OSError, ValueError):  # ValueError: a zero byte, or a character that no name can hold
            return None
        return Listed(name, status.st_size, status.st_mode)

    def identity(self, path: str) -> tuple[str, int] | None:
        """What a regular file is by its metadata, and when that or its content last changed (ns); None for anything else."""
        folder, _, name = path.rpartition("/")
        try:
            status = os.stat(to_bytes(name), dir_fd=self._folder(folder), follow_symlinks=False)
        except (OSError, ValueError):
            return None
        if not stat.S_ISREG(status.st_mode):
            return None
        mark = f"{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino} {status.st_dev}"
        return mark, max(status.st_mtime_ns, status.st_ctime_ns)

    def link_target(self, path: str) -> str | None:
        """Where in the same root a link points by its text, no further link followed; None when it leads outside."""
        folder, _, name = path.rpartition("/")
        try:
            text = to_text(os.readlink(to_bytes(name), dir_fd=self._folder(folder)))
        except OSError:
            return None
        return follow(path, text)

    @contextmanager
    def open(self, path: str) -> Generator[tuple[int, int]]:
        """Descriptor and size of a regular file; raises Unreadable with the reason."""
        folder, _, name = path.rpartition("/")
        if name in ("", ".", "..") or "\0" in path:
            raise Unreadable("not read: not a file")
        try:
            descriptor = os.open(to_bytes(name), _FILE, dir_fd=self._folder(folder))
        except OSError as error:
            raise Unreadable(why(error)) from None
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                kind = _TYPES.get(stat.S_IFMT(status.st_mode), "not a regular file")
                raise Unreadable(f"not read: {kind}")
            yield descriptor, status.st_size
        finally:
            os.close(descriptor)

    def read(self, path: str, limit: int) -> bytes:
        """The whole file; raises Unreadable when it is larger than `limit` bytes."""
        with self.open(path) as (descriptor, size):
            if size > limit:
                raise Unreadable(f"not read: larger than {limit // (1024 * 1024)} MiB")
            data = self._take(descriptor, limit + 1, size)
            if len(data) > limit:
                raise Unreadable(f"not read: larger than {limit // (1024 * 1024)} MiB")
            return data

    def real_path(self, path: str) -> str:
        """The absolute path of a file that could be opened just now; raises Unreadable."""
        with self.open(path):
            return str(self._path.absolute() / path)

    def head(self, path: str, limit: int) -> bytes:
        """The first bytes of a file."""
        with self.open(path) as (descriptor, size):
            return self._take(descriptor, limit, min(size, limit))

    @staticmethod
    def _take(descriptor: int, limit: int, expected: int) -> bytes:
        """Up to `limit` bytes; most files need two system calls."""
        chunks: list[bytes] = []
        left = limit
        ask = expected + 1
        try:
            while left > 0 and (chunk := os.read(descriptor, min(ask, left))):
                chunks.append(chunk)
                left -= len(chunk)
                ask = 1024 * 1024 if len(chunk) == ask else max(ask - len(chunk), 1)
        except OSError as error:
            raise Unreadable(why(error)) from None
        return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    def chunks(self, path: str, limit: int) -> Iterator[bytes]:
        """The file piece by piece; raises Unreadable when it is, or grows, larger than `limit`."""
        with self.open(path) as (descriptor, size):
            left = limit
            if size > limit:
                raise Unreadable(f"not read: larger than {limit // (1024 * 1024)} MiB")
            while True:
                try:
                    chunk = os.read(descriptor, 1024 * 1024)
                except OSError as error:
                    raise Unreadable(why(error)) from None
                if not chunk:
                    return
                left -= len(chunk)
                if left < 0:
                    raise Unreadable("not read: grows while it is read")
                yield chunk
