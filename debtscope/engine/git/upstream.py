"""Repositories that the user says data was imported from: opened only where they are named, never fetched."""

from __future__ import annotations

from pathlib import Path

from debtscope.engine.git.opened import OpenedRepository
from debtscope.model.errors import UsageError
from debtscope.model.text import printable


class UpstreamRepository:
    """One of them, as `debtscope.api.Upstream`."""

    def __init__(self, given: str) -> None:
        """Raises UsageError where there is no repository with a commit."""
        try:
            self._root = Path(given).resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise UsageError(f"{printable(given)}: no such folder", "name a clone of the repository") from None
        self.name = printable(self._root.name)
        self._opened = OpenedRepository(self._root, None)
        if self._opened.commit_of("HEAD") is None:
            reason = self._opened.reason or "there is no commit"
            self._opened.close()
            raise UsageError(f"{self.name}: {reason}", "name a clone of the repository")

    def is_at(self, address: str) -> bool:
        """Whether an address that an import names is this repository: the same folder, or one of the same name."""
        bare = address.rstrip("/").removesuffix(".git")
        if bare.startswith("/") and Path(bare) == self._root:
            return True
        return bare.replace("\\", "/").rpartition("/")[2].rpartition(":")[2] == self._root.name.removesuffix(".git")

    def commit_of(self, rev: str | None) -> str | None:
        """The commit of a branch or tag, of HEAD without one."""
        return self._opened.commit_of(rev or "HEAD")

    def object_of(self, commit: str, path: str) -> str | None:
        """The id of a file or folder at a commit."""
        return self._opened.object_of(commit, path)

    def close(self) -> None:
        """Removes the private copy."""
        self._opened.close()
