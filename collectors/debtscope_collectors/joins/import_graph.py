"""Which of the project's own files an import means: packages, src layouts, siblings on sys.path, re-exports."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from debtscope_collectors.sources.python.facts import Import, ModuleFacts

_REEXPORTS: Final = 3
"""How many `__init__` files a re-exported name is followed through."""


class ImportGraph:
    """Resolves imports between the files of one repository."""

    def __init__(self, modules: Mapping[str, ModuleFacts]) -> None:
        self._modules = modules
        self._by_tail: dict[str, list[str]] = {}
        self._by_stem: dict[str, str] = {}
        """Path without `.py` or `/__init__.py` -> the first file so named."""
        self._seen_from: dict[tuple[str, str], str | None] = {}
        """What a dotted name means by its place alone, by folder of the file that imports it: its other files import the same."""
        self._brought: dict[tuple[str, str, int], tuple[str, ...]] = {}
        """What `_reexported` has answered: the tests of a package ask its `__init__` for the same names."""
        self._by_name: dict[str, list[str]] | None = None
        self._own: dict[str, frozenset[str]] = {}
        """Names of a file's functions and classes, of files that were asked for."""
        self._heads: set[str] = set()
        """Every word with which the dotted name of a file can begin; most imports are of libraries, and begin with none."""
        for path in modules:
            if not path.endswith(".py"):
                continue
            parts = path.removesuffix(".py").split("/")
            if parts[-1] == "__init__":
                parts.pop()
            self._by_stem.setdefault("/".join(parts), path)
            self._heads.update([part.partition(".")[0] for part in parts])
            for at in range(len(parts)):
                self._by_tail.setdefault(".".join(parts[at:]), []).append(path)

    def imports_of(self, path: str, without: Sequence[tuple[int, int]] = ()) -> tuple[str, ...]:
        """Paths of the project's own modules that a file imports, in the order of the file; not in the lines of `without`."""
        found: dict[str, None] = {}
        for one in self._modules[path].imports:
            if without and any(first <= one.line <= last for first, last in without):
                continue
            for target in self.targets(path, one):
                if target != path:
                    found[target] = None
        return tuple(found)

    def targets(self, path: str, one: Import) -> Iterable[str]:
        """The files that one import statement reaches, through re-exports too."""
        if one.module and one.module.partition(".")[0] not in self._heads:
            return
        base = self.module(path, one.module, one.level) if one.module else None
        if base is not None and not one.names:
            yield self._inner(path, base) or base
        for name in one.names:
            inner = (
                self.module(path, f"{one.module}.{name}" if one.module else name, one.level) if name != "*" else None
            )
            if inner is not None:
                yield inner
            elif base is not None:
                yield base
                yield from self._reexported(base, name, _REEXPORTS)

    def _inner(self, path: str, package: str) -> str | None:
        """The module of a package's own name (`src/src.py`), where the file calls what that one defines and the package itself does not bring.

        So it is with `sys.path.insert(0, "../src")`, which stands before the folder in which the package lies.
        """
        folder, _, last = package.rpartition("/")
        name = folder.rpartition("/")[2]
        inner = f"{folder}/{name}.py"
        if last != "__init__.py" or inner not in self._modules or self._modules[package].imports:
            return None
        asked = {parts[1] for call in self._modules[path].called if (parts := call.split("."))[0] == name and parts[1:]}
        own = asked - self._names_of(package)
        return inner if own and own <= self._names_of(inner) else None

    def _names_of(self, path: str) -> frozenset[str]:
        """Of a file's functions and classes."""
        if path not in self._own:
            module = self._modules[path]
            self._own[path] = frozenset((*(one.qualname for one in module.functions), *module.classes))
        return self._own[path]

    def _reexported(self, path: str, name: str, depth: int) -> Iterable[str]:
        if depth == 0 or not path.endswith("/__init__.py"):
            return ()
        key = (path, name, depth)
        if key not in self._brought:
            self._brought[key] = tuple(self._brought_by(path, name, depth))
        return self._brought[key]

    def _brought_by(self, path: str, name: str, depth: int) -> Iterable[str]:
        for one in self._modules[path].imports:
            if name not in one.names and "*" not in one.names:
                continue
            target = self.module(path, one.module, one.level) if one.module else None
            inner = self.module(path, f"{one.module}.{name}" if one.module else name, one.level)
            reached = inner or target
            if reached is not None and reached != path:
                yield reached
                yield from self._reexported(reached, name, depth - 1)

    def module(self, path: str, dotted: str, level: int = 0) -> str | None:
        """The file that a dotted module name means when a file imports it; None for a library's."""
        candidates = self._by_tail.get(dotted)
        if candidates is None:
            return None
        if level:
            tail = dotted.replace(".", "/")
            return next((c for c in candidates if _is_at(c, tail)), None)
        key = (path.rpartition("/")[0], dotted)
        if key not in self._seen_from:
            self._seen_from[key] = self._by_place(*key)
        found = self._seen_from[key]
        if found is not None or dotted.partition(".")[0] in sys.stdlib_module_names:
            return found
        return _nearest(path, candidates) if "." in dotted or _is_test(path) else None

    def _by_place(self, folder: str, dotted: str) -> str | None:
        """The file in the folder itself, as for a script, or in those above it."""
        tail = dotted.replace(".", "/")
        head = dotted.partition(".")[0]
        place = folder
        while True:
            prefix = f"{place}/" if place else ""
            for source in (prefix, f"{prefix}src/"):
                exact = self._by_stem.get(source + tail)
                if exact is not None and (head not in sys.stdlib_module_names or place == folder):
                    return exact
            if not place:
                return None
            place = place.rpartition("/")[0]

    def function(self, path: str, name: str) -> tuple[str, str] | None:
        """(file, qualified name) of a function of the project as a file names it, through one re-export."""
        if path not in self._modules:
            return None  # its summary stopped, and other facts of it did not
        if name in self._names_of(path):
            return path, name
        parts = name.split(".")
        for at in range(len(parts) - 1, 0, -1):
            place = self.module(path, ".".join(parts[:at]))
            if place is None:
                continue
            inner = ".".join(parts[at:])
            if place.endswith("/__init__.py"):
                for one in self._modules[place].imports:
                    if parts[at] in one.names and one.module:
                        place = self.module(place, one.module, one.level) or place
                        break
            return place, inner
        return None

    def at(self, text: str, folder: str = "") -> str | None:
        """The file that a path in a command means, seen from a folder; leading parts of an image's own paths are dropped."""
        parts = [part for part in text.split("/") if part not in ("", ".", "..")]
        for prefix in (folder, ""):
            whole = "/".join((*(p for p in prefix.split("/") if p), *parts))
            if whole in self._modules:
                return whole
        for at in range(1, len(parts)):
            rest = "/".join(parts[at:])
            if rest in self._modules:
                return rest
        tail = "/" + "/".join(parts[-2:])
        ends = [path for path in self._named_like(parts[-1]) if path.endswith(tail)] if parts else []
        return ends[0] if len(ends) == 1 else None

    def _named_like(self, name: str) -> Sequence[str]:
        """Paths of files of that name below some folder, in their order."""
        if self._by_name is None:
            self._by_name = {}
            for path in self._modules:
                self._by_name.setdefault(path.rpartition("/")[2], []).append(path)
        return self._by_name.get(name, ())

    def named(self, dotted: str, folder: str = "") -> str | None:
        """The file that `python -m dotted` or `uvicorn dotted:app` runs, seen from a folder."""
        found = self.module(f"{folder}/x.py" if folder else "x.py", dotted) or _only(self._by_tail.get(dotted, []))
        if found is not None and found.endswith("/__init__.py"):
            main = found.removesuffix("__init__.py") + "__main__.py"
            return main if main in self._modules else found
        return found


def _is_at(path: str, stem: str) -> bool:
    return path in (f"{stem}.py", f"{stem}/__init__.py")


def _is_test(path: str) -> bool:
    return "test" in path.rpartition("/")[2] or "tests/" in path or "test/" in path


def _nearest(path: str, candidates: list[str]) -> str | None:
    """The candidate that shares the longest beginning with the importing file; None when two do equally and are many."""
    if len(candidates) == 1:
        return candidates[0]
    shared = sorted(((_shared(path, c), c) for c in candidates), key=lambda pair: (-pair[0], pair[1]))
    return shared[0][1] if shared[0][0] > shared[1][0] else None


def _shared(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b:
            break
        count += 1
    return count


def _only(candidates: list[str]) -> str | None:
    return candidates[0] if len(candidates) == 1 else None
