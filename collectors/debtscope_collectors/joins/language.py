"""The part of an application that speaks to language models: where it does, who reaches it, and how."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeVar

from debtscope.api import Facet, Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import run_by
from debtscope_collectors.joins.unused_code import DeadLines
from debtscope_collectors.sources.python.dynamic import dynamic_imports
from debtscope_collectors.sources.python.facts import ModuleFacts
from debtscope_collectors.sources.python.language import LanguageModel, language_models

Record = TypeVar("Record")
_DEPTH: Final = 4
NAMELESS: Final = frozenset({"Agent", "LlmAgent", "LLM", "LM", "AssistantAgent", "ConversableAgent", "create_agent"})
"""Makers whose word says nothing of the model."""
_PROBES: Final = regex(
    r"(?:^|[._])(?:ping|health\w{0,10}|preflight|probe|(?:check|verify|validate|test)_(?:\w{1,30}_)?(?:access|key|connect\w{0,8}|credentials?|available|availability))(?:$|[._])",
    re.IGNORECASE,
)
"""Functions that ask whether the model is there, and not for an answer."""
_BOTS: Final = frozenset(
    {
        "telegram",
        "aiogram",
        "telebot",
        "discord",
        "slack_bolt",
        "chainlit",
        "linebot",
        "botbuilder",
        "twilio",
        "pika",
        "celery",
    }
)
"""What brings questions to a program that has no routes."""


@frozen
class LanguageApplication:
    """An application (no library) whose own code asks language models."""

    asked: tuple[tuple[str, LanguageModel], ...]
    """(path, call): those that the services reach first, in their order; then by path and line. Last, what only asks whether a model is there."""
    services: tuple[str, ...]
    """Modules that answer somebody (routes, handlers, pages, bots) and reach one of the calls; those that an image, manifest or compose
    file runs come first."""
    reached_by: Mapping[str, str]
    """Files that ask -> the first service that comes to one of their calls; without those that nothing comes to, as far as names tell."""

    @property
    def is_local(self) -> bool:
        """Every model runs in the process or on this machine."""
        return not self.hosted

    @property
    def hosted(self) -> tuple[tuple[str, LanguageModel], ...]:
        """Those that others run, of files that a service comes to where any does; not the agents, which run nothing themselves, of an application whose models are local."""
        reached = [(path, one) for path, one in self.asked if not self.reached_by or path in self.reached_by]
        found = tuple((path, one) for path, one in reached if not one.is_local)
        if len(found) < len(reached) and all(one.call in NAMELESS and not one.model for _, one in found):
            return ()
        return found


_VIEWS: Final = frozenset({"views.py", "consumers.py", "viewsets.py"})
"""Files in which Django answers by functions that its table of addresses names."""


def _answers(path: str, module: CodeModule) -> bool:
    """Whether somebody is answered by a module: by a route, handler or page, as a bot, or as a view of Django."""
    roots = {one.module.partition(".")[0] for one in module.facts.imports}
    is_view = path.rpartition("/")[2] in _VIEWS and bool(roots & {"django", "rest_framework", "channels"})
    return is_view or bool(module.facts.serving) or not roots.isdisjoint(_BOTS)


@join(LanguageApplication, facets=(language_models, dynamic_imports))
def language_application(facts: Facts) -> Iterator[LanguageApplication]:
    """At most one."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    dead = DeadLines(facts)
    asked = [
        (path, row)
        for path, rows in sorted(facts.rows(language_models).items())
        if path in code.modules and code.modules[path].is_own and not is_aside(path)
        for row in rows
        if not dead.hold(path, row.line)
    ]
    if not asked:
        return
    asking = {path for path, _ in asked}
    open_files = {path for path, rows in facts.rows(dynamic_imports).items() if any(row.is_open for row in rows)}
    answering = {
        path: code.closure(path, _DEPTH)
        for path, module in sorted(code.modules.items())
        if module.is_own and not is_aside(path) and _answers(path, module)
    }
    scopes: dict[str, set[str]] = {}
    for at, row in asked:
        scopes.setdefault(at, set()).add(row.scope)
    reach = Reach(code)
    comes_to = {
        path: [place for place in asking.intersection(closure) if reach.comes_to(path, place, scopes[place])]
        for path, closure in answering.items()
    }
    services = [path for path, places in comes_to.items() if places]
    if not services:  # what asks is imported by a name that only the run knows
        services = [path for path, closure in answering.items() if not open_files.isdisjoint(closure)]
    services.sort(key=lambda path: not run_by(code, path))
    order = {path: at for at, service in reversed([*enumerate(services)]) for path in answering[service]}
    reached_by = {place: path for path in reversed(services) for place in comes_to[path]}
    asked.sort(
        key=lambda one: (
            _PROBES.search(one[1].scope) is not None,
            bool(reached_by) and one[0] not in reached_by,
            order.get(one[0], len(services)),
        )
    )
    yield LanguageApplication(asked=tuple(asked), services=tuple(services), reached_by=reached_by)


_FAR: Final = 8
"""Steps from a service to whatever calls what asks."""
_WRAPS: Final = regex(
    r"retry|cache|wraps|static|class|property|context|time|trace|observe|override|abstract|backoff|span", re.IGNORECASE
)
"""Decorators that leave it to others to call a function."""


def _tops(module: CodeModule) -> set[str]:
    """Functions and classes that others can import, without what the file only wraps its own functions in."""
    own = {*module.facts.classes, *(one.qualname.partition(".")[0] for one in module.facts.functions)}
    return own.difference(by.partition("(")[0] for one in module.facts.functions for by in one.decorators)


def _hands_on(facts: ModuleFacts) -> bool:
    """A package of nothing but imports: what it names is used where somebody imports it from there."""
    return facts.path.endswith("__init__.py") and facts.statements <= len(facts.imports)


class Reach:
    """What services come to in the files that they import, as far as names tell. The names that a service can say are gathered once."""

    def __init__(self, code: CodeBase) -> None:
        self._code = code
        self._named: dict[str, frozenset[str]] = {}

    def comes_to(self, service: str, place: str, scopes: Iterable[str]) -> bool:
        """Whether a service comes to one of some scopes of a file: something that it reaches calls or imports the function, its class or one
        around it; of a file that only packages import, to hand it on, one of its names. What a file does when it is imported, methods with
        two underscores and what a decorator hands on (tools, tasks) are reached."""
        own = self._code.modules.get(place)
        scopes = [*scopes]
        if service == place or own is None:
            return True
        above = [one.facts for by in own.imported_by if (one := self._code.modules.get(by)) is not None]
        if all(scopes) and above and all(map(_hands_on, above)):
            return not _tops(own).isdisjoint(self._names(service))  # nobody says a method who does not say the class
        marked = {one.qualname for one in own.facts.functions if not all(_WRAPS.search(by) for by in one.decorators)}
        parts = {scope: scope.split(".") for scope in scopes}
        if any(not scope or scope in marked or any(p.startswith("__") for p in parts[scope]) for scope in parts):
            return True
        named = self._names(service)
        return any(part in named for found in parts.values() for part in found)

    def _names(self, service: str) -> frozenset[str]:
        if service not in self._named:
            near = [self._code.modules[p].facts for p in self._code.closure(service, _FAR) if p in self._code.modules]
            called = {call.rpartition(".")[2] for one in near for call in one.called}
            taking = [one for one in near if one.path == service or not _hands_on(one)]
            self._named[service] = frozenset(called.union(*(one.names for facts in taking for one in facts.imports)))
        return self._named[service]


def rows_of_services(facts: Facts, facet: Facet[Any, Record]) -> list[tuple[str, Record]]:
    """(path, record) of a facet in the project's own code that its services with a language model reach."""
    code, speaks = facts.one(CodeBase), facts.one(LanguageApplication)
    if code is None or speaks is None:
        return []
    reached = {one for path in speaks.services for one in code.closure(path, _DEPTH)}
    return [
        (path, row)
        for path, rows in sorted(facts.rows(facet).items())
        if path in reached and code.modules[path].is_own and not is_aside(path)
        for row in rows
    ]
