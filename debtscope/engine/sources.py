"""Where the files of a workspace come from: the scanned root, folders and files outside that the user named, or a commit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from debtscope.engine.files import FolderReader, to_text, why
from debtscope.engine.notes import Notes
from debtscope.engine.walk import Found, Walk
from debtscope.model.errors import Unreadable, UsageError
from debtscope.model.frozen import frozen

SIDE_FILES = ("-wal",)


class FileSource(Protocol):
    """Files by path; raises Unreadable with a reason where one cannot be had."""

    def read(self, path: str, limit: int) -> bytes: ...

    def head(self, path: str, limit: int) -> bytes: ...

    def chunks(self, path: str, limit: int) -> Iterator[bytes]: ...

    def real_path(self, path: str) -> str: ...

    def close(self) -> None: ...


@frozen(kw_only=False)
class Mount:
    """A folder or file that is no part of what is scanned, under a workspace path of its own."""

    name: str
    """`outside:<name>`; beside a scanned commit also the path of an untracked folder."""
    source: FileSource
    only: str | None = None
    """The one file of the source that is meant, where the user named a file."""
    beside: FolderReader | None = None
    """The folder of a named store: what lies beside the store is read on demand, below the store's own name, never listed."""

    def inner(self, path: str) -> str:
        """The path within the source; raises Unreadable for any other than the named file."""
        if self.only is None:
            return path[len(self.name) + 1 :]
        if path == self.name:
            return self.only
        side = path[len(self.name) :]
        if side in SIDE_FILES:  # a database's log lies beside the file that the user named
            return self.only + side
        if self.beside is not None and side.startswith("/"):
            return side[1:]
        raise Unreadable("not read: beside the file that was named")


@dataclass(slots=True)
class Named:
    """What the user named beside the root."""

    mounts: list[Mount] = field(default_factory=list[Mount])
    files: dict[str, int] = field(default_factory=dict[str, int])
    """Workspace path -> size."""
    folders: set[str] = field(default_factory=set[str])
    mlflow: list[str] = field(default_factory=list[str])


def local_path(given: str) -> str | None:
    """The path in a path or a `file:`, `sqlite:` address; None for an address of a server."""
    if "://" not in given and not given.startswith(("file:", "sqlite:")):
        return given
    parts = urlsplit(given)
    if parts.scheme == "file":
        return unquote(parts.path)
    if parts.scheme == "sqlite":
        return given.partition(":///")[2] or None
    return None


class NamedPaths:
    """Takes in the `--mlflow` and `--monitoring` paths of one scan."""

    def __init__(self, root: Path, reader: FolderReader | None, notes: Notes) -> None:
        self._root = root
        self._reader = reader
        self._notes = notes
        self.named = Named()

    def from_user(self, given: str, found: Found, *, beside: bool = False) -> str:
        """The workspace path of what the user named on the command line; raises UsageError where nothing is.

        With `beside`, what lies beside a named file can be read too.
        """
        local = local_path(given)
        if local is None:
            return given
        try:
            path = Path(local).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise UsageError(f"{given}: no such file or folder", "name an existing path") from None
        if self._reader is not None and path.is_relative_to(self._root):
            inner = to_text(bytes(path.relative_to(self._root)))
            return self._inside("" if inner == "." else inner, found)
        if path.is_relative_to(self._root) and (known := self._untracked(path, found, beside)) is not None:
            return known
        return self._outside(path, beside)

    def _untracked(self, path: Path, found: Found, beside: bool) -> str | None:
        """What lies in the folder of a commit that is scanned keeps its own path, where the commit has no such folder.

        None where it has: two truths under one path would be one too many.
        """
        is_folder = path.is_dir()
        folder = path if is_folder else path.parent
        name = to_text(bytes(folder.relative_to(self._root)))
        if name == "." or name in found.folders or any(p == name or p.startswith(f"{name}/") for p in found.files):
            return None
        try:
            reader = FolderReader(folder)
        except OSError as error:
            raise UsageError(f"{path.name}: {why(error)}", "name a file or folder that can be read") from None
        self.named.mounts.append(Mount(name, reader, beside=None if is_folder or not beside else reader))
        if is_folder:
            below = Walk(reader, self._notes.under(name), use_ignore=False).run()
            self.named.files |= {f"{name}/{inner}": size for inner, size in below.files.items()}
            self.named.folders |= {f"{name}/{inner}" if inner else name for inner in below.folders}
            return name
        known = reader.lstat(path.name)
        if known is not None and known.is_file:
            self.named.files[f"{name}/{path.name}"] = known.size
        return f"{name}/{path.name}"

    def from_settings(self, given: str, found: Found) -> str | None:
        """The same for a path in the repository's settings, which stays inside the repository."""
        local = local_path(given)
        parts = (local or "").replace("\\", "/").split("/")
        if local is None or local.startswith(("/", "~")) or ".." in parts:
            self._notes.add("debtscope.toml", f"not read: {given} is not a path inside the repository")
            return None
        return self._inside("/".join(part for part in parts if part not in ("", ".")), found)

    def _inside(self, path: str, found: Found) -> str:
        """Named files below the root are listed even where an environment or cache would be passed over."""
        if self._reader is None or path in found.files or path in found.ignored or path in found.folders:
            return path
        known = self._reader.lstat(path)
        if known is not None and known.is_file:
            self.named.files[path] = known.size
        elif known is not None and known.is_folder:
            below = Walk(self._reader, self._notes, use_ignore=False).run(path)
            self.named.files |= below.files
            self.named.folders |= below.folders
        else:
            self._notes.add(path, "not read: named, but there is no such file or folder")
        return path

    def _outside(self, path: Path, beside: bool) -> str:
        name = to_text(bytes(Path(path.name or "root")))
        taken = {mount.name for mount in self.named.mounts}
        label, number = f"outside:{name}", 1
        while label in taken:
            number += 1
            label = f"outside:{name}-{number}"
        is_folder = path.is_dir()
        try:
            reader = FolderReader(path if is_folder else path.parent)
        except OSError as error:
            raise UsageError(f"{path.name}: {why(error)}", "name a file or folder that can be read") from None
        if is_folder:
            self.named.mounts.append(Mount(label, reader))
            below = Walk(reader, self._notes.under(label), use_ignore=False).run()
            self.named.files |= {f"{label}/{inner}": size for inner, size in below.files.items()}
            self.named.folders |= {f"{label}/{inner}" if inner else label for inner in below.folders}
            return label
        self.named.mounts.append(Mount(label, reader, only=name, beside=reader if beside else None))
        known = reader.lstat(name)
        if known is None or not known.is_file:
            raise UsageError(f"{path.name}: not a regular file", "name a file or a folder")
        self.named.files[label] = known.size
        return label
