"""Names that a file takes from another file of the project, and that the other file does not have."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.package_names import ML_PACKAGES
from debtscope_collectors.joins.pins import distribution_of
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.standing import is_test_file
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.python.facts import Import
from debtscope_collectors.sources.python.top_names import top_names


@frozen
class MissingName:
    """One name of one import."""

    path: str
    line: int
    name: str
    source: str
    """The file that should have it."""
    near: str
    """A name of that file that is nearly the same; `` where none is."""


@join(MissingName, facets=(top_names,))
def missing_names(facts: Facts) -> Iterator[MissingName]:
    """By file and line, of imports that nothing guards and whose file can be only one."""
    code = facts.one(CodeBase)
    if code is None:
        return
    known = facts.rows(top_names)
    libraries = frozenset(
        re.sub(r"[-.]", "_", one.name.lower()) for file in facts.all(DependencyFile) for one in file.requirements
    )
    had: dict[str, frozenset[str]] = {}
    for path, module in sorted(code.modules.items()):
        if module.facts.kind != "module" or not (is_test_file(path) or (module.is_own and not is_aside(path))):
            continue
        for one in module.facts.imports:
            if one.is_guarded or not one.names or "*" in one.names or not one.module:
                continue
            source = source_of(code, path, one, libraries)
            rows = known.get(source, ()) if source else ()
            if not rows:
                continue
            if source not in had:
                had[source] = frozenset(rows[0].names.split())
            has = had[source]
            for name in one.names:
                if name not in has and not name.startswith("__"):
                    near = difflib.get_close_matches(name, has, n=1, cutoff=0.75)
                    yield MissingName(path=path, line=one.line, name=name, source=source, near=near[0] if near else "")


def source_of(code: CodeBase, path: str, one: Import, libraries: frozenset[str]) -> str:
    """The one file that an import means, by its place alone: beside the file, or below a folder that is no package itself. Names of
    libraries and of Python's own modules are theirs."""
    if one.level:
        folder = path.rpartition("/")[0]
        for _ in range(one.level - 1):
            folder = folder.rpartition("/")[0]
        package = folder.replace("/", ".")
        if one.module == package:
            return ""  # the package itself, which may hold a module of its own name
        inner = one.module.removeprefix(f"{package}.")
        found = [f"{folder}/{inner.replace('.', '/')}".lstrip("/")]
    else:
        head, stem = one.module.partition(".")[0], one.module.replace(".", "/")
        is_inside = _is_inside(path, head, code)  # a file of the package itself, which an example may install as well
        if head in sys.stdlib_module_names:
            return ""
        if not is_inside and (head.lower() in libraries or distribution_of(head) in ML_PACKAGES):
            return ""
        found = [f"{place}{stem}" for place in _places(path, dotted="." in one.module) if not _is_package(place, code)]
    files = [one for one in found if f"{one}.py" in code.modules or f"{one}/__init__.py" in code.modules]
    if not files or f"{files[0]}/__init__.py" in code.modules or f"{files[0]}.py" == path:
        return ""
    return f"{files[0]}.py"


def _is_inside(path: str, head: str, code: CodeBase) -> bool:
    """Whether a file lies in the package of that name, and not in a part of another package that is called like a library."""
    before, found, _ = f"/{path}".rpartition(f"/{head}/")
    place = f"{before[1:]}/" if before else ""
    return bool(found) and f"{place}{head}/__init__.py" in code.modules and not _is_package(place, code)


def _places(path: str, *, dotted: bool) -> Iterator[str]:
    """Folders from which a file imports, with a closing stroke: its own, as a script's, and for packages those above it."""
    folder = path.rpartition("/")[0]
    while True:
        yield f"{folder}/" if folder else ""
        if not dotted or not folder:
            break
        folder = folder.rpartition("/")[0]
    if dotted:
        yield "src/"


def _is_package(place: str, code: CodeBase) -> bool:
    return bool(place) and f"{place}__init__.py" in code.modules
