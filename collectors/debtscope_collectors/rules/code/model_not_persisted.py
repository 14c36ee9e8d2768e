"""Trained model is used but never saved

Detects
-------
An entry module (one with a main guard or top-level training, or that a DVC stage, a DAG, a CI job or an image runs; notebooks
only where such a job runs them) that trains a model and uses it in the same process, while neither it nor the project's
modules around it, to a depth of three imports, save a model in any way: pickle and joblib, `save…` methods, MLflow logging or
autologging, checkpoints, trainers that write by themselves, ONNX, BentoML, orchestrators that keep what a step returns.
Silent for cross-validation and search objectives, analyses by clustering, and classes that define `fit` themselves.

Why it is debt
--------------
Nobody can say which model made a decision, nor make it again. Every use pays for a training run, and two consumers get two
different models.

How to pay it down
------------------
Save the model with its version and the reference of its data, in a registry or an artefact store, and let consumers load it by
that id.

Example
-------
`model1 = train_model(d1); model2 = train_model(d2); model1.predict(x)` and no dump: debt. `mlflow.sklearn.autolog();
model.fit(X, y)`: clean.

References
----------
Sculley et al. 2015, "Reproducibility debt"; ML Test Score, Infra 1; se-ml.github.io, "Version models".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    facet,
    file_subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.sources.python.facts import Site
from debtscope_collectors.sources.python.libraries import FRAMES, role_of
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.view import ModuleView

DEPTH = 3
SHOWN = 6
_SAVES = regex(
    r"^(?:save|dump|persist|export|register|upload|checkpoint|serializ|serialis|store|write|log)_?(?:\w*_)?"
    r"(?:model|models|weights|checkpoint|checkpoints|pretrained|artifact|artifacts|artefact|artefacts|estimator|pipeline|state|bundle"
    r"|classifier|regressor|booster|pickle|pkl|joblib|onnx|object|obj)s?$"
)
_SAVING_NAMES = frozenset(
    {
        "joblib.dump", "pickle.dump", "pickle.dumps", "cloudpickle.dump", "cloudpickle.dumps", "dill.dump", "dill.dumps", "torch.save",
        "skops.io.dump", "torch.onnx.export", "torch.jit.save", "skl2onnx.convert_sklearn", "skl2onnx.to_onnx", "onnx.save",
        "tensorflow.saved_model.save", "sklearn.externals.joblib.dump", "safetensors.torch.save_file", "treelite.export_lib",
        "mlflow.autolog", "mlflow.log_model", "mlflow.register_model", "neptune.init_run", "transformers.TrainingArguments",
        "bentoml.picklable_model.save_model", "coremltools.convert", "m2cgen.export_to_python", "hummingbird.ml.convert",
    }
)  # fmt: skip
_SAVING_LAST = frozenset(
    {
        "autolog", "save_model", "save_weights", "save_pretrained", "log_model", "save_checkpoint", "dump_model", "ModelCheckpoint",
        "push_to_hub", "save_learner", "export_model", "download_mojo", "save_mojo", "to_onnx", "export", "save", "dump",
        "CheckpointConfig", "TrainingArguments", "Seq2SeqTrainingArguments", "SFTConfig", "register", "save_state", "save_to_disk",
        "upload_file", "upload_from_filename", "put_object", "upload_blob", "PMMLPipeline", "sklearn2pmml", "write_model", "put",
    }
)  # fmt: skip
_SAVING_OPTIONS = frozenset(
    {
        "model_file",
        "output_dir",
        "checkpoint_dir",
        "checkpoint_path",
        "save_path",
        "save_dir",
        "default_root_dir",
        "log_models",
    }
)
"""Options by which a trainer or callback writes the model itself."""
_NO_MODEL = regex(
    r"^(?:json|yaml|toml|csv|matplotlib|plt|fig|figure|plotly|seaborn|ax|PIL|image|img|cv2|docx|workbook|wb|writer|np|numpy|queue|q)\b",
    re.IGNORECASE,
)
_KEEPERS = ("kedro", "zenml", "dagster", "metaflow", "kfp", "flytekit", "autogluon", "ultralytics", "sagemaker", "tfx", "pytorch_lightning",
            "lightning", "ray.train", "trl", "setfit", "detectron2", "mmengine", "fairseq", "azureml", "hamilton")  # fmt: skip
"""Libraries that keep what a step returns, or whose trainers write checkpoints by themselves."""
_OTHER_FILE = regex(
    r"preproc|scaler|encoder|vectori|\.(?:png|jpe?g|svg|html|csv|json|txt|md|ya?ml|parquet)$", re.IGNORECASE
)
_USES = frozenset(
    {"predict", "predict_proba", "predict_log_proba", "decision_function", "score", "evaluate", "forecast", "get_forecast", "kneighbors",
     "recommend", "generate", "transform"}
)  # fmt: skip
_SAVING_WORDS = Vocabulary(
    ("save", "dump", "persist", "export", "register", "upload", "checkpoint", "seriali", "store", "write", "log"),
    _SAVES.match,
)
_KNOWN_WORDS = _USES | _SAVING_LAST | {name.rpartition(".")[2] for name in _SAVING_NAMES}
_METRIC_ROOTS = frozenset({"sklearn", "torchmetrics", "evidently", "shap"})
_METRICS = ("sklearn.metrics.", "torchmetrics.", "evidently.", "shap.")
_OBJECTIVE = regex(
    r"objective|trial|cross_?val|(?:^|_)cv(?:_|$)|fold|tun(?:e|ing)|search|ablation|permutation|bootstrap|importance|impute|adversarial|explain|surrogate|backtest|walk_?forward|benchmark|compar|drift|(?:^|_)plot|decompos",
    re.IGNORECASE,
)
_ROLES = frozenset({"model", "search", "pipeline", "trainer", "loop"})


@frozen
class Persistence:
    """One place where a file saves a model, or uses one."""

    kind: str
    """save or use."""
    name: str
    line: int
    scope: str
    excerpt: str


@facet(Persistence, version=4)
def persistence(view: ModuleView) -> Iterator[Persistence]:
    """Saves of models (any spelling of them: a save that is none keeps the rule silent), and the first uses."""
    uses = 0
    for call in _candidates(view):
        func = call.func
        last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
        kind = "use" if last in _USES else "save" if last in _SAVING_LAST or _SAVES.match(last) else ""
        name = view.name(func) or last
        if not kind and name in _SAVING_NAMES:
            kind = "save"
        if not kind and name.startswith(_METRICS):
            kind = "use"
        if not kind and any(k.arg in _SAVING_OPTIONS for k in call.keywords):
            kind = "save"
        if kind == "save" and (_NO_MODEL.match(name) or _is_figure(view, call) or _is_other(view, call, last)):
            continue
        uses += kind == "use"
        if kind and (kind == "save" or uses <= SHOWN):
            yield Persistence(
                kind=kind, name=name, line=view.place(call), scope=view.scope(call), excerpt=view.snippet(call)
            )
    for node in view.imports:
        module = node.names[0].name if isinstance(node, ast.Import) else node.module or ""
        if module.startswith(_KEEPERS):
            yield Persistence(kind="save", name=module, line=view.place(node), scope="", excerpt=view.snippet(node))


def _candidates(view: ModuleView) -> list[ast.Call]:
    """Calls that may save or use: all, where a library of metrics or an option of saving is named."""
    if not view.words.isdisjoint(_METRIC_ROOTS) or not view.words.isdisjoint(_SAVING_OPTIONS):
        return view.calls
    return view.calls_to(_KNOWN_WORDS | _SAVING_WORDS.of(view.call_table.words))


def _is_figure(view: ModuleView, call: ast.Call) -> bool:
    method = view.method(call)
    return method is not None and method[0].startswith(
        ("matplotlib", "plotly", "PIL", "openpyxl", "altair", "folium", "wandb.Image")
    )


def _is_other(view: ModuleView, call: ast.Call, last: str) -> bool:
    """A save of something that is known to be no model: a transformer, a table, a figure; autologging that is switched off."""
    if last == "autolog":
        disabled = view.argument(call, "disable")
        return disabled is not None and view.constant(disabled) is True
    if not call.args:
        return False
    kind = view.type_of(call.args[0]) or ""
    if (
        kind in FRAMES
        or (kind in ("dict", "list", "str") and last in ("dump", "dumps"))
        or role_of(kind) == "transformer"
    ):
        return True
    path = view.constant(call.args[0]) if last.startswith(("log_artifact", "upload")) else None
    return isinstance(path, str) and bool(_OTHER_FILE.search(path))


@rule(
    id="COD-003",
    category=Category.CODE,
    debt_type="missing model versioning",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("dvc", "ci", "containers"),
    facets=(persistence,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per entry module."""
    code = facts.one(CodeBase)
    if code is None:
        return
    rows = facts.rows(persistence)
    for path, module in code.modules.items():
        if not _is_entry(module, code):
            continue
        fits = [site for site in module.facts.training if _counts(site, module)]
        if not fits or not any(row.kind == "use" for row in rows.get(path, ())):
            continue
        around = _around(path, code)
        if not any(row.kind == "save" for place in around for row in rows.get(place, ())):
            yield _finding(path, module, fits, rows, around)


def _is_entry(module: CodeModule, code: CodeBase) -> bool:
    if module.role in ("test", "docs", "example", "vendored", "generated"):
        return False
    if code.is_library and module.role == "production":
        return False
    if module.entry == "notebook" or (module.role == "experiment" and not module.in_production):
        return False
    if module.entry is not None:
        return True
    return module.facts.has_top_level_calls and not module.imported_by


def _counts(site: Site, module: CodeModule) -> bool:
    """A fit whose model somebody could want to keep."""
    if site.detail not in _ROLES or _OBJECTIVE.search(site.scope) or _OBJECTIVE.search(module.path.rpartition("/")[2]):
        return False
    owner = site.scope.partition(".")[0]
    defines_fit = (
        any(f.qualname == f"{owner}.fit" for f in module.facts.functions) if owner in module.facts.classes else False
    )
    takes_trial = any(f.qualname == site.scope and "trial" in f.params for f in module.facts.functions)
    return not defines_fit and not takes_trial


def _around(path: str, code: CodeBase) -> tuple[str, ...]:
    """What the module imports to a depth, and what imports it: a caller may save what it is given back."""
    above = [other for other in code.modules[path].imported_by if code.modules[other].role != "test"]
    return tuple(dict.fromkeys((*code.closure(path, DEPTH), *above)))


def _finding(
    path: str,
    module: CodeModule,
    fits: list[Site],
    rows: Mapping[str, tuple[Persistence, ...]],
    around: tuple[str, ...],
) -> Finding:
    uses = [row for row in rows.get(path, ()) if row.kind == "use"]
    kind = fits[0].name.rpartition(".")[0].rpartition(".")[2] or fits[0].name
    times = f"{len(fits)} models, the first a {kind}," if len(fits) > 1 else f"a {kind}"
    return Finding(
        subject=file_subject(path),
        line=fits[0].line,
        message=f"{path}:{fits[0].line} trains {times} and uses it in the same process; nothing saves it, so every use retrains.",
        evidence=(
            *(Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=f"trains: {site.name}") for site in fits[:SHOWN]),
            *(Evidence(kind="line", path=path, line=row.line, ref=row.name, excerpt=row.excerpt) for row in uses[:SHOWN]),
            Evidence(
                kind="searched", ref="persistence", value=len(around),
                excerpt=f"no save of a model in {path}" + (f" and {len(around) - 1} modules around it" if len(around) > 1 else ""),
            ),
            *((Evidence(kind="entry", ref=module.entry, excerpt=f"run by {module.entry}"),) if module.entry else ()),
        ),
        occurrences=len(fits),
    )  # fmt: skip
