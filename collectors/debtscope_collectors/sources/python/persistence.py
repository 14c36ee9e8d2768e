"""Where a file saves a model, and where it uses one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import lru_cache

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import FRAMES, role_of
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.nodes import last_name
from debtscope_collectors.sources.python.view import ModuleView

_SHOWN = 6
"""Uses of a file that are kept."""
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
_SAVING_ENDS = frozenset(name.rpartition(".")[2] for name in _SAVING_NAMES)
_METRIC_ROOTS = frozenset({"sklearn", "torchmetrics", "evidently", "shap"})
_KNOWN_WORDS = _USES | _SAVING_LAST | _SAVING_ENDS
_METRICS = ("sklearn.metrics.", "torchmetrics.", "evidently.", "shap.")


@frozen
class Persistence:
    """One place where a file saves a model, or uses one."""

    kind: str
    """save or use."""
    name: str
    line: int
    scope: str
    excerpt: str


@facet(Persistence, version=5)
def persistence(view: ModuleView) -> Iterator[Persistence]:
    """Saves of models (any spelling of them: a save that is none keeps the rule silent), and the first uses."""
    uses = 0
    has_options = not view.words.isdisjoint(_SAVING_OPTIONS)
    for call in _candidates(view):
        func = call.func
        last = last_name(func)
        kind = _kind(last)
        if not kind and not has_options and uses >= _SHOWN and last not in _SAVING_ENDS:
            continue  # at most another use
        name = view.name(func) or last
        if not kind and name in _SAVING_NAMES:
            kind = "save"
        if not kind and name.startswith(_METRICS):
            kind = "use"
        if not kind and has_options and any(k.arg in _SAVING_OPTIONS for k in call.keywords):
            kind = "save"
        if kind == "save" and (_NO_MODEL.match(name) or _is_figure(view, call) or _is_other(view, call, last)):
            continue
        uses += kind == "use"
        if kind and (kind == "save" or uses <= _SHOWN):
            yield Persistence(
                kind=kind, name=name, line=view.place(call), scope=view.scope(call), excerpt=view.snippet(call)
            )
    for node in view.imports:
        module = node.names[0].name if isinstance(node, ast.Import) else node.module or ""
        if module.startswith(_KEEPERS):
            yield Persistence(kind="save", name=module, line=view.place(node), scope="", excerpt=view.snippet(node))


@lru_cache(16_384)
def _kind(last: str) -> str:
    """What the last word of a call tells; files share most of them."""
    return "use" if last in _USES else "save" if last in _SAVING_LAST or _SAVES.match(last) else ""


def _candidates(view: ModuleView) -> list[ast.Call]:
    """Calls that may save or use: all, where a library of metrics or an option of saving is named."""
    if not view.words.isdisjoint(_METRIC_ROOTS) or not view.words.isdisjoint(_SAVING_OPTIONS):
        return view.calls
    return view.calls_to(_KNOWN_WORDS, _SAVING_WORDS)


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
    if kind == "dict" and _holds_model(view, call.args[0]):
        return False
    if (
        kind in FRAMES
        or (kind in ("dict", "list", "str") and last in ("dump", "dumps"))
        or role_of(kind) == "transformer"
    ):
        return True
    path = view.constant(call.args[0]) if last.startswith(("log_artifact", "upload")) else None
    return isinstance(path, str) and bool(_OTHER_FILE.search(path))


_MODEL_KEY = regex(
    r"model|estimator|classifier|regressor|pipeline|weights|booster|state_dict|(?:^|_)clf$", re.IGNORECASE
)


def _holds_model(view: ModuleView, node: ast.AST) -> bool:
    """`{"preprocessor": p, "model": m}`: a bundle in which the model lies beside what belongs to it."""
    made = view.values(node.id, node) if isinstance(node, ast.Name) else [node]
    keys = (key for one in made if isinstance(one, ast.Dict) for key in one.keys)
    return any(isinstance(k, ast.Constant) and isinstance(k.value, str) and _MODEL_KEY.search(k.value) for k in keys)
