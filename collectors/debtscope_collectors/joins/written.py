"""Names of everything that running the project makes: what code writes and what DVC keeps."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.python.facts import ModuleFacts

_PARTS = 3


@frozen
class WrittenNames:
    """What a file or folder that is not in the tree may come from."""

    names: frozenset[str]
    """Last parts of the paths that code writes, and of the folders just above them."""
    kept: frozenset[str]
    """Workspace paths whose content DVC pins."""

    def has(self, name: str) -> bool:
        """Whether something of that name is written, or DVC keeps it, what is in it or what it is in."""
        name = name.rstrip("/")
        return name.rpartition("/")[2] in self.names or self.keeps(name)

    def keeps(self, path: str) -> bool:
        """Whether DVC keeps a path, something below it or something above it."""
        path = path.rstrip("/")
        if path in self.kept:
            return True
        return any(path.startswith(f"{out}/") or out.startswith(f"{path}/") for out in self.kept)


@join(WrittenNames)
def written_names(facts: Facts) -> Iterator[WrittenNames]:
    """Exactly one."""
    names: set[str] = set()
    for module in facts.all(ModuleFacts):
        for access in module.writes:
            if access.target and "://" not in access.target:
                names.update(access.target.rstrip("/").split("/")[-_PARTS:])
    kept = {out for project in facts.all(DvcProject) for out in project.tracked_outputs()}
    yield WrittenNames(names=frozenset(names - {"", ".", "..", "{}"}), kept=frozenset(kept))
