"""Language models that the project's services ask: which ones, and which requests reach them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from debtscope.api import Facts
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.language import Reach
from debtscope_collectors.joins.offered import offers
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import run_by
from debtscope_collectors.sources.containers.facts import Workload
from debtscope_collectors.sources.python.facts import FunctionFacts
from debtscope_collectors.sources.python.language import LanguageModel, language_models
from debtscope_collectors.sources.python.outside_calls import OutsideCall, outside_calls

UNNAMED: Final = "language model"
"""What a model is called that the code does not name."""
_ASKS: Final = frozenset(
    {"invoke", "ainvoke", "stream", "astream", "predict_messages", "generate_content", "arun", "acall"}
)
_INDEX: Final = regex(
    r"(?:^|\.)(?:FAISS|Chroma|Annoy|SKLearnVectorStore)\.(?:load_local|from_documents|from_texts)$|(?:^|\.)load_index_from_storage$"
)
"""Loads and makings of a whole index."""
_KEPT: Final = ("cache", "lru_cache", "singleton", "cached", "cache_resource", "cached_property")
_DEPTH: Final = 4


@frozen
class Assistant:
    """One service that asks a language model, with what shows that it runs."""

    path: str
    """The module that serves."""
    name: str
    """Of the language model, else what makes it."""
    by: str
    """The workload or image that runs it, else the file that shows that it is meant for others."""
    how: str
    """For a sentence on why it counts as deployed."""


class Speaking:
    """What of the code asks a language model."""

    def __init__(self, facts: Facts, code: CodeBase) -> None:
        self._made = {path: rows for path, rows in facts.rows(language_models).items() if rows}
        self._asked = {
            path: [row for row in rows if row.kind in ("llm", "local-llm")]
            for path, rows in facts.rows(outside_calls).items()
        }
        self._code = code
        self._reach = Reach(code)

    def within(self, path: str) -> tuple[str, LanguageModel | OutsideCall] | None:
        """The first making or asking of one in a module or what it imports, of those that name the model where some do."""
        near = self._code.closure(path, _DEPTH)
        made = [(p, row) for p in near for row in self._made.get(p) or () if self._reaches(path, p, row.scope)]
        if made:
            return next(((place, row) for place, row in made if row.model), made[0])
        asked = ((p, row) for p in near for row in self._asked.get(p, ()))
        return next(((p, row) for p, row in asked if self._reaches(path, p, row.scope)), None)

    def _reaches(self, path: str, place: str, scope: str) -> bool:
        return self._reach.comes_to(path, place, (scope,))

    def asks(self, path: str, steps: Sequence[tuple[str, FunctionFacts]]) -> str | None:
        """The call of a request's steps (path and function of each) that asks a language model; `path` serves."""
        for place, function in steps:
            row = next((r for r in self._asked.get(place, ()) if r.scope == function.qualname), None)
            if row is not None:
                return row.shown
            made = self._made.get(place, ())
            if run := next((r for r in made if r.kind == "asked" and r.scope == function.qualname), None):
                return run.call
        if self.within(path) is None:
            return None
        calls = (call for _, function in steps for call in function.calls)
        return next((call for call in calls if call.rpartition(".")[2] in _ASKS), None)


def indexes_per_request(steps: Sequence[tuple[str, FunctionFacts]]) -> Iterator[tuple[str, FunctionFacts, str]]:
    """(path, function, call) of the steps of a request that load or make a whole index, where nobody keeps it."""
    for path, function in steps:
        if any(word in decorator for decorator in function.decorators for word in _KEPT):
            continue
        call = next((call for call in function.calls if _INDEX.search(call)), None)
        if call is not None:
            yield path, function, call


def assistants(facts: Facts, code: CodeBase) -> Iterator[Assistant]:
    """Services of the project that ask a language model and that an image or a workload runs, else the first of those of which something
    else shows that others use them; none of published libraries."""
    if code.is_library:
        return
    speaking = Speaking(facts, code)
    workload = next((w.path for w in facts.all(Workload) if not is_aside(w.path)), "")
    by_hand: list[tuple[str, CodeModule]] = []
    is_run = False
    for path, module in sorted(code.modules.items()):
        if not module.is_own or is_aside(path) or not _serves(module):
            continue
        by = workload or run_by(code, path).partition(":")[2]
        found = speaking.within(path) if by else None
        if found is not None:
            is_run = True
            yield Assistant(path=path, name=_name(found[1]), by=by, how=f"run by {by}")
        elif not by:
            by_hand.append((path, module))
    if not is_run and by_hand:
        yield from _offered(facts, code, speaking, by_hand)


def _offered(
    facts: Facts, code: CodeBase, speaking: Speaking, modules: Sequence[tuple[str, CodeModule]]
) -> Iterator[Assistant]:
    """The first service that asks a language model and that others are meant to use: those with routes before pages."""
    for path, module in sorted(modules, key=lambda one: (not _has_routes(one[1]), one[0])):
        found = speaking.within(path)
        if found is not None:
            offer = next(offers(facts, code, pages_only=not _has_routes(module)), None)
            if offer is not None:
                yield Assistant(path=path, name=_name(found[1]), by=offer.path, how=offer.how)
            return


def _serves(module: CodeModule) -> bool:
    return any(site.detail.startswith(("route", "handler", "ui")) for site in module.facts.serving)


def _has_routes(module: CodeModule) -> bool:
    return any(site.detail.startswith(("route", "handler")) for site in module.facts.serving)


def _name(found: LanguageModel | OutsideCall) -> str:
    """As the code names the model; the class that makes it (`ChatOpenAI`) is a client of any."""
    return (found.model if isinstance(found, LanguageModel) else "") or UNNAMED
