"""Where each model's predictions go, and who reads them: consumers, its own training again, nobody."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from debtscope.api import Facts, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule, Consumer, InventoryModel, PredictionSink
from debtscope_collectors.joins.inventory_base import BaseInventory
from debtscope_collectors.joins.inventory_code import same_file
from debtscope_collectors.joins.naming import contains, words
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.prediction_writes import prediction_writes, route_calls
from debtscope_collectors.joins.watch import DRIFT_LIBRARIES
from debtscope_collectors.sources.docs.facts import DocPage
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.interfaces.facts import ConsumerDeclaration, SqlFile

_GENERIC = frozenset(
    {"prediction", "predictions", "pred", "preds", "predicted", "output", "outputs", "out", "result", "results", "score", "scores",
     "scored", "submission", "submissions", "test", "train", "data", "df", "latest", "batch", "final", "inference", "inferences",
     "model", "models", "new", "tmp", "temp", "table", "file", "csv", "y", "all", "sample", "current", "features", "forecast", "forecasts"}
)  # fmt: skip
_ENDINGS = frozenset(
    {
        ".csv",
        ".parquet",
        ".json",
        ".jsonl",
        ".feather",
        ".tsv",
        ".xlsx",
        ".pkl",
        ".npy",
        ".arrow",
        ".gz",
        ".avro",
        ".orc",
        ".db",
    }
)
_UNITS = frozenset(
    {
        "services",
        "service",
        "apps",
        "projects",
        "packages",
        "consumers",
        "dashboards",
        "jobs",
        "microservices",
        "clients",
    }
)
_PLAIN = frozenset(
    {"app", "main", "index", "api", "server", "run", "__init__", "__main__", "cli", "client", "utils", "streamlit_app"}
)
_TRAINS_SCOPE = frozenset(
    {"train", "training", "trainset", "retrain", "retraining", "label", "labels", "labelling", "target"}
)
_TRAINS_FILE = _TRAINS_SCOPE | {"ingest", "features", "featurize", "feature", "dataset", "preprocess"}
_WATCHES = frozenset(
    {"monitor", "monitoring", "drift", "evaluate", "evaluation", "eval", "validate", "validation", "metrics", "backtest", "report",
     "reports", "check", "checks", "test", "tests"}
)  # fmt: skip
_TABLE = regex(r"\b(?:from|join)\s{1,40}([\w.`\"\[\]{}\-]{1,200})", re.IGNORECASE)
_ASKS = regex(r"predict|score|infer|classif|recommend|forecast|rank|detect|embed|segment", re.IGNORECASE)
_ABOUT_CONSUMERS = regex(r"\b(?:consumers?|consumed by|used by|downstream|who uses)\b", re.IGNORECASE)
_NUMBERS = regex(r"\{\}|\*|[\d]{4}[-_]?\d{2}[-_]?\d{2}")
_DEPTH = 4


@frozen(kw_only=False)
class _Read:
    """One read of something that a name can tell, with the code around it."""

    path: str
    line: int | None
    shown: str
    place: str | None
    """A path or uri."""
    tables: tuple[str, ...]
    trains: bool
    """The place itself makes training data of what it reads."""
    explores: bool = False


@join(PredictionSink, facets=(prediction_writes, route_calls))
def prediction_sinks(facts: Facts) -> Iterator[PredictionSink]:
    """Sinks of the inventory's models, by model and place. Only what code that loads the model writes is one."""
    base = facts.one(BaseInventory)
    code = facts.one(CodeBase)
    if base is None or code is None:
        return
    written = facts.rows(prediction_writes)
    reads = tuple(_reads(facts, code))
    trainers = trainers_of(facts)
    declared = tuple(_declared(facts))
    for model in base.models:
        own = base.code.get(model.name)
        for path in own.serving if own else ():
            for write in written.get(path, ()):
                sink = PredictionSink(
                    model=model.name, name=write.target, kind=write.kind, path=path, line=write.line,
                    columns=write.columns, consumers=(), feedback=(), declared_in=(),
                )  # fmt: skip
                yield _with_readers(sink, model, reads, trainers, declared, code)
        yield from _routes(facts, code, model, own.serving if own else (), declared)


def _with_readers(
    sink: PredictionSink,
    model: InventoryModel,
    reads: Iterable[_Read],
    trainers: Mapping[str, frozenset[str]],
    declared: Iterable[tuple[str, tuple[str, ...]]],
    code: CodeBase,
) -> PredictionSink:
    told = _named_in(declared, stem_of(sink.name))
    consumers: dict[tuple[str, str], Consumer] = {}
    feedback: dict[tuple[str, int | None], Consumer] = {}
    for read in reads:
        if read.path == sink.path or not is_read_of(sink, read.place, read.tables):
            continue
        models = trainers.get(read.path, frozenset())
        name = unit_of(read.path)
        is_declared = bool(told) or bool(_named_in(declared, words(name)))
        one = Consumer(name=name, path=read.path, line=read.line, reads=read.shown, is_declared=is_declared)
        if model.name in models or (read.trains and not models):
            feedback.setdefault((read.path, read.line), one)
        elif models or not _watches(read.path, code):
            consumers.setdefault((name, read.path), one)
    return PredictionSink(
        model=sink.model, name=sink.name, kind=sink.kind, path=sink.path, line=sink.line, columns=sink.columns,
        consumers=tuple(consumers.values()), feedback=tuple(feedback.values()), declared_in=told,
    )  # fmt: skip


def stem_of(name: str) -> tuple[str, ...]:
    """The words that tell a sink from others: a path's last part without ending, dates and wildcards; a table's last name."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    stem, ending = posixpath.splitext(last)
    return words(_NUMBERS.sub("", stem if ending.lower() in _ENDINGS else last.rpartition(".")[2]))


def is_read_of(sink: PredictionSink, place: str | None, tables: Iterable[str]) -> bool:
    """Whether a read takes what the sink holds: the same path, or a name that nothing else is likely to have."""
    stem = stem_of(sink.name)
    telling = bool(stem) and not set(stem) <= _GENERIC
    if place is not None:
        if "{}" not in place and "{}" not in sink.name and same_file(place, sink.name):
            return True
        return telling and stem_of(place) == stem
    return telling and any(stem_of(table) == stem for table in tables)


def unit_of(path: str) -> str:
    """The service or program that a file belongs to."""
    parts = path.split("/")
    for at, part in enumerate(parts[:-2]):
        if part.lower() in _UNITS:
            return parts[at + 1]
    stem = posixpath.splitext(parts[-1])[0]
    return parts[-2] if stem.lower() in _PLAIN and len(parts) > 1 else stem


def _reads(facts: Facts, code: CodeBase) -> Iterator[_Read]:
    for path, module in sorted(code.modules.items()):
        if not module.is_own or is_aside(path):
            continue
        by_file = bool(_TRAINS_FILE & set(words(posixpath.basename(path))))
        for access in module.facts.reads:
            if not access.target:
                continue
            tables = tuple(_TABLE.findall(access.target)) if " " in access.target.strip() else ()
            is_table = access.call.rpartition(".")[2] in ("read_sql_table", "read_gbq", "table")
            trains = by_file or bool(_TRAINS_SCOPE & set(words(access.scope)))
            shown = next(iter(tables), None) or access.target
            yield _Read(
                path, access.line, shown if not tables else ", ".join(dict.fromkeys(tables)), None if tables or is_table else access.target,
                tables or ((access.target,) if is_table else ()), trains,
            )  # fmt: skip
    for sql in facts.all(SqlFile):
        if is_aside(sql.path):
            continue
        trains = sql.makes_label or bool(_TRAINS_FILE & set(words(posixpath.basename(sql.path))))
        for table, line in sql.reads:
            yield _Read(sql.path, line, table, None, (table,), trains, sql.has_exploration)


def trainers_of(facts: Facts) -> dict[str, frozenset[str]]:
    """File -> models that it helps to train: their training code, what that imports, and the DVC stages before it."""
    base, code = facts.one(BaseInventory), facts.one(CodeBase)
    if base is None or code is None:
        return {}
    found: dict[str, set[str]] = {}
    stages = [stage for project in facts.all(DvcProject) for stage in project.stages]
    for name, own in base.code.items():
        for path in own.training:
            for part in code.closure(path, _DEPTH):
                found.setdefault(part, set()).add(name)
        wanted = {dep for stage in own.stages for dep in stage.deps}
        for _ in range(_DEPTH):
            before = [s for s in stages if any(out in wanted for out in s.outs)]
            wanted |= {dep for stage in before for dep in stage.deps}
        for path in wanted & code.modules.keys():
            found.setdefault(path, set()).add(name)
    return {path: frozenset(names) for path, names in found.items()}


def _watches(path: str, code: CodeBase) -> bool:
    """What only looks at predictions: monitoring, evaluation, reports."""
    if _WATCHES & set(words(path)):
        return True
    module = code.modules.get(path)
    heads = {one.module.partition(".")[0] for one in module.facts.imports} if module else set[str]()
    return bool(heads & DRIFT_LIBRARIES)


def _declared(facts: Facts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(place, words) of everything that names consumers."""
    for one in facts.all(ConsumerDeclaration):
        yield one.path, words(one.text)
    for page in facts.all(DocPage):
        lines = page.text.splitlines()
        for at, (number, heading) in enumerate(page.headings):
            if page.kind != "changelog" and _ABOUT_CONSUMERS.search(heading):
                end = page.headings[at + 1][0] - 1 if at + 1 < len(page.headings) else len(lines)
                yield f"{page.path}:{number}", words("\n".join(lines[number - 1 : min(end, number + 200)]))


def _named_in(declared: Iterable[tuple[str, tuple[str, ...]]], name: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(place for place, told in declared if name and contains(told, name))


def _routes(
    facts: Facts,
    code: CodeBase,
    model: InventoryModel,
    serving: Iterable[str],
    declared: Iterable[tuple[str, tuple[str, ...]]],
) -> Iterator[PredictionSink]:
    """Routes that answer with predictions and that other programs of the repository call."""
    calls = facts.rows(route_calls)
    for path in serving:
        for site in code.modules[path].facts.serving:
            route = site.detail.partition(" ")[2]
            if not site.detail.startswith("route /") or not _ASKS.search(route):
                continue
            callers = [
                Consumer(
                    name=unit_of(place), path=place, line=row.line, reads=route,
                    is_declared=bool(_named_in(declared, words(unit_of(place)))),
                )
                for place, rows in sorted(calls.items())
                if place != path and _may_call(code.modules.get(place)) and not _watches(place, code)
                for row in rows
                if row.url.partition("?")[0].rstrip("/").endswith(route.rstrip("/"))
            ]  # fmt: skip
            if callers:
                yield PredictionSink(
                    model=model.name, name=route, kind="route", path=path, line=site.line, columns=(),
                    consumers=tuple({(c.name, c.path): c for c in reversed(callers)}.values()), feedback=(),
                    declared_in=_named_in(declared, words(route)) if len(words(route)) > 1 else (),
                )  # fmt: skip


def _may_call(module: CodeModule | None) -> bool:
    return module is not None and module.is_own and not is_aside(module.path)
