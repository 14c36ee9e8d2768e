"""What a test reaches without an import of its own: through functions that make objects, and modules that are imported by a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.sources.python.dynamic import DynamicImport, SaidNames
from debtscope_collectors.sources.python.facts import ModuleFacts

_MAKES: Final = regex(
    r"Factory\.|Registry\.|(?:^|[._])(?:create|make|build|get|new|load|from|init|setup|factory)(?:_|$)"
)
"""Functions that are named for what they give back."""


class Factories:
    """One for all tests: what the functions of a file make is gathered once."""

    def __init__(
        self,
        modules: Mapping[str, ModuleFacts],
        graph: ImportGraph,
        dynamic: Mapping[str, Sequence[DynamicImport]],
        said: Mapping[str, Sequence[SaidNames]],
    ) -> None:
        self._modules, self._graph = modules, graph
        self._open = {path for path, rows in dynamic.items() if any(row.is_open for row in rows)}
        self._said = {path: rows[0] for path, rows in said.items() if rows}
        self._made: dict[str, dict[str, frozenset[str]]] = {}
        self._inside: dict[str, list[str]] | None = None

    def behind(self, test: str, reached: Set[str]) -> Iterator[str]:
        """Files that a test reaches through some that it imports: of the classes that a function makes which it calls, and of the names
        which it says to one that imports by names."""
        called = self._modules[test].called
        asked = {".".join(name.split(".")[-words:]) for name in called for words in (1, 2)}
        for path in reached:
            for qualname, files in self._makes(path).items():
                if qualname in asked:
                    yield from files
        said, searching = self._said.get(test), reached & self._open
        if said is not None and searching:
            names = frozenset(said.names)
            yield from (one for path in searching for one in self._below(path) if _stem(one).lower() in names)
            yield from filter(None, (self._graph.module(test, name) for name in said.dotted))

    def _makes(self, path: str) -> Mapping[str, frozenset[str]]:
        """Function that makes objects -> other files whose classes it calls."""
        if path not in self._made:
            found: dict[str, frozenset[str]] = {}
            for one in self._modules[path].functions:
                if _MAKES.search(one.qualname) and (files := frozenset(self._classes(path, one.calls))):
                    found[one.qualname] = files
            self._made[path] = found
        return self._made[path]

    def _classes(self, path: str, calls: Iterable[str]) -> Iterator[str]:
        for name in calls:
            place = self._graph.function(path, name) if name.rpartition(".")[2][:1].isupper() else None
            if place is not None and place[0] != path:
                yield place[0]

    def _below(self, path: str) -> Iterable[str]:
        """Files of a file's folder and of those in it."""
        if self._inside is None:
            self._inside = {}
            for one in self._modules:
                folder = one.rpartition("/")[0]
                self._inside.setdefault(folder, []).append(one)
                if folder:
                    self._inside.setdefault(folder.rpartition("/")[0], []).append(one)
        return self._inside.get(path.rpartition("/")[0], ())


def _stem(path: str) -> str:
    """`ridge` of `models/ridge.py` and of `models/ridge/__init__.py`."""
    folder, _, name = path.rpartition("/")
    return folder.rpartition("/")[2] if name == "__init__.py" else name.partition(".")[0]
