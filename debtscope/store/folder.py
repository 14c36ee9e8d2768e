"""The state folder: where it is, whether it may be used, and the files that keep git quiet about it."""

from __future__ import annotations

import os
import stat
from itertools import count
from pathlib import Path

from debtscope.model.errors import DebtscopeError
from debtscope.model.frozen import frozen
from debtscope.model.text import printable

NAME = ".debtscope"
LOG = "triage.jsonl"
HISTORY = "history.db"
WAY_OUT = "give another folder: --state DIR"

_IGNORED = f"# Written by debtscope: what can be made again by a scan.\n{HISTORY}\n{HISTORY}-*\n.gitignore\n"
_MERGED = f"# Written by debtscope: two people's decisions merge line by line.\n{LOG} merge=union\n"


class StoreError(DebtscopeError):
    """The store cannot be read or written as asked: damaged, newer, locked, full, linked or read-only."""


class DamagedStore(StoreError):
    """A history that nobody can read any more: it may be put aside, and a scan makes a new one."""


@frozen(kw_only=False)
class StateFolder:
    """A folder that passed the checks; it need not exist yet."""

    path: Path

    @property
    def log(self) -> Path:
        """The triage log."""
        return self.path / LOG

    @property
    def history(self) -> Path:
        """Snapshots and scan cache."""
        return self.path / HISTORY

    def set_aside(self) -> tuple[str, ...]:
        """Names of histories of older forms, which are kept and not read."""
        return tuple(sorted(path.name for path in self.path.glob(f"{HISTORY}-form[0-9]")))

    def put_history_aside(self) -> str:
        """Renames the history and what SQLite keeps beside it; returns the new name, which git does not see.

        Raises StoreError.
        """
        taken = {path.name for path in self.path.glob(f"{HISTORY}-damaged*")}
        name = next(name for n in count(1) if (name := f"{HISTORY}-damaged{n}") not in taken)
        try:
            for ending in ("-journal", "-wal", "-shm", ""):
                path = self.history.with_name(HISTORY + ending)
                if path.exists():
                    path.rename(path.with_name(name + ending))
        except OSError as error:
            raise refused(self.history, error) from None
        return name

    def exists(self) -> bool:
        """Whether anything was ever kept here."""
        return self.path.is_dir()

    def make(self) -> None:
        """Makes the folder, with a .gitignore that hides it until there are decisions to commit. Raises StoreError."""
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise refused(self.path, error) from None
        write_new(self.path / ".gitignore", _IGNORED)

    def announce_log(self) -> None:
        """Lets git merge the log line by line; written with the first decision. Raises StoreError."""
        write_new(self.path / ".gitattributes", _MERGED)

    def refusal(self) -> str | None:
        """Why nothing can be written here, with the way out; None when it can. Writes nothing to find out."""
        try:
            place = self.path
            while not place.exists() and place != place.parent:
                place = place.parent
            read_only = os.statvfs(place).f_flag & os.ST_RDONLY
            writable = os.access(place, os.W_OK | os.X_OK) and (not self.log.exists() or os.access(self.log, os.W_OK))
        except OSError as error:
            return refused(self.path, error).message + f": {WAY_OUT}"
        return None if writable and not read_only else f"{_shown(self.path)} cannot be written: {WAY_OUT}"


def open_folder(root: Path | None, state: Path | None) -> StateFolder:
    """The state folder of a repository, or the one that the user names. Raises StoreError where a link is in the way."""
    if state is not None:
        folder = Path(os.path.abspath(state.expanduser()))  # noqa: PTH100 - resolve() would follow the very link that is looked for
    elif root is not None:
        folder = root / NAME
    else:
        raise StoreError("there is no state folder for a ledger file", WAY_OUT)
    for place in _own_part(folder, root):
        if place.is_symlink():
            raise StoreError(f"{_shown(place)} is a symbolic link: the state folder is not used through links", WAY_OUT)
        if place.exists() and not place.is_dir():
            raise StoreError(f"{_shown(place)} is not a folder", WAY_OUT)
    return StateFolder(folder)


def _own_part(folder: Path, root: Path | None) -> list[Path]:
    """The folder, and its parents as far as they lie inside the scanned tree."""
    places = [folder]
    if root is not None:
        top = Path(os.path.abspath(root))  # noqa: PTH100 - as above
        places += [parent for parent in folder.parents if parent != top and top in parent.parents]
    return places


def write_new(path: Path, text: str) -> None:
    """Writes a small file unless something is there already. Raises StoreError."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
    except FileExistsError:
        return
    except OSError as error:
        raise refused(path, error) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def open_regular(path: Path, flags: int, mode: int = 0o644) -> int:
    """A descriptor of a regular file, no link followed and no FIFO waited for. Raises OSError or StoreError."""
    descriptor = os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC, mode)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise StoreError(f"{_shown(path)} is not a regular file", WAY_OUT)
    return descriptor


def refused(path: Path, error: OSError) -> StoreError:
    """A system's refusal in words."""
    return StoreError(f"{_shown(path)}: {(error.strerror or type(error).__name__).lower()}", WAY_OUT)


def _shown(path: Path) -> str:
    return printable(f"{path.parent.name}/{path.name}" if path.parent.name else str(path))
