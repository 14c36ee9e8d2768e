"""All code of the repository in its place: role, what imports it, what runs it, what tests it."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Set

from debtscope.api import Facts, FileEntry, join
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.factories import Factories
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.given_options import given_options
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.joins.path_roles import is_lesson, lesson_folders, role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.run_notebooks import named_notebook
from debtscope_collectors.joins.runs import Run, files_in, runs
from debtscope_collectors.joins.values import Values
from debtscope_collectors.sources.config.facts import SettingsFile
from debtscope_collectors.sources.containers.facts import ServingManifest
from debtscope_collectors.sources.dependencies.facts import DependencyFile
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.python.dynamic import dynamic_imports, said_names
from debtscope_collectors.sources.python.facts import ModuleFacts
from debtscope_collectors.sources.python.notebook_files import run_notebooks
from debtscope_collectors.sources.python.roll_outs import cloud_functions
from debtscope_collectors.sources.python.symbols import file_symbols

_OUTSIDE = frozenset({"test", "docs", "example", "experiment", "notebook", "vendored", "generated"})
"""Roles that are no production code, whatever imports them."""
UPLOADS = regex(r"\btwine upload\b|\b(?:uv|poetry|pdm|hatch|flit) publish\b|uses: pypa/gh-action-pypi-publish\b")
"""Commands that hand a package to an index."""
_NEARLY_ALL = 0.8
_ON_INDEX = regex(
    r"(?:pypi\.org/(?:project|p)|pypi\.python\.org/pypi|shields\.io/pypi/\w{1,20}|badge\.fury\.io/py|pepy\.tech/(?:project|badge)s?)/([\w-]{1,80})"
)
"""Links to, and badges of, a package on an index."""
_BY_NAME = regex(
    r"^[ \t]{0,8}(?:[$>] ?)?(?:python3? -m )?(?:pip3?|uv pip|pipx) install (?:-U |--upgrade )?[\"']?([A-Za-z][\w.-]{1,80})(?:\[[\w,-]{1,80}\])?[\"']?[ \t]*$",
    re.MULTILINE,
)
"""A line that installs one package by its name, as everybody gets it."""


@join(CodeBase, facets=(file_symbols, run_notebooks, cloud_functions, dynamic_imports, said_names))
def codebase(facts: Facts) -> Iterator[CodeBase]:
    """One CodeBase where any Python file was parsed."""
    modules = {one.path: one for one in sorted(facts.all(ModuleFacts), key=lambda one: one.path)}
    if not modules:
        return
    graph = ImportGraph(modules)
    roles = {path: role_by_path(path, facts.settings.production) for path in modules}
    lessons = lesson_folders(modules)
    for path in modules if lessons else ():
        if roles[path] in ("production", "notebook", "experiment", "script") and is_lesson(path, lessons):
            roles[path] = "example"
    for path in modules:
        if roles[path] in ("production", "script") and _shows_package(path, modules):
            roles[path] = "example"
    logged = [entry.path.removesuffix("MLmodel") for entry in facts.all(FileEntry) if entry.path.endswith("/MLmodel")]
    for path in modules if logged else ():
        if any(path.startswith(f"{folder}code/") for folder in logged):
            roles[path] = "generated"  # MLflow's copy of the code beside a model that it has written down
    imports = {path: graph.imports_of(path) for path in modules}
    importers: dict[str, list[str]] = {}
    for path, targets in imports.items():
        for target in targets:
            importers.setdefault(target, []).append(path)
    found = runs(facts, modules, graph)
    entries: dict[str, str] = {}
    for run in found:
        entries.setdefault(run.path, run.by)
    production = _reachable(found, modules, roles, _with_magics(facts, modules, imports))
    factories = Factories(modules, graph, facts.rows(dynamic_imports), facts.rows(said_names))
    tests = _tested(modules, roles, imports, graph, factories)
    values = _values(facts, modules, roles, graph)
    yield CodeBase(
        modules={
            path: CodeModule(
                facts=values.module(module),
                role=roles[path],
                in_production=path in production,
                entry=entries.get(path),
                imports=imports[path],
                imported_by=tuple(importers.get(path, ())),
                tested_by=tuple(sorted(tests.get(path, ()))),
            )
            for path, module in modules.items()
        },
        is_library=_is_library(facts, modules, found),
        entry_points=entries,
    )


def values_of(facts: Facts, code: CodeBase) -> Values:
    """What fills the holes of texts that one file of the code base leaves open; made anew, so asked once."""
    modules = {path: module.facts for path, module in code.modules.items()}
    return _values(facts, modules, {path: module.role for path, module in code.modules.items()}, ImportGraph(modules))


def _values(facts: Facts, modules: Mapping[str, ModuleFacts], roles: Mapping[str, str], graph: ImportGraph) -> Values:
    """What tells the places that the files' own reading left open; what examples and tests hand over says nothing."""
    symbols = {
        path: rows
        for path, rows in facts.rows(file_symbols).items()
        if roles.get(path) not in ("test", "docs", "example", "vendored", "generated")
    }
    settings = [f for f in facts.all(SettingsFile) if f.role == "settings" and role_by_path(f.path) != "test"]
    return Values(modules, graph, symbols, settings, given_options(facts, frozenset(modules)))


def _shows_package(path: str, modules: Mapping[str, ModuleFacts]) -> bool:
    """In `kit_examples/` beside the package `kit/`: what stands there shows how to use it."""
    top = path.partition("/")[0]
    package = top.removesuffix("_examples").removesuffix("-examples")
    return package != top and f"{package}/__init__.py" in modules


def _with_magics(
    facts: Facts, modules: Mapping[str, ModuleFacts], imports: Mapping[str, tuple[str, ...]]
) -> Mapping[str, tuple[str, ...]]:
    """Imports, and what notebooks of Databricks run in their own namespace, which is as good as one."""
    found = dict(imports)
    for path, rows in facts.rows(run_notebooks).items():
        targets = (named_notebook(row.target, path, modules) for row in rows if not row.is_started)
        found[path] = (*imports[path], *(one for one in targets if one is not None)) if path in imports else ()
    return found


def _reachable(
    found: list[Run],
    modules: Mapping[str, ModuleFacts],
    roles: Mapping[str, str],
    imports: Mapping[str, tuple[str, ...]],
) -> set[str]:
    """Files that a pipeline, a deploy job, a container, a DAG or a SERVE module reaches."""
    roots = {run.path for run in found if run.is_production and roles[run.path] not in ("test", "docs", "vendored")}
    for path, module in modules.items():
        serves = any(not site.detail.startswith("ui") for site in module.serving)
        if serves and roles[path] not in _OUTSIDE:
            roots.add(path)
    seen = set(roots)
    queue = deque(sorted(roots))
    while queue:
        for target in imports[queue.popleft()]:
            if target not in seen and roles[target] not in ("test", "docs", "vendored", "generated"):
                seen.add(target)
                queue.append(target)
    return seen


def _tested(
    modules: Mapping[str, ModuleFacts],
    roles: Mapping[str, str],
    imports: Mapping[str, tuple[str, ...]],
    graph: ImportGraph,
    factories: Factories,
) -> dict[str, set[str]]:
    """Path -> test files that reach it directly, through a helper of the tests, a fixture of a conftest, a factory or a command."""
    found: dict[str, set[str]] = {}
    helpers = {path for path, role in roles.items() if role == "test"}
    for path in sorted(helpers):
        module = modules[path]
        if not _asserts(module, helpers, imports[path], modules):
            continue
        skipped = [(f.line, f.end_line) for f in module.functions if f.is_skipped]
        reached = set(graph.imports_of(path, skipped) if skipped else imports[path])
        for helper in (*imports[path], *_conftests(path, module, modules)):
            if helper in helpers and helper != path:
                reached.update(imports[helper])
        for command in module.commands:
            reached.update(_started(command.name, graph, path))
        reached.update([*factories.behind(path, reached - helpers)])
        for target in reached - helpers:
            found.setdefault(target, set()).add(path)
    return found


def _started(text: str, graph: ImportGraph, path: str) -> tuple[str, ...]:
    """What a test's command starts, seen from the folder of the test or from the first above it where there is such a file."""
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        if found := tuple(files_in(text, graph, folder)):
            return found
    return ()


def _asserts(
    module: ModuleFacts, helpers: set[str], imported: tuple[str, ...], modules: Mapping[str, ModuleFacts]
) -> bool:
    """Whether some test of a file can fail: it asserts itself, or calls a helper that asserts."""
    tests = [f for f in module.functions if f.qualname.rpartition(".")[2].startswith("test") and not f.is_skipped]
    if any(f.asserts for f in tests):
        return True
    checking = {f.qualname.rpartition(".")[2] for f in module.functions if f.asserts}
    for path in imported:
        if path in helpers:
            checking |= {f.qualname.rpartition(".")[2] for f in modules[path].functions if f.asserts}
    return any(call.rpartition(".")[2] in checking for f in tests for call in f.calls)


def _conftests(path: str, module: ModuleFacts, modules: Mapping[str, ModuleFacts]) -> Iterator[str]:
    """The conftest files whose fixtures a test file takes as parameters."""
    taken = {name for f in module.functions for name in f.params}
    place = path.rpartition("/")[0]
    while True:
        conftest = f"{place}/conftest.py" if place else "conftest.py"
        if conftest in modules:
            fixtures = {f.qualname for f in modules[conftest].functions if any("fixture" in d for d in f.decorators)}
            if fixtures & taken:
                yield conftest
        if not place:
            return
        place = place.rpartition("/")[0]


def _is_library(facts: Facts, modules: Mapping[str, ModuleFacts], found: list[Run]) -> bool:
    """A build system and a package, and nothing that deploys or pipes the project's own code; or one that stands on an index."""
    if any(not is_aside(one.path) and _is_own(one.path) for one in facts.all(ServingManifest)):
        return False
    root = _package_root(facts, modules)
    homes = {one.home for one in facts.all(DependencyFile) if one.home and one.path.rpartition("/")[0] == root[:-1]}
    packages = {path for path in modules if path.endswith("/__init__.py") and _is_top(path, root, homes, modules)}
    if _is_published(facts) or _is_on_an_index(facts, packages):
        return True
    if any(run.is_production and run.by.startswith(("dvc:", "docker:", "dag:")) for run in found if _is_own(run.path)):
        return False
    declared = [one for one in facts.all(DependencyFile) if one.is_library and one.path.rpartition("/")[0] == root[:-1]]
    packaged = bool(declared) or f"{root}setup.py" in modules
    if not packaged or not any(role_by_path(path) == "production" for path in packages):
        return False
    return not any(_works(path, module) for path, module in modules.items()) or _is_offered(facts)


def _is_top(path: str, root: str, homes: Set[str], modules: Mapping[str, ModuleFacts]) -> bool:
    """Whether a package lies in the root, where the project says that its packages lie, in `src/`, or in a folder of it, each of which
    is none itself, as `src/python/kit/`."""
    folder = path.removeprefix(root).rpartition("/")[0].rpartition("/")[0]
    is_home = folder in homes or f"{folder}/".startswith("src/")
    return path.startswith(root) and (not folder or (is_home and f"{root}{folder}/__init__.py" not in modules))


def _package_root(facts: Facts, modules: Mapping[str, ModuleFacts]) -> str:
    """The folder below the top that holds the package and nearly all code, as `python/` beside documents and charts; `` for the top."""
    own = [path for path in modules if _is_own(path)]
    if "setup.py" in modules or any("/" not in one.path and one.is_library for one in facts.all(DependencyFile)):
        return ""
    folders = {
        one.path.rpartition("/")[0] for one in facts.all(DependencyFile) if one.is_library or one.kind == "setup.py"
    }
    held = {folder: sum(path.startswith(f"{folder}/") for path in own) for folder in folders if folder}
    best = max(held, key=lambda folder: (held[folder], folder), default="")
    return f"{best}/" if best and held[best] >= _NEARLY_ALL * len(own) else ""


def _works(path: str, module: ModuleFacts) -> bool:
    """A program of the project's own that trains, code that answers requests, or a page: what applications are made of."""
    if role_by_path(path) != "production" or module.kind != "module":
        return False
    return (module.has_main_guard and bool(module.training)) or any(
        site.detail.startswith(("route", "handler", "ui")) for site in module.serving
    )


def _is_offered(facts: Facts) -> bool:
    """Whether a page tells others to install the project by its name: by a command, a heading may stand above `git clone`."""
    words = (re.escape(one.project).replace(r"\-", "[-_.]") for one in facts.all(DependencyFile) if one.project)
    asks = [
        re.compile(
            rf"\b(?:pip3?|pipx|conda|mamba|uv|poetry|rye|pdm)\b[^\n]{{0,40}}\b(?:install|add)\b[^\n]{{0,60}}[\s\"'=/]{name}(?![\w/])",
            re.IGNORECASE,
        )
        for name in dict.fromkeys(words)
    ]
    return any(ask.search(page.text) for page in facts.all(DocPage) for ask in asks)


def _is_published(facts: Facts) -> bool:
    """CI uploads a package of this repository for others to install; images that it builds too are another way to hand it on."""
    if not any(one.is_library for one in facts.all(DependencyFile)):
        return False
    return any(UPLOADS.search(text) for text in said_in_ci(facts))


def _is_on_an_index(facts: Facts, packages: Iterable[str]) -> bool:
    """The page at the top shows where on an index the project stands, or installs it from there, by its own name or that of its package."""
    names = {one.project for one in facts.all(DependencyFile) if one.project}
    names |= {path.rpartition("/")[0].rpartition("/")[2] for path in packages}
    ours = {name.lower().replace("_", "-").replace(".", "-") for name in names}
    pages = [page for page in facts.all(DocPage) if page.kind == "readme" and "/" not in page.path]
    told = (match[1] for page in pages for one in (_ON_INDEX, _BY_NAME) for match in one.finditer(page.text))
    return any(name.lower().replace("_", "-").replace(".", "-") in ours for name in told)


def _is_own(path: str) -> bool:
    return role_by_path(path) in ("production", "script")
