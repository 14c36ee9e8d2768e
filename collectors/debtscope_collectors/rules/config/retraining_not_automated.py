"""No schedule or trigger retrains a deployed model

Detects
-------
A deployed model whose training code lies in the repository while nothing that runs by itself reaches it: no schedule (Airflow,
Argo, CronJob, workflow cron, Prefect, Dagster, Kubeflow …) and no trigger (a workflow on push or on a dispatched event, a task of a queue such as
Celery) runs a training script, a `dvc repro` or a pipeline that holds one, or what imports it or starts it by its name. The registry or the training's run must tell that the served version is older than 90 days, and
than twice the usual interval between its versions, while the project itself was worked on in the last 180; or the repository must
hold a pipeline for the retraining whose schedule is `None`, `@once` or missing. And a retraining (by its name, or by a schedule that runs it) that changes nothing: it makes a model under a name or in a
file that nothing serves, or it trains on the one file that the first training read and that nothing writes.

Models that the settings call `static` (`[models.NAME]`), retired ones, and models that nothing here trains (hosted or pretrained
ones, weights that whoever starts the service names) are left out.

Why it is debt
--------------
The world moves on and the model does not. Retraining by hand is done when somebody complains, and by the one who knows how.

How to pay it down
------------------
Add a schedule or a trigger on drift, with a validation gate before the promotion.

Example
-------
A DAG `retrain` with `schedule=None` beside the service that loads its model.

References
----------
ML Test Score, Model 4 and Monitor 4. Sculley et al. 2015, "Dealing with changes in the external world".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.datasets import DataSource, training_data
from debtscope_collectors.joins.facts import CodeBase, CodeModule, InventoryModel, ModelInventory
from debtscope_collectors.joins.inventory_code import same_file
from debtscope_collectors.joins.model_loads import REGISTRY_URI, ModelLoads
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.retraining import NamedModule, Retraining, named_modules, registered, retrainings
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.ci.facts import CiWorkflow
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines

LIMIT_DAYS: Final = 90
_ALIVE_DAYS: Final = 180
SHOWN: Final = 6
_REPRODUCES: Final = regex(
    r"dvc (?:repro|exp run)|\btrain|retrain|mlflow run|kedro run|zenml|metaflow|run_pipeline|snakemake|papermill|make (?:all|pipeline)",
    re.IGNORECASE,
)
_NEVER: Final = regex(r"^(?:none|null|@once|manual|paused)$", re.IGNORECASE)
"""A schedule without a text is one that a variable or an event gives."""
_TRIGGERS: Final = frozenset(
    {"schedule", "push", "pull_request", "repository_dispatch", "workflow_run", "pipeline", "webhook", "cron"}
)
_SPOKEN: Final = ("cron", "CronTrigger", "schedule.every", "BackgroundScheduler", "BlockingScheduler", "celery.beat")

_QUEUES: Final = frozenset({"celery", "dramatiq", "huey", "procrastinate"})
_TRAINS: Final = regex(r"(?:^|[_.])(?:re)?train(?:ing)?(?:_|$)", re.IGNORECASE)
_TASKS: Final = frozenset({"shared_task", "task", "actor", "periodic_task", "db_task", "db_periodic_task"})


@frozen
class _Training:
    """What trains a model, and what of it runs by itself."""

    entries: tuple[str, ...]
    runs: tuple[str, ...]
    """Descriptions of schedules and triggers that reach it."""
    off: tuple[Pipeline, ...]
    """Pipelines that hold it and whose schedule never comes."""


@rule(
    id="CFG-013",
    category=Category.CONFIG,
    debt_type="model staleness debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "pipelines", "ci", "containers", "dvc"),
    facets=(registered, named_modules),
)
def check(facts: Facts) -> Iterator[Finding]:
    inventory, code = facts.one(ModelInventory), facts.one(CodeBase)
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for model in inventory.models if inventory and code else ():
        own = facts.settings.models.get(model.name)
        if not model.is_deployed or model.retired or model.is_hosted or (own and own.static):
            continue
        if code is not None:
            yield from _in_vain(facts, model, code)
        training = _training(facts, model, code) if code else None
        if training is None or not training.entries or training.runs:
            continue
        age, limit = _age(facts, model)
        if age is None and not training.off:
            continue  # nothing says that it is old, and nobody meant it to be trained again
        if age is None:
            alike.setdefault(training.entries, []).append(_finding(model, training, age, limit))
        elif age > limit and _is_alive(facts):
            yield _finding(model, training, age, limit)
    for entries, found in alike.items():  # what nobody can tell apart, one schedule trains
        yield from together(
            found, f"models of {entries[0]}", "Nothing schedules what trains {n} models ({first} first), and no event starts it."
        )  # fmt: skip


def _is_alive(facts: Facts) -> bool:
    """Whether somebody works on the project: the model of one that lies still is as old as the rest."""
    history = facts.one(GitHistory)
    if history is None or not history.commits:
        return True
    return (facts.as_of - max(one.at for one in history.commits[:50]).date()).days <= _ALIVE_DAYS


def _in_vain(facts: Facts, model: InventoryModel, code: CodeBase) -> Iterator[Finding]:
    """Retrainings whose result nothing serves, or that see the very rows of the first training."""
    loads = facts.one(ModelLoads)
    served = [target for path in model.serving_code for target in (loads.of(path) if loads else ())]
    sources = list(training_data(facts))
    for one in retrainings(facts, code):
        told: list[str] = []
        if served and (one.registers or one.saves) and not _reaches(one, served):
            made = next(
                iter([r.name for r in one.registers if r.name] or [f for f, _ in one.saves]), "its model"
            ).replace("{}", "*")
            told.append(f"it makes {made}, while {model.serving_code[0]} loads {served[0].replace('{}', '*')}")
        if same := _same_rows(one, sources):
            told.append(f"it trains on {same.name}, as {same.trains} does, and nothing writes that file")
        if told:
            yield Finding(
                subject=file_subject(one.path),
                title="Retraining changes nothing",
                message=f"{one.path} retrains in vain: {'; '.join(told)}.",
                line=one.registers[0].line if one.registers else one.saves[0][1] if one.saves else 1,
                confidence=Confidence.LOW,
                evidence=(
                    *(
                        Evidence(kind="line", path=one.path, line=r.line, ref=r.name or None, excerpt=r.call)
                        for r in one.registers
                    ),
                    *(Evidence(kind="line", path=one.path, line=line, ref=file) for file, line in one.saves),
                    *(Evidence(kind="line", path=s.path, line=s.line, ref=s.name) for s in [same] if s is not None),
                    *(Evidence(kind="line", path=path, line=1, excerpt="serves") for path in model.serving_code[:1]),
                ),
                remediation="Retrain on rows that are newer than the last training, and let the service load what is registered, by alias.",
            )


def _reaches(one: Retraining, served: list[str]) -> bool:
    """Whether what serves may load what a retraining makes."""
    names = {row.name for row in one.registers}
    for target in served:
        registered = REGISTRY_URI.match(target)
        if registered and (registered[1] in names or "" in names or not names):
            return True
        if any(same_file(file, target) for file, _ in one.saves) or "{}" in target:
            return True
    return False


def _same_rows(one: Retraining, sources: list[DataSource]) -> DataSource | None:
    """The file that it trains on, where another training reads it too and only a person could change it."""
    own = [s for s in sources if s.trains == one.path]
    if not own or any(s.kind != "file" or s.pinned_by == "DVC" for s in own):
        return None
    others = {s.name: s for s in sources if s.trains != one.path and s.role != "notebook"}
    return others[own[0].name] if all(s.name in others for s in own) else None


def _training(facts: Facts, model: InventoryModel, code: CodeBase) -> _Training:
    own = model.training.code if model.training else ()
    entries = [p for p in own if p in code.modules]
    if not entries and _is_own(facts, model):
        entries = [
            path
            for path, module in code.modules.items()
            if module.facts.training and module.is_own and not is_aside(path)
        ]
    reaching = _reaching(code, entries, facts.rows(named_modules))
    runs, off = _reached(facts, reaching)
    spoken = [p for p in reaching if any(word in call for call in code.modules[p].facts.called for word in _SPOKEN)]
    queued = [p for p in reaching if _tasks(code.modules[p])]
    queued += [p for p, m in code.modules.items() if m.is_own and any(_TRAINS.search(name) for name in _tasks(m))]
    return _Training(entries=tuple(sorted(entries)), runs=(*runs, *spoken, *queued), off=tuple(off))


def _reaching(code: CodeBase, entries: list[str], named: Mapping[str, tuple[NamedModule, ...]]) -> set[str]:
    """What trains, and whatever imports it or starts it by its name, followed as far as it goes."""
    naming: dict[str, set[str]] = {}
    for path, rows in named.items():
        for row in rows if path in code.modules else ():
            naming.setdefault(row.name, set()).add(path)
    reaching: set[str] = set()
    fresh = set(entries)
    while fresh:
        reaching |= fresh
        near = {p for path in fresh for p in (*code.modules[path].imported_by, *_by_name(path, naming))}
        fresh = {p for p in near if p in code.modules and code.modules[p].role != "test"} - reaching
    return reaching


def _by_name(path: str, naming: Mapping[str, set[str]]) -> Iterator[str]:
    """Files that hold the dotted name of a module, from the top or from a folder of sources; one word alone is no name."""
    parts = path.removesuffix(".py").removesuffix("/__main__").split("/")
    for at in range(len(parts) - 1):
        yield from naming.get(".".join(parts[at:]), ())


def _tasks(module: CodeModule) -> list[str]:
    """Functions that workers of a queue run whenever one is put there."""
    if not any(one.module.partition(".")[0] in _QUEUES for one in module.facts.imports):
        return []
    return [
        one.qualname
        for one in module.facts.functions
        if any(word.partition("(")[0].rpartition(".")[2] in _TASKS for word in one.decorators)
    ]


def _is_own(facts: Facts, model: InventoryModel) -> bool:
    """Whether what serves the model says which file or registered model it is, so that the project's trainings may have made it. Weights
    that whoever starts the service names come from anywhere, a hub first."""
    loads = facts.one(ModelLoads)
    return bool(model.versions) or any(loads.of(path) for path in model.serving_code if loads)


def _reached(facts: Facts, paths: set[str]) -> tuple[list[str], list[Pipeline]]:
    """(what runs one of the files by itself, pipelines that would if they had a schedule)."""
    runs: list[str] = []
    off: list[Pipeline] = []
    found = facts.one(Pipelines)
    started = {
        step.command: f"{one.path}: {one.schedule.words}"
        for one in (found.pipelines if found else ())
        if one.schedule is not None and not _NEVER.match(one.schedule.cron.strip())
        for step in one.steps
        if step.kind == "trigger" and step.command
    }
    for pipeline in found.pipelines if found else ():
        if is_aside(pipeline.path):
            continue
        holds = pipeline.path in paths or any(
            set(step.files) & paths
            or _REPRODUCES.search(step.command)
            or (step.function and _is_in(step.function, paths))
            for step in pipeline.steps
        )
        if not holds:
            continue
        timed = pipeline.schedule
        if timed is not None and not _NEVER.match(timed.cron.strip()):
            runs.append(f"{pipeline.path}: {timed.words}")
        elif pipeline.name in started:
            runs.append(f"{pipeline.path}: started by {started[pipeline.name]}")
        elif pipeline.tool in ("airflow", "prefect", "dagster", "kubeflow", "argo"):
            off.append(pipeline)
    names = {path.rpartition("/")[2] for path in paths}
    modules = {path.removesuffix(".py").replace("/", ".") for path in paths}
    running = {text for text in said_in_ci(facts) if _runs(text, names, modules)}
    for flow in facts.all(CiWorkflow) if running else ():
        if _TRIGGERS & set(flow.triggers) and any(c.text in running and not c.is_manual for c in flow.commands):
            runs.append(f"{flow.path}: on {', '.join(flow.triggers)}")
    return runs, off


def _is_in(function: str, paths: set[str]) -> bool:
    stem = function.rpartition(".")[0].replace(".", "/")
    return bool(stem) and any(path.endswith(f"{stem}.py") for path in paths)


def _runs(command: str, names: Set[str], modules: Set[str]) -> bool:
    """Whether a command runs a file of one of the names, one of the modules by its dotted name, or whatever there is."""
    if re.search(r"dvc (?:repro|exp run)|mlflow run|kedro run", command):
        return True
    words = command.split()
    return any(w.rpartition("/")[2] in names or ("." in w and any(m.endswith(w) for m in modules)) for w in words)


def _age(facts: Facts, model: InventoryModel) -> tuple[int | None, int]:
    """Days since the served version was made, and the limit; None where nothing tells."""
    made = sorted(v.created for v in model.versions if v.created)
    gaps = [(b - a).days for a, b in pairwise(made) if (b - a).days]
    limit = max(LIMIT_DAYS, round(2 * median(gaps))) if gaps else LIMIT_DAYS
    at = model.training.at if model.training else None
    at = at or (model.served.created if model.served else None)
    now = datetime.combine(facts.as_of, time(), UTC) + timedelta(days=1)
    return ((now - at).days if at else None), limit


def _finding(model: InventoryModel, training: _Training, age: int | None, limit: int) -> Finding:
    entry = training.entries[0]
    since = f": last trained {age} days ago (limit {limit})" if age is not None else ""
    off = f"{training.off[0].path} holds it without a schedule" if training.off else f"nothing schedules {entry}"
    more = f" and {len(training.entries) - 1} more" if len(training.entries) > 1 and not training.off else ""
    proofs = [Evidence(kind="line", path=path, line=1, excerpt="trains") for path in training.entries[:SHOWN]]
    proofs += [
        Evidence(kind="config", path=p.path, line=p.line, excerpt=f"{p.name}: no schedule") for p in training.off[:3]
    ]
    if age is not None:
        proofs.append(
            Evidence(
                kind="version",
                ref=model.served.version if model.served else model.name,
                value=age,
                excerpt=f"{age} days old",
            )
        )
    return Finding(
        subject=Subject(kind="model", name=model.name),
        message=f"{model.shown}{since}; {off}{more}, and no event starts it."
        if since
        else f"{model.shown}: {off}{more}, and no event starts it.",
        confidence=None if age is not None else Confidence.LOW,
        evidence=(
            *proofs,
            Evidence(
                kind="searched", ref="DAGs, CronJobs, workflow crons, recurring runs, triggers on push and dispatch"
            ),
        ),
    )
