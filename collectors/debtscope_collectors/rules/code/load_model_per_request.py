"""Model is loaded inside the request handler

Detects
-------
A load of a model (joblib, pickle, torch, Keras, ONNX, MLflow, transformers …) inside a handler that predicts (a route, or the
function that AWS Lambda calls: `lambda_handler`, `handler(event, context)`), or in a function
of the same file that the handler calls outright, or of another file that it reaches by calls of which nobody keeps the answer (one item for all routes
that reach it), whose result is not kept: no global, no attribute, no cache decorator, no
`if` around it that loads only what is missing. Also clients that a route makes anew for each request, in its handler, in a function that it reaches or in the object
that it makes: of databases, vector stores, object stores and hosted language models, unless the function or one that calls it keeps the client, or it is made of what its
caller gave (a user's own key); routes for health, training and starts are left out. One item for all of them: low, medium where a database is among them.
Pages of Streamlit, which run whole at every touch, are asked the same: loads of models, and objects of the project that load one, outside functions under a cache decorator and
outside what the session keeps. So are functions that Gradio is given to answer with.

Why it is debt
--------------
Each request pays for disk, network and memory that one load would have paid for. Latency follows the size of the model, the
registry becomes a part of every answer, and a model that is replaced half-way answers two ways in one second.

How to pay it down
------------------
Load at start-up (FastAPI's lifespan, a module constant), or cache by version; reload on purpose, not on request.

Example
-------
Debt: `def predict(row): model = joblib.load("m.pkl"); return model.predict(row)`

Clean: a lifespan that loads once, or `@lru_cache` over the loader

References
----------
ML Test Score, monitor 6: no regression in serving latency.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.serving import HandledRequest, PredictingRoutes
from debtscope_collectors.sources.python.clients import ClientMade, clients_made, kept_calls
from debtscope_collectors.sources.python.handlers import Built, built_per_request
from debtscope_collectors.sources.python.page_loads import PageLoad, page_loads

_OF_MODELS = regex(
    r"^(?:torch|torch\.jit|joblib)\.load$|load_model$|InferenceSession$|^ultralytics\.(?:YOLO|RTDETR)$|^sentence_transformers\.SentenceTransformer$|\.from_pretrained$"
)
_DATABASE = regex(r"create_engine|\.connect$|Mongo|Motor|redis|neo4j", re.IGNORECASE)
_BESIDE = regex(
    r"health|ready|live|ping|status|database|startup|shutdown|lifespan|debug|(?:re)?train|admin|init", re.IGNORECASE
)
"""Routes and handlers that run seldom, or must open a connection to say that one can be opened."""
_POOL = "Make a pool of connections once (at the top of the module or in the lifespan), and let each request take one and give it back."
_ONCE = "Make the client once (at the top of the module, in the lifespan, or by a function under lru_cache) and hand it to the handlers."
_DEPTH = 3
_SHOWN = 6


@rule(
    id="COD-034",
    category=Category.CODE,
    debt_type="performance debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("containers",),
    facets=(clients_made, kept_calls, built_per_request, page_loads),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per route, and one for all routes that reach the same load in another file."""
    served = facts.one(PredictingRoutes)
    shared: dict[tuple[str, int], list[str]] = {}
    for route in served.routes if served else ():
        if route.loads and route.loads[0][0] != route.path:
            shared.setdefault((route.loads[0][0], route.loads[0][1].line), []).append(route.shown)
    for route in served.routes if served else ():
        if not route.loads:
            continue
        same = shared.get((route.loads[0][0], route.loads[0][1].line), [route.shown])
        if same[0] != route.shown:
            continue
        also = f" and {len(same) - 1} more route{'s' if len(same) > 2 else ''}" if len(same) > 1 else ""
        calls = ", ".join(dict.fromkeys(load.call for _, load in route.loads))
        handler = route.handler
        yield Finding(
            subject=file_subject(route.path, handler.scope),
            message=f"{route.shown}{also} load{'' if also else 's'} the model ({calls}) on every request.",
            line=route.loads[0][1].line if route.loads[0][0] == route.path else handler.line,
            evidence=(
                Evidence(kind="route", path=route.path, line=handler.line, ref=route.shown),
                *(Evidence(kind="line", path=path, line=load.line, ref=load.call) for path, load in route.loads[:4]),
            ),
        )
    yield from _clients(facts)
    yield from _pages(facts)


def _pages(facts: Facts) -> Iterator[Finding]:
    """One finding a page of Streamlit that loads a model whenever it runs."""
    code = facts.one(CodeBase)
    kept = {row.name for rows in facts.rows(page_loads).values() for row in rows if row.kind == "kept"}
    for path, rows in sorted(facts.rows(page_loads).items()) if code is not None else ():
        module = code.modules.get(path) if code is not None else None
        if code is None or module is None or not module.is_own or is_aside(path):
            continue
        found = [
            row
            for row in rows
            if (row.kind == "load" and row.scope not in kept)
            or row.kind == "asked"
            or (row.kind == "object" and _loads(code, path, row))
        ]
        if not found:
            continue
        first = found[0]
        when = "somebody asks" if first.kind == "asked" else "the page runs, which is at every touch of anybody"
        yield Finding(
            subject=file_subject(path, "loads on the page"),
            title="A page loads its model whenever it runs",
            message=f"{path}:{first.line} makes {first.name.rpartition('.')[2]} whenever {when}: nothing keeps the model.",
            line=first.line,
            evidence=tuple(
                Evidence(kind="line", path=path, line=row.line, ref=row.name, excerpt=row.excerpt)
                for row in found[:_SHOWN]
            ),
            occurrences=float(len(found)),
            remediation="Load at the top of the file, or in a function that keeps what it loaded."
            if first.kind == "asked"
            else "Load in a function under `st.cache_resource`, with the path or version as its argument.",
        )


def _loads(code: CodeBase, page: str, row: PageLoad) -> bool:
    """Whether an object of the project loads a model, itself or by what its file imports."""
    home, _, name = row.name.rpartition(".")
    tail = home.replace(".", "/")
    homes = [
        one
        for one in code.modules[page].imports
        if one.removesuffix(".py").removesuffix("/__init__").endswith(tail) and name in code.modules[one].facts.classes
    ]
    near = (inner for one in homes for inner in code.closure(one, _DEPTH) if inner in code.modules)
    return any(_OF_MODELS.search(call) for inner in near for call in code.modules[inner].facts.called)


def _clients(facts: Facts) -> Iterator[Finding]:
    """One finding for the project: clients that its requests make anew."""
    code = facts.one(CodeBase)
    made = {path: rows for path, rows in facts.rows(clients_made).items() if rows}
    if code is None or code.is_library or not made:
        return
    kept = {row.name for rows in facts.rows(kept_calls).values() for row in rows}
    built = facts.rows(built_per_request)
    found: dict[tuple[str, str], tuple[ClientMade, list[HandledRequest]]] = {}
    answered = facts.one(PredictingRoutes)
    predicting = {(one.path, one.handler.scope) for one in answered.routes} if answered else set[tuple[str, str]]()
    for request in facts.all(HandledRequest):
        if _BESIDE.search(f"{request.shown} {request.handler.scope}"):
            continue
        if request.handler.is_invoked and (request.path, request.handler.scope) not in predicting:
            continue  # what a Lambda does may be anything, and happen once a day
        for path, row in (*_reached(code, request, made, kept), *_of_objects(code, request, made, built)):
            found.setdefault((path, row.scope), (row, []))[1].append(request)
    if not found:
        return
    (path, _), (first, asking) = next(iter(found.items()))
    more = f", and {len(found) - 1} more such place{'s' if len(found) > 2 else ''}" if len(found) > 1 else ""
    is_database = any(_DATABASE.search(row.call) for row, _ in found.values())
    yield Finding(
        subject=file_subject(path, "clients per request"),
        title="Clients are made anew for every request",
        severity=Severity.MEDIUM if is_database else Severity.LOW,
        confidence=Confidence.MEDIUM,
        message=f"{asking[0].shown} makes {first.call} anew on every request ({path}:{first.line}){more}: connections are opened and dropped instead of shared.",
        line=first.line,
        evidence=tuple(
            Evidence(kind="line", path=place, line=row.line, ref=row.call, excerpt=f"reached by {requests[0].shown}")
            for (place, _), (row, requests) in list(found.items())[:_SHOWN]
        ),
        occurrences=float(len(found)),
        remediation=_POOL if is_database else _ONCE,
    )


def _reached(
    code: CodeBase, request: HandledRequest, made: Mapping[str, Sequence[ClientMade]], kept: set[str]
) -> Iterator[tuple[str, ClientMade]]:
    """Of functions on the way whose name stands for one function alone, and whose answer nobody keeps."""
    names = Counter(
        function.qualname.rpartition(".")[2]
        for path in code.closure(request.path, _DEPTH)
        if path in code.modules
        for function in code.modules[path].facts.functions
    )
    for number, step in enumerate(request.steps):
        last = step.function.qualname.rpartition(".")[2]
        if last == "__init__" or last in kept or (number and names[last] > 1):
            continue
        yield from ((step.path, row) for row in made.get(step.path, ()) if row.scope == step.function.qualname)


def _of_objects(
    code: CodeBase,
    request: HandledRequest,
    made: Mapping[str, Sequence[ClientMade]],
    built: Mapping[str, Sequence[Built]],
) -> Iterator[tuple[str, ClientMade]]:
    """Of the objects that the handler itself makes, in whose making a client is made."""
    kinds = {one.kind.rpartition(".")[2] for one in built.get(request.path, ()) if one.handler == request.handler.scope}
    for path in code.closure(request.path, 1) if kinds else ():
        for row in made.get(path, ()):
            owner, _, last = row.scope.rpartition(".")
            if last == "__init__" and owner in kinds:
                yield path, row
