"""Imports of modules that the project's own packages do not have."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.package_names import ML_PACKAGES
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.pins import distribution_of
from debtscope_collectors.joins.standing import is_test_file
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile
from debtscope_collectors.sources.python.facts import Import, ModuleFacts
from debtscope_collectors.sources.references.tree import Tree

_GENERATED: Final = regex(
    r"(?:_pb2(?:_grpc)?|version|_?build_info|generated|_gen|_C|_ext|_cuda|_rs)(?:\.|$)|\.(?:cpp|_?lib|core_ext)\."
)
"""What builds, protocol compilers and version tools write."""
_TOOLS: Final = frozenset(
    {
        "airflow",
        "prefect",
        "dagster",
        "docker",
        "kubernetes",
        "redis",
        "celery",
        "streamlit",
        "grafana",
        "prometheus_client",
    }
)
_NO_ROLE: Final = frozenset({"test", "docs", "example", "vendored", "generated"})


@frozen
class BrokenImport:
    """One import, unguarded, of a module that lies in no package of the tree."""

    path: str
    line: int
    module: str
    """Dotted."""
    is_relative: bool


@join(BrokenImport)
def broken_imports(facts: Facts) -> Iterator[BrokenImport]:
    """By file and line. Names that a declared dependency may have are left out, and so is what a build writes."""
    tree = facts.one(Tree)
    if tree is None:
        return
    libraries = {
        re.sub(r"[-.]", "_", one.name.lower()) for file in facts.all(DependencyFile) for one in file.requirements
    }
    if libraries:  # what they bring along can be imported as well
        libraries.update(re.sub(r"[-.]", "_", name) for lock in facts.all(LockFile) for name, _ in lock.packages)
    modules = [(module, role_by_path(module.path)) for module in facts.all(ModuleFacts)]
    taken = {
        one.module.partition(".")[0]
        for module, role in modules
        if role != "test"
        for one in module.imports
        if not one.level
    }
    for module, role in modules:
        if module.kind == "module" and role == "test":
            yield from _of_tests(module, tree, libraries, taken)
            if is_test_file(module.path):
                yield from _gone(module, tree, libraries)
        if module.kind != "module" or role in _NO_ROLE:
            continue
        for one in module.imports:
            if one.is_guarded or "." not in one.module:
                continue
            if _is_broken(module.path, one, tree, libraries) and not _GENERATED.search(one.module):
                yield BrokenImport(path=module.path, line=one.line, module=one.module, is_relative=one.level > 0)


def _gone(module: ModuleFacts, tree: Tree, libraries: set[str]) -> Iterator[BrokenImport]:
    """Modules of the project's own packages that a test imports by their whole name, and that are no longer there."""
    for one in module.imports:
        if one.level or one.is_guarded or "." not in one.module or _GENERATED.search(one.module):
            continue
        if _is_broken(module.path, one, tree, libraries):
            yield BrokenImport(path=module.path, line=one.line, module=one.module, is_relative=False)


def _of_tests(module: ModuleFacts, tree: Tree, libraries: set[str], taken: set[str]) -> Iterator[BrokenImport]:
    """`app.main` in a test beside which lies `main.py` and nowhere an `app`: the test was written for another folder, and never ran here."""
    above = module.path.rpartition("/")[0].rpartition("/")[0]
    for one in module.imports:
        head, _, last = one.module.partition(".")
        if one.level or one.is_guarded or not last or "." in last or head in sys.stdlib_module_names:
            continue
        if not libraries or head.lower() in libraries or distribution_of(head) in ML_PACKAGES or head in _TOOLS:
            continue
        if head in taken:
            continue  # the program itself takes it: a library that another one brings
        beside = f"{above}/{last}.py" if above else f"{last}.py"
        folder = above.rpartition("/")[2]
        if tree.has(beside) and head != folder and not any(tree.has(place) for place in tree.places(head)):
            yield BrokenImport(path=module.path, line=one.line, module=one.module, is_relative=False)
            return


def _is_broken(path: str, one: Import, tree: Tree, libraries: set[str]) -> bool:
    stem = one.module.replace(".", "/")
    last = stem.rpartition("/")[2]
    if one.level:
        folder = path.rpartition("/")[0]
        for _ in range(one.level - 1):
            folder = folder.rpartition("/")[0]
        dotted = folder.replace("/", ".")
        if folder and one.module.startswith(f"{dotted}."):  # a folder's name may hold a dot
            stem = f"{folder}/{one.module[len(dotted) + 1 :].replace('.', '/')}"
        found = tree.has(f"{stem}.py") or tree.has(stem) or tree.hides(f"{stem}.py")
        if last.startswith("_") and tree.places("Cargo.toml"):
            return False  # what a build makes of Rust
        return not found and not any(place.startswith(f"{stem}.") for place in tree.beginning(last))
    head = one.module.partition(".")[0]
    if head in sys.stdlib_module_names or head.lower() in libraries or _is_shared(one.module, libraries):
        return False
    if _is_renamed(path, one.module, tree, libraries):
        return True
    if head in _TOOLS or distribution_of(head) in ML_PACKAGES:
        return False  # a folder for the tool's files has the tool's name
    if not any(tree.has(f"{place}{head}/__init__.py") and not _is_package(place, tree) for place in _above(path)):
        return False
    if not tree.lacks_module(one.module) or _is_hidden(path, stem, tree):
        return False
    return not tree.has_stem(last) or _is_beside(path, stem, tree)


def _is_shared(module: str, libraries: set[str]) -> bool:
    """`acme.training` of the declared `acme-training`, which puts its part into the same package."""
    parts = module.lower().split(".")
    return any("_".join(parts[:n]) in libraries for n in range(2, len(parts) + 1))


def _is_beside(path: str, stem: str, tree: Tree) -> bool:
    """Whether the one package that can be meant is there, as a package, and has no such module: one of that name elsewhere is another.

    `app.core.session` where `app/core/__init__.py` lies beside `app/db/session.py`.
    """
    folder, _, last = stem.rpartition("/")
    if "/" not in folder or any(not place.endswith(".py") for place in tree.beginning(f"{last}.")):
        return False  # sources of extensions, stubs and templates: a build may put the module there
    homes = [place for place in tree.places(folder.rpartition("/")[2]) if f"/{place}".endswith(f"/{folder}")]
    return (
        len(homes) == 1
        and tree.has(f"{homes[0]}/__init__.py")
        and any(f"{place}{folder}" == homes[0] for place in _above(path))
    )


def _is_renamed(path: str, module: str, tree: Tree, libraries: set[str]) -> bool:
    """`feature_registry.views` in a file of `feature_store/`, which has a `views.py`: the folder is called otherwise now."""
    head, _, last = module.partition(".")
    folder = path.rpartition("/")[0]
    if (
        not libraries
        or "." in last
        or not folder
        or distribution_of(head) in ML_PACKAGES
        or not tree.has(f"{folder}/{last}.py")
    ):
        return False
    shared = set(head.lower().split("_")) & set(folder.rpartition("/")[2].lower().split("_"))
    known = any(tree.has(f"{place}{head}") or tree.has(f"{place}{head}.py") for place in _above(path))
    return bool(shared) and "_" in head and not known


def _is_package(place: str, tree: Tree) -> bool:
    """Whether a folder is itself a package, from which nothing is imported by a bare name."""
    return bool(place) and tree.has(f"{place}__init__.py")


def _above(path: str) -> Iterator[str]:
    """Folders from which a file may import, with a closing stroke."""
    folder = path.rpartition("/")[0]
    while True:
        prefix = f"{folder}/" if folder else ""
        yield prefix
        yield f"{prefix}src/"
        if not folder:
            return
        folder = folder.rpartition("/")[0]


def _is_hidden(path: str, stem: str, tree: Tree) -> bool:
    return any(tree.hides(f"{place}{stem}.py") or tree.hides(f"{place}{stem}") for place in _above(path))
