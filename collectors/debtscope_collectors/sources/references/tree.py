"""What lies in the tree, asked by names that may be meant from any folder."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from debtscope.api import Unreadable, Workspace
from debtscope.model.regex import regex

_TARGET: Final = regex(r"^([A-Za-z0-9_./ -]{1,300}?)[ \t]*::?(?!=)", re.MULTILINE)
_OPEN_RULES: Final = regex(
    r"^[^\t#\n]{0,300}%[^\n]{0,100}:|^-?s?include[ \t]|^\$[({][^\n]{0,200}:|^\.DEFAULT[ \t]*:", re.MULTILINE
)
_SUBMODULE: Final = regex(r"^[ \t]*path[ \t]*=[ \t]*(\S{1,300})", re.MULTILINE)
_MAKEFILES: Final = ("Makefile", "makefile", "GNUmakefile")
_CODE: Final = (".py", ".pyx", ".so", ".pyd", ".ipynb")


class Tree:
    """Files and folders by path and by last part; links and submodules count for whatever lies behind them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._by_last: dict[str, list[str]] | None = None
        self._stems: frozenset[str] | None = None
        self._behind: frozenset[str] | None = None
        self._targets: dict[str, frozenset[str] | None] = {}

    def warm(self) -> None:
        """Reads now what the answers need, so that they can be given when the workspace is closed."""
        self._links()
        self._lasts()
        for entry in self._workspace.find(".gitignore"):
            self._workspace.hides(entry.path)
        for last in _MAKEFILES:
            for path in self.places(last)[:2]:
                self._targets_of(path)

    def hides(self, path: str) -> bool:
        """Whether .gitignore hides a path, be anything there or not."""
        return bool(path) and not path.startswith("..") and self._workspace.hides(path)

    def has(self, path: str) -> bool:
        """Whether a file or folder of that path is there, is a link, or lies behind a link or in a submodule."""
        path = path.rstrip("/")
        if path.startswith("..") or self._workspace.entry(path) or self._workspace.is_dir(path):
            return True
        behind = self._links()
        while path:
            if path in behind:
                return True
            path = path.rpartition("/")[0]
        return False

    def files(self) -> Iterator[str]:
        """Every path that is not ignored."""
        return (entry.path for entry in self._workspace.files)

    def ends_with(self, name: str) -> bool:
        """Whether some path ends in the name's parts."""
        bare = "/".join(part for part in name.split("/") if part not in ("", ".", ".."))
        last = bare.rpartition("/")[2]
        return any(path == bare or path.endswith(f"/{bare}") for path in self._lasts().get(last, ()))

    def places(self, last: str) -> list[str]:
        """Every path whose last part is that."""
        return self._lasts().get(last, [])

    def beginning(self, stem: str) -> Iterator[str]:
        """Every path whose last part begins so."""
        return (path for last, paths in self._lasts().items() if last.startswith(stem) for path in paths)

    def has_stem(self, stem: str) -> bool:
        """Whether a file of that name lies anywhere, whatever its ending: sources of extensions, stubs, templates."""
        if self._stems is None:
            self._stems = frozenset(last.partition(".")[0] for last in self._lasts())
        return stem in self._stems

    def lacks_module(self, dotted: str, *, is_required: bool = False) -> bool:
        """Whether a dotted name begins with a package of the tree and goes on with what no file of it is called.

        Where it has to be the project's own (`is_required`: the program that a server is given) a name of one part counts, and one
        below a folder that the tree lacks while the module lies elsewhere in it.
        """
        parts = dotted.split(".")
        if len(parts) == 1:
            return is_required and not self._is_module(dotted)
        heads = [path for path in self.places(parts[0]) if self._workspace.is_dir(path)]
        if not heads and is_required:
            return self.ends_with(f"{parts[-1]}.py") and not self._is_module("/".join(parts))
        if not heads or not any(self._workspace.entry(f"{head}/__init__.py") for head in heads):
            return False
        return not self._is_module("/".join(parts)) and not self._is_module("/".join(parts[:-1]), package=True)

    def _is_module(self, stem: str, *, package: bool = False) -> bool:
        if package:
            return self.ends_with(f"{stem}.py")  # the last part may be an attribute of the module before it
        return any(self.ends_with(stem + ending) for ending in _CODE) or self.ends_with(stem)

    def lacks_target(self, name: str, folder: str, *, is_loose: bool) -> bool:
        """Whether the one Makefile that a command can mean has no such target, and no rule that could make one."""
        makefiles = [path for last in _MAKEFILES for path in self.places(last)]
        if len(makefiles) != 1 or (is_loose and "/" in makefiles[0]):
            return False
        targets = self._targets_of(makefiles[0])
        return targets is not None and bool(targets) and name not in targets and not self.has(name)

    def _targets_of(self, path: str) -> frozenset[str] | None:
        if path not in self._targets:
            try:
                text = self._workspace.text(path)[:300_000]
            except Unreadable:
                text = "include unreadable"
            words = frozenset(word for found in _TARGET.finditer(text) for word in found[1].split())
            self._targets[path] = None if _OPEN_RULES.search(text) else words
        return self._targets[path]

    def _lasts(self) -> dict[str, list[str]]:
        if self._by_last is None:
            found: dict[str, list[str]] = defaultdict(list)
            folders: set[str] = set()
            for entry in self._workspace.files:
                folder, _, last = entry.path.rpartition("/")
                found[last].append(entry.path)
                while folder and folder not in folders:
                    folders.add(folder)
                    above, _, last = folder.rpartition("/")
                    found[last].append(folder)
                    folder = above
            self._by_last = dict(found)
        return self._by_last

    def _links(self) -> frozenset[str]:
        """Names in HEAD that are no files of the walk: links, submodules, and what the walk passed over."""
        if self._behind is None:
            history = self._workspace.history
            tracked = history.tracked if history is not None else frozenset[str]()
            paths = {path for path in tracked if self._workspace.entry(path) is None}
            if self._workspace.entry(".gitmodules") is not None:
                with suppress(Unreadable):
                    paths.update(_SUBMODULE.findall(self._workspace.text(".gitmodules")[:100_000]))
            self._behind = frozenset(paths)
        return self._behind
