"""Modules of an application that do nothing by themselves and that no file imports, whatever they are for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.joins.mentions import Mentions

_SHORTEST: Final = 10
"""Lines below which a module is not worth a word."""
_FOUND_BY_NAME: Final = regex(
    r"(?:^|/)(?:__\w+__|setup|conftest|handler|lambda_function|func|function_app|score|inference|apps|models|admin|urls|wsgi|asgi|settings|"
    r"hooks|plugins?|nodes|pipeline|pipeline_registry|locustfile|gunicorn\w*|\w*conf(?:ig)?|noxfile|tasks|fabfile|manage|env|environment|_?version|signals|middleware|routers?)\.py$"
    r"|(?:^|/)(?:pages|dags|plugins|migrations|versions|management|data_loaders|transformers|data_exporters|custom|sensors|steps|flows|components|"
    r"tasks|handlers|entrypoints?|macros|feature_repo\w*|alembic|locust\w*|models|pipelines|jobs|blueprints|functions|templatetags|commands)/"
)
"""What a framework, a server or a platform finds by its name or folder."""
_STARTED: Final = ("docker:", "k8s:", "compose:")
_EVERYBODYS: Final = regex(
    r"/?(?:health\w*|status|ping|ready|live\w*|metrics|version|docs|favicon\.ico|startup|shutdown)?/?"
)


@frozen
class IdleModules:
    """Of what `unwired_modules` finds the programs whose `main` nothing calls: they were switched off, and train nothing whatever they hold.

    Functions and classes alone may be meant for somebody who has yet to come.
    """

    paths: frozenset[str]


@join(IdleModules)
def idle_modules(facts: Facts) -> Iterator[IdleModules]:
    """One value."""
    code, names = facts.one(CodeBase), facts.one(Mentions)
    found = unwired_modules(code, names) if code is not None and names is not None else ()
    off = (one.path for one in found if any(function.qualname == "main" for function in one.facts.functions))
    yield IdleModules(paths=frozenset(off))


def is_idle(facts: Facts, path: str) -> bool:
    """Whether a file is a program that is switched off: imported, started and named by nothing, and without a word when it is run."""
    known = facts.one(IdleModules)
    return known is not None and path in known.paths


def unwired_modules(code: CodeBase, names: Mentions) -> Iterator[CodeModule]:
    """By path. None of a library, whose users import what they like, and none where some file was not read."""
    if code.is_library or not names.is_whole:
        return
    found = [module for _, module in sorted(code.modules.items()) if _is_alone(module)]
    if not found:
        return
    graph = ImportGraph({path: module.facts for path, module in code.modules.items()})
    heads = {part for path in code.modules for part in path.removesuffix(".py").split("/")}
    lost = set(_lost(code, graph, heads))
    told = "\n".join(names.pages)
    yield from (module for module in found if not _is_reached(module.path, names, lost, told))


def second_services(code: CodeBase, names: Mentions) -> Iterator[tuple[CodeModule, CodeModule, str]]:
    """(module, the one that is run, a route of both): services beside the one that an image or manifest starts, with a route of it, which
    nothing imports, starts or names."""
    if code.is_library or not names.is_whole:
        return
    started = {path: one for path, one in code.modules.items() if (one.entry or "").startswith(_STARTED)}
    for path, module in sorted(code.modules.items()) if started else ():
        if module.role not in ("production", "script") or module.imported_by or path in started:
            continue
        stem = path.rpartition("/")[2].removesuffix(".py")
        if (module.entry or "main") not in ("main",) or stem in names.names or _is_told_to_start(stem, names):
            continue
        own = _routes(module)
        for other, main in started.items():
            shared = sorted(own & _routes(main)) if other.rpartition("/")[0] == path.rpartition("/")[0] else []
            if shared:
                yield module, main, shared[0]
                break


def _is_told_to_start(stem: str, names: Mentions) -> bool:
    """Whether a page says the command that starts a file: `python3 -m app.serve.vllm_worker`, `uvicorn app:worker`."""
    pattern = re.compile(
        rf"(?:\bpython[\d.]*|\s-m|\buvicorn|\bgunicorn|\btorchrun|\bstreamlit run)\s[^\n]{{0,120}}(?<!\w){re.escape(stem)}(?!\w)"
    )
    return any(pattern.search(page) for page in names.pages)


def _routes(module: CodeModule) -> set[str]:
    """Its own paths, without those that every service has."""
    told = {site.detail.partition(" ")[2] for site in module.facts.serving if site.detail.startswith("route ")}
    return {one for one in told if not _EVERYBODYS.fullmatch(one)}


def _is_alone(module: CodeModule) -> bool:
    own = module.facts
    if (
        own.kind != "module"
        or module.role != "production"
        or module.imported_by
        or module.entry
        or module.in_production
    ):
        return False
    if (
        own.has_top_level_calls
        or own.has_main_guard
        or own.serving
        or own.loc < _SHORTEST
        or not (own.functions or own.classes)
    ):
        return False
    decorated = any(one.decorators for one in own.functions if "." not in one.qualname)
    return not decorated and _FOUND_BY_NAME.search(module.path) is None


def _lost(code: CodeBase, graph: ImportGraph, heads: set[str]) -> Iterator[str]:
    """Last words of imports that could mean a file of the project and were not followed to one: sys.path may lead there."""
    for path, module in code.modules.items():
        for one in module.facts.imports:
            head = one.module.partition(".")[0]
            if (one.level or not head or head in heads) and not any(True for _ in graph.targets(path, one)):
                yield one.module.rpartition(".")[2]
                yield from one.names


def _is_reached(path: str, names: Mentions, lost: set[str], told: str) -> bool:
    """Whether settings, commands, an import that was not followed, a folder that is searched, or a page's own code may mean it."""
    stem = path.rpartition("/")[2].removesuffix(".py")
    if stem in names.names or stem in lost:
        return True
    if not names.open_names.isdisjoint(path.split("/")[:-1]):
        return True
    if any(not folder or path.startswith(f"{folder}/") for folder in names.open_folders):
        return True
    parent = path.rpartition("/")[0].rpartition("/")[2]
    return f"import {stem}" in told or (parent != "" and f"{parent}.{stem}" in told)
