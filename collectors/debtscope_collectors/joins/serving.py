"""Routes that answer with predictions: what a request reaches through the project's own functions, and what is written down on the way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Final

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.assistants import Speaking, indexes_per_request
from debtscope_collectors.joins.facts import CodeBase, CodeModule, ModelInventory
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.prediction_writes import PREDICTS
from debtscope_collectors.joins.served import ASIDE, ServedCode, importers, run_by
from debtscope_collectors.joins.unnamed_loads import serves_model
from debtscope_collectors.sources.containers.facts import Workload
from debtscope_collectors.sources.python.clients import is_maker, kept_calls
from debtscope_collectors.sources.python.derived import DerivedClass, derived_classes
from debtscope_collectors.sources.python.facts import FunctionFacts
from debtscope_collectors.sources.python.handlers import (
    Built,
    ModelLoad,
    RequestHandler,
    built_per_request,
    loads_model,
    loads_per_request,
    request_handlers,
    unkept_loads,
)
from debtscope_collectors.sources.python.language import language_models
from debtscope_collectors.sources.python.outside_calls import outside_calls
from debtscope_collectors.sources.python.recording import Recording, recordings
from debtscope_collectors.sources.python.roll_outs import roll_outs
from debtscope_collectors.sources.python.sites import HOSTED

_DEPTH: Final = 3
_MANY_CLASSES: Final = 200
"""Of one family, from which on their methods are told apart no more."""
_HOSTED: Final = regex(r"^(?:sagemaker|azureml)\.")
"""Scripts of endpoints."""
_NO_SERVICE: Final = ("main", "notebook", "ci:", "dvc:", "make:")
"""Ways to be run that show no service: by hand, by tests, by a build."""
_PREDICTS: Final = regex(
    r"^(?:a?predict|infer(?:ence)?$|infer_|run_inference|score_|classify|recommend|forecast|transcribe(?:_(?:audio|file))?$)"
)
_MODEL_CALL: Final = regex(
    r"^(?:self\.)?_?(?:model|MODEL|net|classifier|regressor|detector)$|(?:^|[._])(?:sess|session|ort_session)\.run$"
)
_NOT_ASKED: Final = regex(
    r"health|ready|readiness|live|ping|status|reload|drift|monitor|metrics|train|(?:^|[/_-])test(?:[/_-]|$)|^(?:startup|shutdown)$",
    re.IGNORECASE,
)
"""Routes that ask a model only to see that it answers, or about itself, and what runs when a service starts."""
_NOT_PREDICTING: Final = regex(
    r"(?:^|_)(?:load|get|init|build|create|make|set|reload|train|save|check|register|fetch|define)_"
    r"|_(?:fields?|labels?|columns?|schema|keys?|table|rows?|response|config|text|summary|history|status|urls?|paths?|names?|options)$"
)


@frozen
class Step:
    """One function of the project that answering a request may run."""

    path: str
    function: FunctionFacts


@frozen
class HandledRequest:
    """One handler of requests, whatever it answers."""

    path: str
    handler: RequestHandler
    steps: tuple[Step, ...]
    """The handler first, then what it calls in the project's own code, three calls deep."""

    @property
    def shown(self) -> str:
        """The route, else the handler's name."""
        return self.handler.route or self.handler.scope

    def places(self) -> dict[tuple[str, str], int]:
        """(path, qualified name) of every step -> its number; the nearest where one is met twice."""
        return {(step.path, step.function.qualname): n for n, step in reversed(list(enumerate(self.steps)))}


@frozen
class PredictingRoute:
    """One handler that reaches a prediction."""

    path: str
    handler: RequestHandler
    steps: tuple[Step, ...]
    """The handler first, then what it calls."""
    predicts: str
    """The call that predicts, as written."""
    recordings: tuple[tuple[str, Recording], ...]
    """(path, record) on the way."""
    loads: tuple[tuple[str, ModelLoad], ...]
    """(path, load) of models in the handler itself, in a helper that it calls in its own file, or in the making of an object of the
    project, where nobody keeps them."""
    writes_file: bool
    """Some step writes a file or table."""

    @property
    def shown(self) -> str:
        """The route, else the handler's name."""
        return self.handler.route or self.handler.scope


@frozen
class PredictingRoutes:
    """All of them, by path and line. Empty for published libraries, whose routes are somebody else's to run."""

    routes: tuple[PredictingRoute, ...]
    live: Mapping[str, str]
    """SERVE module -> what shows that it is run as a service: a container, workload, pipeline or registry alias; `code:` and the module
    where nothing runs it and its model counts as deployed all the same."""

    def by_module(self) -> dict[str, list[PredictingRoute]]:
        """Routes of each module."""
        found: dict[str, list[PredictingRoute]] = {}
        for route in self.routes:
            found.setdefault(route.path, []).append(route)
        return found


@join(HandledRequest, facets=(request_handlers, derived_classes))
def handled_requests(facts: Facts) -> Iterator[HandledRequest]:
    """By path and line; none of published libraries, whose routes are somebody else's to run."""
    code, served = facts.one(CodeBase), facts.one(ServedCode)
    if code is None or served is None:
        return
    handlers, families = facts.rows(request_handlers), Families(facts.rows(derived_classes))
    for path in sorted(served.closures):
        module = code.modules[path]
        if code.is_library or module.role in ASIDE or is_aside(path) or path not in handlers:
            continue
        reach = Reach(code, [code.modules[p] for p in code.closure(path, _DEPTH) if p in code.modules], families)
        for handler in handlers[path]:
            steps = {(one.path, one.function.qualname): one for one in reach.of(path, handler.scope)}
            for scope in HOSTED if handler.scope in HOSTED else ():  # one request passes them all
                for one in reach.of(path, scope):
                    steps.setdefault((one.path, one.function.qualname), one)
            yield HandledRequest(path=path, handler=handler, steps=tuple(steps.values()))


@join(
    PredictingRoutes,
    facets=(
        loads_per_request,
        unkept_loads,
        kept_calls,
        built_per_request,
        recordings,
        language_models,
        outside_calls,
        roll_outs,
    ),
)
def predicting_routes(facts: Facts) -> Iterator[PredictingRoutes]:
    """One value where there is code."""
    code = facts.one(CodeBase)
    if code is None:
        return
    speaking = Speaking(facts, code)
    loads, notes, built = facts.rows(loads_per_request), facts.rows(recordings), facts.rows(built_per_request)
    found: list[PredictingRoute] = []
    kept = frozenset(row.name for rows in facts.rows(kept_calls).values() for row in rows)
    unkept = {path: rows for path, rows in facts.rows(unkept_loads).items() if rows}
    for request in facts.all(HandledRequest):
        shown = request.shown.strip("/") or request.handler.scope.rpartition(".")[2]  # a router's own `/` says nothing
        if not _NOT_ASKED.search(shown):
            loaded = _loads(code, request, loads, built) or _loads_behind(code, request, unkept, kept)
            route = _route(code, request, loaded, notes, speaking)
            if route is not None:
                found.append(route)
    yield PredictingRoutes(routes=tuple(found), live=_live(facts, code, {route.path for route in found}))


def _route(
    code: CodeBase,
    request: HandledRequest,
    loads: tuple[tuple[str, ModelLoad], ...],
    notes: Mapping[str, Sequence[Recording]],
    speaking: Speaking,
) -> PredictingRoute | None:
    path, handler, steps = request.path, request.handler, request.steps
    predicts = next((name for step in steps for name in step.function.calls if is_prediction(name)), None)
    if predicts is None:
        told = [(step.path, step.function) for step in steps]
        predicts = speaking.asks(path, told)
        indexes = indexes_per_request(told)
        loads += tuple(
            (place, ModelLoad(handler=handler.scope, scope=function.qualname, line=function.line, call=call))
            for place, function, call in indexes
        )
    if predicts is None and is_prediction(handler.scope) and _loads_some(code, path):
        predicts = handler.scope.rpartition(".")[
            2
        ]  # it hands the work to a queue or an object of which nothing tells the kind
    if predicts is None:
        return None
    places = {(step.path, step.function.qualname) for step in steps}
    writes = any(
        access.scope == step.function.qualname for step in steps for access in code.modules[step.path].facts.writes
    )
    return PredictingRoute(
        path=path, handler=handler, steps=steps, predicts=predicts, writes_file=writes,
        recordings=tuple((p, row) for p in dict.fromkeys(s.path for s in steps) for row in notes.get(p, ()) if (p, row.scope) in places),
        loads=loads,
    )  # fmt: skip


def _loads_some(code: CodeBase, path: str) -> bool:
    """Whether a service, or what puts it together, loads a model."""
    near = {one for up in (path, *importers(code, [path])) for one in code.closure(up, _DEPTH) if one in code.modules}
    return any(serves_model(call) for one in near for call in code.modules[one].facts.called)


def _loads(
    code: CodeBase,
    request: HandledRequest,
    loads: Mapping[str, Sequence[ModelLoad]],
    built: Mapping[str, Sequence[Built]],
) -> tuple[tuple[str, ModelLoad], ...]:
    """Loads of the handler and its helpers, and of the objects that it makes for each request."""
    path, scope = request.path, request.handler.scope
    found = [(path, row) for row in loads.get(path, ()) if row.handler == scope]
    for one in built.get(path, ()):
        kind = one.kind.rpartition(".")[2]
        places = (
            p
            for p in code.closure(path, 1)
            if one.handler == scope and p in code.modules and kind in code.modules[p].facts.classes
        )
        for place in places:
            for access in code.modules[place].facts.reads:
                if access.scope == f"{kind}.__init__" and loads_model(access.call):
                    found.append(
                        (place, ModelLoad(handler=scope, scope=access.scope, line=access.line, call=access.call))
                    )
    return tuple(found)


def _loads_behind(
    code: CodeBase, request: HandledRequest, unkept: Mapping[str, Sequence[ModelLoad]], kept: frozenset[str]
) -> tuple[tuple[str, ModelLoad], ...]:
    """Loads in functions of other files that the handler reaches by calls of which nobody keeps the answer. A name that several
    functions have may be any of them."""
    near = [path for path in code.closure(request.path, _DEPTH) if path in code.modules]
    if unkept.keys().isdisjoint(near):
        return ()
    reach = Reach(code, [code.modules[path] for path in near])
    return tuple(
        (step.path, row)
        for step in reach.of(request.path, request.handler.scope, without=kept)
        if step.path != request.path
        and reach.is_only(step.function)
        and (is_maker(step.function.qualname.rpartition(".")[2]) or is_prediction(step.function.qualname))
        for row in unkept.get(step.path, ())
        if row.scope == step.function.qualname
    )


def is_prediction(name: str) -> bool:
    """Whether a call, by its name, asks a model for its answer."""
    last = name.rpartition(".")[2]
    if last in PREDICTS:
        return True
    return bool((_PREDICTS.search(last) or _MODEL_CALL.search(name)) and not _NOT_PREDICTING.search(last))


class Reach:
    """Which functions of some modules a function calls, by name."""

    def __init__(self, code: CodeBase, modules: Sequence[CodeModule], families: Families | None = None) -> None:
        self.code = code
        self._families = families
        self._by_name: dict[str, list[tuple[str, FunctionFacts]]] = {}
        self._own: dict[tuple[str, str], FunctionFacts] = {}
        self._class_of: dict[tuple[str, str], str] = {}
        for module in modules:
            classes = frozenset(module.facts.classes)
            for function in module.facts.functions:
                self._class_of[module.path, function.qualname] = _class_of(function, classes)
                self._own[module.path, function.qualname] = function
                self._by_name.setdefault(function.qualname.rpartition(".")[2], []).append((module.path, function))

    def is_only(self, function: FunctionFacts) -> bool:
        """Whether no other function of the modules has its name."""
        return len(self._by_name[function.qualname.rpartition(".")[2]]) == 1

    def of(self, path: str, scope: str, without: frozenset[str] = frozenset()) -> Iterator[Step]:
        """The function and what it reaches, breadth first; calls of some names are not followed."""
        first = self._own.get((path, scope))
        if first is None:
            return
        layer = [Step(path=path, function=first)]
        seen = {(path, scope)}
        for _ in range(_DEPTH + 1):
            yield from layer
            below: list[Step] = []
            for step in layer:
                for name in step.function.calls:
                    if name.rpartition(".")[2] in without:
                        continue
                    for target in self._targets(step, name):
                        key = (target.path, target.function.qualname)
                        if key not in seen:
                            seen.add(key)
                            below.append(target)
            layer = below

    def _targets(self, step: Step, name: str) -> Iterator[Step]:
        """By its last word; a bare name means the file's own function or one that the file imports. What is called on an object
        (`model.predict`) is a method, no plain function of that name (the handler of /predict), unless the object is its module."""
        head, _, last = name.rpartition(".")
        holder = head.rpartition(".")[2]
        found = self._by_name.get(last, ())
        if head in ("self", "cls") and self._families is not None:
            own = self._families.of(self._class_of[step.path, step.function.qualname])
            inner = [(path, one) for path, one in found if self._class_of[path, one.qualname] in own]
            found = inner or found  # a function that an attribute holds is of no class
        for path, function in found:
            is_its = "." in function.qualname or holder in path.removesuffix(".py").split("/")
            if is_its if head else path == step.path:
                yield Step(path=path, function=function)


def _class_of(function: FunctionFacts, classes: Set[str]) -> str:
    """The last word of the class in which a function stands; `` for one of the module."""
    place = function.qualname
    while place := place.rpartition(".")[0]:
        if place in classes:
            return place.rpartition(".")[2]
    return ""


class Families:
    """Which classes of the project one object may have at once, by their last words: of what `self` may be."""

    def __init__(self, rows: Mapping[str, Sequence[DerivedClass]]) -> None:
        self._bases: dict[str, set[str]] = {}
        self._derived: dict[str, set[str]] = {}
        for one in (row for found in rows.values() for row in found):
            name = one.name.rpartition(".")[2]
            for base in filter(None, one.bases):
                self._bases.setdefault(name, set()).add(base)
                self._derived.setdefault(base, set()).add(name)
        self._known: dict[str, frozenset[str]] = {}

    def of(self, name: str) -> frozenset[str]:
        """The class itself, what derives from it, and what those derive from; none where these are many."""
        if name not in self._known:
            below = _from({name} if name else (), self._derived)
            found = _from(below, self._bases)
            self._known[name] = frozenset(found if len(found) < _MANY_CLASSES else ())
        return self._known[name]


def _from(names: Iterable[str], to: Mapping[str, set[str]]) -> set[str]:
    """Some names and what follows from them, until they are many."""
    found = set(names)
    ahead = [*found]
    while ahead and len(found) < _MANY_CLASSES:
        new = to.get(ahead.pop(), set()) - found
        found |= new
        ahead += new
    return found


def _live(facts: Facts, code: CodeBase, paths: set[str]) -> dict[str, str]:
    """What shows that a module runs as a service, the strongest first: a workload or registry, then an image's command."""
    found: dict[str, str] = {}
    workload = next((w.path for w in facts.all(Workload) if not is_aside(w.path)), None)
    inventory = facts.one(ModelInventory)
    models = [m for m in inventory.models if m.is_deployed and not m.retired] if inventory else []
    for path in sorted(paths):
        named = next(
            (by for m in models if path in m.serving_code or path in m.deployed_by for by in m.deployed_by if by != path and not by.endswith(".py")),
            None,
        )  # fmt: skip
        entry = code.modules[path].entry or ""
        entry = run_by(code, path) if not entry or entry.startswith(_NO_SERVICE) else entry
        if named or workload:
            found[path] = named or workload or ""
        elif entry and not entry.startswith(_NO_SERVICE):
            found[path] = entry
        elif any(path in m.deployed_by for m in models) and (
            _has_routes(code.modules[path]) or _is_rolled_out(facts, code, path)
        ):
            found[path] = f"code:{path}"
    return found


def _is_rolled_out(facts: Facts, code: CodeBase, path: str) -> bool:
    """Whether code of the project puts on an endpoint what scripts such as this one answer for."""
    hosted = any(_HOSTED.search(site.name) for site in code.modules[path].facts.serving)
    return hosted and any(rows and not is_aside(place) for place, rows in facts.rows(roll_outs).items())


def _has_routes(module: CodeModule) -> bool:
    """Handlers of KServe, BentoML and their like are run, and logged, by manifests that may lie elsewhere."""
    return any(site.detail.startswith("route") for site in module.facts.serving)
