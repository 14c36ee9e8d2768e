"""Runs do not record their input dataset

Detects
-------
An experiment in which more than half of the FINISHED runs of the last 90 days (three or more) name no dataset, or from
which a served version comes whose run names none. A tag or parameter that says which data it was (`data_version`,
`dataset_hash`, `dvc…`) counts like a dataset. Experiments that hold traces of language-model calls are left out. Where no store
with runs of that time was read, the code is (low): training code of the project that logs models or metrics to MLflow, and neither
a dataset (`log_input`, autologging) nor a tag, parameter or artefact that tells which data it was (`log_params(data_lineage)` among them). Silent where git or DVC
pins all that the code trains on, since the run's commit then tells it, in notebooks, in libraries, and where the jobs of a platform
(Azure ML, SageMaker, Vertex AI) run the code, which keeps the inputs of each itself.

Why it is debt
--------------
A model is its code and its data. Without the data's digest nobody can tell whether two runs differ by an idea or by a
reload of the table, and a served model cannot be made again when it misbehaves or when an auditor asks.

How to pay it down
------------------
`mlflow.log_input(mlflow.data.from_pandas(df, source=path), context="training")` in the training script, or log the md5 that
DVC keeps as a tag.

Example
-------
A run with parameters and metrics whose `inputs/` folder is missing.

References
----------
ML Test Score, I1 (training is reproducible). MLflow documentation, Dataset Tracking.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    facet,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.datasets import training_data
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.registry import registered
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.mlflow.facts import ExperimentStats, MlflowRun, MlflowStore
from debtscope_collectors.sources.mlflow.raw import names_data
from debtscope_collectors.sources.python.view import ModuleView

LIMIT = 0.5
_PLATFORMS = regex(r"(?:azure\.ai\.ml|azureml|sagemaker|google\.cloud\.aiplatform)(?:\.|$)")
FEWEST = 3
"""Runs below which a share says nothing."""
Served = list[tuple[str, MlflowRun]]
"""(model and version, its run)."""
_LOGS = regex(r"mlflow\.(?:log_metrics?|(?:\w{1,20}\.)?log_model)")
_TELLS = ("log_input", "autolog", "mlflow.data", "data.md5", "data_md5", "rev-parse")
_SAYS = frozenset({"log_param", "log_params", "set_tag", "set_tags"})
_KEY = regex(
    r"hash|digest|checksum|md5|sha(?:1|256)|snapshot|data_?set|data_?(?:path|source|file|dir|date|version|uri|url|hash)|train\w{0,6}_(?:file|path|data|uri|start|end|from|until|month)"
    r"|(?:start|end|cut_?off|from|until)_?(?:date|month|time|ts)|months?$|date_range",
    re.IGNORECASE,
)
"""Names of parameters and tags that say from which rows a run learned."""
_ORIGIN = regex(
    r"lineage|provenance|(?:^|[_.])(?:dvc|data_?(?:set)?)_(?:\w{0,20}_)?(?:versions?|hash(?:es)?|digests?|checksums?|md5|info|ids?)",
    re.IGNORECASE,
)
"""Names of tables of parameters and tags, and of functions that make them, that say where the data came from."""
_LOGS_FILE = frozenset({"log_artifact", "log_artifacts", "log_table", "log_dict"})
_DATA = regex(r"data|\bdf\b|train|\.csv|\.parquet|dvc", re.IGNORECASE)
_NO_DATA = regex(
    r"report|metric|importance|plot|figure|matrix|confusion|roc|shap|model|scaler|encoder|\.(?:png|html|md|pkl|joblib)\b",
    re.IGNORECASE,
)


@frozen
class BareRun:
    """The first call by which a file that says nothing of its data logs to MLflow, or one that says it."""

    name: str
    line: int
    tells: bool = False
    """A parameter, tag or artefact of the run is named for the data."""


@facet(BareRun, version=3, cues=("mlflow",), tests=False)
def bare_runs(view: ModuleView) -> Iterator[BareRun]:
    """At most one of a file."""
    said = [call for call in view.calls_to(_SAYS) if _says_data(call)]
    said += [call for call in view.calls_to(_LOGS_FILE) if _keeps_data(view, call)]
    if said:
        yield BareRun(name=view.called(said[0]) or "", line=view.place(said[0]), tells=True)
        return
    if "log_m" not in view.text or any(word in view.text for word in _TELLS):
        return
    if any(isinstance(one.value, str) and len(one.value) < 60 and names_data(one.value) for one in view.constants):
        return
    for call in view.calls:
        name = view.called(call) or ""
        if _LOGS.fullmatch(name):
            yield BareRun(name=name, line=view.place(call))
            return


def _says_data(call: ast.Call) -> bool:
    """A parameter or tag of the run is named for its data."""
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Name | ast.Attribute | ast.Call) and _ORIGIN.search(ast.unparse(first)[:100]):
        return True
    keys = first.keys if isinstance(first, ast.Dict) else [first]
    return any(isinstance(key, ast.Constant) and isinstance(key.value, str) and _KEY.search(key.value) for key in keys)


def _keeps_data(view: ModuleView, call: ast.Call) -> bool:
    """An artefact that is named for data is the data, or tells of it."""
    text = ast.unparse(call.args[0])[:200] if call.args else ""
    return bool(_DATA.search(text)) and not _NO_DATA.search(text)


@rule(
    id="DAT-021",
    category=Category.DATA,
    debt_type="reproducibility debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=(),
    uses=("mlflow", "python"),
    credits=("CR-09",),
    facets=(bare_runs,),
)
def check(facts: Facts) -> Iterator[Finding]:
    if not any(experiment.finished for store in facts.all(MlflowStore) for experiment in store.experiments):
        yield from _in_code(facts)
    served = _served(facts)
    for store in facts.all(MlflowStore):
        for experiment in store.experiments:
            share = experiment.without_data / experiment.finished if experiment.finished else 0.0
            mine = [pair for pair in served.get(store.path, []) if pair[1].experiment == experiment.name]
            is_many = share > LIMIT and experiment.finished >= FEWEST
            if (mine or is_many) and not experiment.is_traced:
                yield _finding(store, experiment, mine, is_many=is_many)


def _in_code(facts: Facts) -> Iterator[Finding]:
    """Training code that logs runs without a word on their data, where no store tells of recent ones."""
    code = facts.one(CodeBase)
    rows = facts.rows(bare_runs)
    if code is None or code.is_library or not rows or _runs_on_platform(code):
        return
    own = [module for module in code.modules.values() if module.is_own]
    if any(
        "mlflow.log_input" in module.facts.called or any(r.tells for r in rows.get(module.path, ())) for module in own
    ):
        return  # some step of the run says it
    sources = list(training_data(facts))
    pinned = {one.trains for one in sources} - {one.trains for one in sources if one.pinned_by is None}
    found = [
        Finding(
            subject=file_subject(path),
            line=runs[0].line,
            severity=Severity.LOW,
            confidence=Confidence.MEDIUM,
            message=f"{path}:{runs[0].line} logs runs by {runs[0].name}, and nothing in them says which data they were made from.",
            evidence=(
                Evidence(kind="line", path=path, line=runs[0].line, ref=runs[0].name),
                Evidence(kind="searched", path=path, excerpt="log_input, autologging, tags, parameters and artefacts on data"),
            ),
            cause="mlflow:code:no-dataset",
            drivers=(Driver(name="part", value=0.4, unit="x", ref="told by the code: no run was looked at"),),
        )
        for path, runs in sorted(rows.items())
        if (module := code.modules.get(path)) is not None
        and module.is_own and module.facts.kind == "module" and module.facts.training
        and path not in pinned
    ]  # fmt: skip
    yield from together(
        found,
        "runs without a dataset",
        "{n} files log runs that say nothing of the data they were made from, {first} first.",
    )


def _runs_on_platform(code: CodeBase) -> bool:
    """Something of the project makes jobs of a platform that records what each was given."""
    return any(_PLATFORMS.match(one.module) for module in code.modules.values() for one in module.facts.imports)


def _served(facts: Facts) -> dict[str, Served]:
    """By store, the runs of served versions that name no data."""
    found: dict[str, Served] = {}
    for one in registered(facts):
        version = one.served
        run = one.store.runs.get(version.run_id or "") if version else None
        if version is None or run is None or run.datasets:
            continue
        if not any(names_data(key) for key in (*run.tags, *run.param_values)):
            found.setdefault(one.store.path, []).append((f"{one.model.name} v{version.version}", run))
    return found


def _finding(store: MlflowStore, experiment: ExperimentStats, served: Served, *, is_many: bool) -> Finding:
    counted = f"{experiment.without_data} of {experiment.finished} FINISHED runs of the last 90 days name no dataset"
    parts = [counted] if is_many else []
    parts += [f"the run behind {version}, which is served, names no dataset" for version, _ in served]
    return Finding(
        subject=Subject(kind="experiment", name=experiment.name),
        message=f"{experiment.name}: {'; '.join(parts)}.",
        evidence=(
            *(
                Evidence(kind="run", path=store.path, ref=run.run_id, excerpt=f"run {run.run_id}: no dataset, behind {version}")
                for version, run in served
            ),
            Evidence(
                kind="metric", path=store.path, ref=f"experiment {experiment.name}", value=experiment.without_data,
                excerpt=counted,
            ),
        ),
        cause=f"mlflow:{store.path}:no-dataset",
        drivers=(
            Driver(
                name="runs_per_month", value=experiment.per_month, unit="runs a month",
                ref=f"{store.path}: {experiment.finished} FINISHED runs in 90 days",
            ),
        ),
    )  # fmt: skip
