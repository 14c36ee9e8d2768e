"""Training leaves no record of what it did

Detects
-------
A repository that trains models, and in which nothing keeps parameters and metrics of a run: no tracker is imported outside
the tests (MLflow, W&B, Neptune, Comet, ClearML, Aim, TensorBoard, DVCLive, SageMaker, Azure ML, Cloudera, Kedro, ZenML …), no MLflow store or DVC metrics lie in it,
no trainer of a framework writes its own log, and no module that trains, or that it imports or that imports it, writes a file
of metrics, results or history (compressed or not), and no program apart one of metrics, errors or evaluations. One item for the repository. Low where only notebooks and experiments train, and
in collections of examples (programs in six folders and more). Libraries are left out.

Why it is debt
--------------
Nobody can say what the model in use was trained with, whether the last change helped, or repeat a good run. What was printed
is gone with the terminal.

How to pay it down
------------------
Log parameters, metrics, the version of the data and the commit with a tracker, or write them to a file that DVC declares as
metrics.

Example
-------
A training script that ends in `print(accuracy)`: debt. `mlflow.autolog()` in front of `fit`: clean.

References
----------
ML Test Score, Infra 1; Sculley et al. 2015, "Reproducibility debt".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.unwired_modules import is_idle
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.mlflow.facts import MlflowStore

_TRACKERS = regex(
    r"^(?:mlflow|wandb|neptune|comet_ml|clearml|trains|aim|tensorboard\w*|torch\.utils\.tensorboard|dvclive|sagemaker|azureml|azure\.ai\.ml"
    r"|sacred|guild|polyaxon|kedro|zenml|metaflow|dagster|swanlab|trackio|determined|verta|lightning|pytorch_lightning|fastai|ray|kfp|tfx"
    r"|google\.cloud\.aiplatform|vertexai|evidently|autogluon|ultralytics|trl|setfit|visdom|bentoml|modelstore|hopsworks|optuna|cml\.metrics|cdsw)(?:\.|$)"
)
_LOGS = regex(r"TensorBoard|SummaryWriter|CSVLogger|TrainingArguments|(?:log|track)_metrics?$|log_params?$|dump_metrics|save_metrics|(?:save|write|log|store|record|export|persist)_\w{0,20}(?:metric|result|report|score|history|experiment|run)s?")  # fmt: skip
_RECORD = regex(
    r"metric|score|result|report|eval|history|perform|summary|accuracy|leaderboard|\blogs?\b|param|card|meta|(?<![a-z])errors?(?![a-z])|rmse|(?<![a-z])loss(?:es)?(?![a-z])",
    re.I,
)
_DUMPS = regex(
    r"^(?:json|yaml)\.(?:safe_)?dump$|(?:appender|log|logfile|log_file|out|f|fp|file)\.write(?:row|rows|lines)?$"
)
_KINDS = (".json", ".csv", ".yaml", ".yml", ".txt", ".parquet", ".md", ".html", ".log", ".tsv", ".pkl", ".xlsx")
_MEASURES = regex(r"(?<![a-z])(?:metrics?|errors?|eval(?:uation)?|accurac(?:y|ies)|rmse|losses)(?![a-z])")
_PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip")
_DETAILS = frozenset({"model", "search", "pipeline", "loop", "trainer"})
_SHOWN = 6
_FOLDERS = 6


@rule(
    id="CFG-037",
    category=Category.CONFIG,
    debt_type="reproducibility debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("mlflow", "dvc"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding, for the repository."""
    code = facts.one(CodeBase)
    if code is None or code.is_library or facts.all(MlflowStore):
        return
    if any(stage.metrics for project in facts.all(DvcProject) for stage in project.stages):
        return
    roles = ("production", "script", "notebook", "experiment")
    modules = [one for path, one in code.modules.items() if one.role in roles and not is_idle(facts, path)]
    training = [module for module in modules if any(site.detail in _DETAILS for site in module.facts.training)]
    if not training or any(_tracks(module) for module in code.modules.values() if module.role != "test"):
        return
    near = {path for module in training for path in (module.path, *module.imports, *module.imported_by)}
    if any(_writes_record(code.modules[path]) for path in near if path in code.modules):
        return
    if any(_writes_measures(module) for module in modules if module.role in roles[:2]):
        return
    yield _finding(sorted(training, key=lambda module: (module.role not in roles[:2], module.path)))


def _is_collection(training: list[CodeModule]) -> bool:
    """Many programs in many folders: examples for readers rather than one project's training."""
    return len({module.path.partition("/")[0] for module in training}) >= _FOLDERS


def _tracks(module: CodeModule) -> bool:
    names = [name for one in module.facts.imports for name in (one.module, *(f"{one.module}.{n}" for n in one.names))]
    return any(_TRACKERS.match(name) for name in names) or any(_LOGS.search(name) for name in module.facts.called)


def _writes_record(module: CodeModule) -> bool:
    """A file that its name calls one of metrics, or a dump to a place that is not known."""
    for access in module.facts.writes:
        target = _unpacked((access.target or access.param or "").lower())
        if _RECORD.search(target) and (target.endswith(_KINDS) or "." not in target.rpartition("/")[2]):
            return True
        if access.target is None and ("json" in access.call or "yaml" in access.call):
            return True
    return any(_DUMPS.search(name) for name in module.facts.called)


def _writes_measures(module: CodeModule) -> bool:
    """A program apart, which evaluates what a configuration names, and keeps what it measured."""
    targets = (_unpacked((access.target or access.param or "").lower()) for access in module.facts.writes)
    return any(target.endswith(_KINDS) and _MEASURES.search(target.rpartition("/")[2]) for target in targets)


def _unpacked(target: str) -> str:
    """`errors.csv.gz` is a table."""
    return next((target.removesuffix(end) for end in _PACKED if target.endswith(end)), target)


def _finding(training: list[CodeModule]) -> Finding:
    aside = all(module.role in ("notebook", "experiment") for module in training) or _is_collection(training)
    first = ", ".join(module.path for module in training[:3])
    what = "training program records" if len(training) == 1 else "training programs record"
    return Finding(
        subject=Subject(kind="repo", name="repo"),
        severity=Severity.LOW if aside else None,
        confidence=Confidence.LOW if aside else None,
        message=f"{len(training)} {what} neither parameters nor metrics ({first}).",
        evidence=(
            *(
                Evidence(
                    kind="line", path=module.path, line=module.facts.training[0].line, ref=module.facts.training[0].name,
                    excerpt=f"trains: {module.facts.training[0].name}",
                )
                for module in training[:_SHOWN]
            ),
            Evidence(
                kind="searched", ref="trackers and metrics files", value=0,
                excerpt="imports of trackers, MLflow stores, DVC metrics, files of metrics, results and history",
            ),
        ),
        occurrences=len(training),
    )  # fmt: skip
