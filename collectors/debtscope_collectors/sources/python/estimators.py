"""Which models a file makes, with which settings, and what around them says where settings and scales come from."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Set
from dataclasses import replace
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import role_of
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.view import ModuleView

_MADE: Final = frozenset({"model", "cluster"})
_ARGUMENTS: Final = regex(
    r"^(?:transformers|trl|peft|setfit|sentence_transformers)\.(?:\w{1,40}\.){0,4}(?:\w{0,30}TrainingArguments|SFTConfig|DPOConfig|LoraConfig)$"
    r"|^(?:lightning|pytorch_lightning|lightning\.pytorch)\.(?:\w{1,40}\.){0,3}Trainer$|^ultralytics\.(?:\w{1,40}\.){0,3}(?:YOLO|RTDETR)\.train$"
)
"""What takes the settings of a training and is no model."""
_ARGUMENT: Final = frozenset(
    {"learning_rate", "num_train_epochs", "per_device_train_batch_size", "gradient_accumulation_steps", "weight_decay", "warmup_ratio", "warmup_steps",
     "max_steps", "lr_scheduler_type", "label_smoothing_factor", "r", "lora_alpha", "lora_dropout", "max_seq_length", "max_length", "max_epochs",
     "gradient_clip_val", "accumulate_grad_batches", "epochs", "imgsz", "batch", "lr0", "lrf", "momentum", "patience", "num_epochs", "batch_size"}
)  # fmt: skip
_OPTIMISERS: Final = ("torch.optim.", "keras.optimizers.", "tensorflow.keras.optimizers.", "tf_keras.optimizers.")
NO_SETTINGS: Final = frozenset(
    {
        "random_state", "random_seed", "seed", "n_jobs", "verbose", "verbosity", "silent", "thread_count", "nthread", "logging_level",
        "use_label_encoder", "eval_metric", "probability", "allow_writing_files", "tree_method", "device", "name", "enable_categorical",
        "warm_start", "copy_X", "task_type", "force_col_wise", "monitor", "mode",
    }
)  # fmt: skip
"""Arguments that say how a model is computed, not what it is."""
_DEFAULTS: Final = regex(
    r"^(?:RandomForest\w+|ExtraTrees\w+|GradientBoosting\w+|HistGradientBoosting\w+|XGB(?:Classifier|Regressor|Ranker)|LGBM\w+"
    r"|CatBoost(?:Classifier|Regressor)|KMeans|MiniBatchKMeans|KNeighbors\w+|SVC|SVR|LinearSVC|LinearSVR|MLP(?:Classifier|Regressor)"
    r"|DecisionTree\w+|AdaBoost\w+|SGD(?:Classifier|Regressor)|Lasso|Ridge|ElasticNet|DBSCAN|IsolationForest)$"
)
_SENSITIVE: Final = regex(
    r"^(?:SVC|SVR|LinearSVC|LinearSVR|NuSVC|NuSVR|OneClassSVM|KNeighbors\w+|RadiusNeighbors\w+|KMeans|MiniBatchKMeans|PCA|LogisticRegression"
    r"|Ridge|RidgeClassifier|Lasso|ElasticNet|MLP(?:Classifier|Regressor)|DBSCAN|SGD(?:Classifier|Regressor))$"
)
_SETTING: Final = regex(
    r"^(?:lr|learning_rate|eta|epochs?|n_epochs|num_epochs|batch_size|max_depth|n_estimators|num_leaves|min_samples_\w{3,6}|min_child_\w{6,8}"
    r"|subsample|colsample_\w{4,8}|reg_alpha|reg_lambda|l2_leaf_reg|num_boost_round|early_stopping_rounds|dropout(?:_rate)?|hidden_(?:size|dim|units|layers)"
    r"|num_layers|n_layers|weight_decay|momentum|gamma|alpha|n_clusters|n_neighbors|max_iter|iterations|depth|threshold|test_size|n_splits"
    r"|n_components|embedding_dim|max_features|max_len(?:gth)?|window_size|seq_len(?:gth)?|feature_fraction|bagging_fraction|bagging_freq|patience|units)$"
)
_CONFIGURED: Final = frozenset(
    {
        "argparse", "click", "typer", "hydra", "omegaconf", "pydantic_settings", "ml_collections", "gin", "absl", "fire", "yaml", "ruamel",
        "dynaconf", "configparser", "toml", "tomllib", "tomli", "decouple", "environ", "confuse", "jsonargparse", "sacred", "dvc",
        "docopt", "box", "attridict", "easydict", "yacs", "simple_parsing", "tyro", "configargparse", "kedro", "metaflow", "prefect_config",
    }
)  # fmt: skip
_CONFIG_MODULE: Final = regex(
    r"(?:^|[._])(?:config|configs|configuration|settings|params|parameters|hparams|constants?|conf|cfg|options?)(?:$|[._])",
    re.I,
)
_CONFIG_NAME: Final = regex(
    r"(?:^|_)(?:cfg|config|conf|hparams?|hyper_?param(?:eter)?s?|params|settings|params?_?(?:file|path|yaml)|args|opt|trial|FLAGS)$|params\.(?:ya?ml|json|toml)|config\.(?:ya?ml|json|toml)"
)
_FROM_ENVIRONMENT: Final = regex(r"\b(?:int|float)\(\s{0,20}os\.(?:environ|getenv)")
"""Numbers that the environment gives; addresses and credentials that it gives are no settings of training."""
_SCALES: Final = (
    "Scaler", "ormaliz", "ormalis", "scale(", "_scaled", "scaled_", "zscore", "z_score", "tandardi", "PowerTransformer", "QuantileTransformer",
    "Tfidf", "ountVectorizer", "HashingVectorizer", "DictVectorizer", "mbedd", "OneHot", "get_dummies", "BatchNorm", "rank(pct", "KBins",
    "log1p", "sklearn.datasets", "minmax", "/ 255", "/255", ".std(",
)  # fmt: skip
"""Parts of words; looked for one by one, since a pattern of so many alternatives costs ten times as much."""
_SCALING: Final = Vocabulary(part for part in _SCALES if part.isidentifier())
_SCALING_PHRASES: Final = frozenset(part for part in _SCALES if not part.isidentifier())
_PHRASE_WORDS: Final = Vocabulary(("scale", "rank", "datasets", "255", "std"))
"""One of these stands in each of the phrases."""
_FITS: Final = frozenset({"fit", "fit_transform", "fit_predict"})
_SEARCHES: Final = (
    "SearchCV", "optuna", "hyperopt", "set_params", "ray.tune", "skopt", "flaml", "keras_tuner", "param_grid", "RandomizedSearch", "param_dist",
)  # fmt: skip
_IN_WORDS: Final = frozenset(
    {"criterion", "kernel", "solver", "penalty", "objective", "loss", "class_weight", "optimizer", "activation", "loss_function", "boosting_type"}
)  # fmt: skip
"""Settings whose values are words; other texts are names and places."""
_SELECTORS: Final = regex(
    r"^(?:SelectFromModel|RFE|RFECV|BorutaPy|SequentialFeatureSelector|permutation_importance|IterativeImputer|cross_val_score)$"
)


@frozen
class EstimatorSite:
    """One place of interest."""

    kind: str
    """bare (a model is made with nothing but its defaults), literal (a setting is a literal in the code), unscaled (a model that
    minds scales is fitted), or one of the file as a whole: scaled (something scales or encodes), searched (settings are
    searched for) or configured (settings come from outside)."""
    name: str
    """bare, unscaled: the type; literal: the setting; configured: what says so."""
    line: int
    scope: str = ""
    text: str = ""
    value: str = ""
    """literal: the value."""
    maker: str = ""
    """literal: the last name of the estimator's type, where it is handed to one."""


@facet(EstimatorSite, version=5, tests=False)
def estimator_sites(view: ModuleView) -> Iterator[EstimatorSite]:
    """Everything of one file; nothing where no model library is imported but that something scales."""
    text = view.text
    scales = _scaling(view, text)
    if scales is not None:
        yield EstimatorSite(kind="scaled", name=scales, line=text.count("\n", 0, text.index(scales)) + 1)
    roots = view.roots
    if roots.isdisjoint(_LIBRARIES):
        return
    if (searches := next((word for word in _SEARCHES if word in text), None)) is not None:
        yield EstimatorSite(kind="searched", name=searches, line=1)
    if (source := _configured(view, roots, text)) is not None:
        yield EstimatorSite(kind="configured", name=source, line=1)
    for call in view.calls_to([word for word in view.call_table.words if word in _FITS or word[:1].isupper()]):
        yield from _of_call(view, call)
    yield from _arguments(view)
    yield from _assigned(view)
    yield from _counted(view)
    yield from _in_dictionaries(view)


_LIBRARIES: Final = frozenset(
    {"sklearn", "xgboost", "lightgbm", "catboost", "torch", "keras", "tensorflow", "cuml", "tf_keras", "transformers", "trl", "peft", "setfit",
     "sentence_transformers", "lightning", "pytorch_lightning", "ultralytics", "pyspark", "prophet"}
)  # fmt: skip


def _scaling(view: ModuleView, text: str) -> str | None:
    """The first part that stands in the file."""
    words = "\n".join(_SCALING.of(view.words))
    if not words and not _PHRASE_WORDS.knows(view.words):
        return None
    return next((part for part in _SCALES if part in (text if part in _SCALING_PHRASES else words)), None)


def _site(view: ModuleView, node: ast.AST, kind: str, name: str, value: str = "") -> EstimatorSite:
    return EstimatorSite(
        kind=kind, name=name, line=view.place(node), scope=view.scope(node), text=view.snippet(node), value=value
    )


def _configured(view: ModuleView, roots: frozenset[str], text: str) -> str | None:
    """What supplies settings from outside, as far as imports, parameters and names tell."""
    if found := sorted(roots & _CONFIGURED):
        return found[0]
    for node in view.imports:
        module = node.module or "" if isinstance(node, ast.ImportFrom) else node.names[0].name
        if _CONFIG_MODULE.search(module) or any(_CONFIG_MODULE.search(alias.name) for alias in node.names):
            return module or node.names[0].name
    named = next((arg.arg for arg in view.nodes(ast.arg) if _CONFIG_NAME.search(arg.arg)), None)
    if named is not None:
        return named
    return "os.environ" if view.spells(("environ", "getenv")) and _FROM_ENVIRONMENT.search(text) else None


def _of_call(view: ModuleView, call: ast.Call) -> Iterator[EstimatorSite]:
    func = call.func
    last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if last in _FITS:
        method = view.method(call)
        if method is not None and method[0].startswith(("sklearn.", "cuml.")) and _SENSITIVE.match(_last(method[0])):
            yield _site(view, call, "unscaled", method[0])
        elif last == "fit":
            yield from _literals(view, call, {"epochs", "batch_size", "steps_per_epoch"})
        return
    name = view.name(func) or ""
    if "." not in name or not _last(name)[:1].isupper():
        return
    if name.startswith(_OPTIMISERS):
        yield from _literals(view, call, None)
    elif role_of(name) in _MADE and not _ARGUMENTS.match(name):
        yield from _literals(view, call, None, _last(name))
        if _DEFAULTS.match(_last(name)) and _is_bare(view, call):
            yield _site(view, call, "bare", name)


def _arguments(view: ModuleView) -> Iterator[EstimatorSite]:
    """`TrainingArguments(learning_rate=2e-5, …)`, `Trainer(max_epochs=40)`, `YOLO(…).train(epochs=80)`."""
    for call in view.calls_to(
        [word for word in view.call_table.words if word in _TAKERS or word.endswith("Arguments")]
    ):
        if _ARGUMENTS.match(view.called(call) or view.name(call.func) or ""):
            yield from _literals(view, call, _ARGUMENT)


_TAKERS: Final = frozenset({"SFTConfig", "DPOConfig", "LoraConfig", "Trainer", "train"})


def _counted(view: ModuleView) -> Iterator[EstimatorSite]:
    """`for epoch in range(40)`."""
    for loop in view.nodes(ast.For):
        match loop:
            case ast.For(
                target=ast.Name(id="epoch" | "epochs" | "ep"),
                iter=ast.Call(func=ast.Name(id="range"), args=[*_, ast.Constant(value=int(many))]),
            ) if many > 1:
                yield _site(view, loop.iter, "literal", "epochs", str(many))
            case _:
                pass


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _is_bare(view: ModuleView, call: ast.Call) -> bool:
    if call.args or any(k.arg is None or k.arg not in NO_SETTINGS for k in call.keywords):
        return False
    if ".load_model(" in view.text:  # an empty model that a file fills
        return False
    above = view.parent(call)
    while isinstance(above, (ast.Tuple, ast.List, ast.keyword)):
        above = view.parent(above)
    return not (isinstance(above, ast.Call) and _SELECTORS.match(_last(view.name(above.func) or "")))


def _literals(view: ModuleView, call: ast.Call, only: Set[str] | None, maker: str = "") -> Iterator[EstimatorSite]:
    for keyword in call.keywords:
        arg = keyword.arg
        if arg is None or arg in NO_SETTINGS or (only is not None and arg not in only):
            continue
        value = _value(keyword.value)
        if value is not None and (arg in _IN_WORDS or not isinstance(view.constant(keyword.value), str)):
            yield replace(_site(view, keyword.value, "literal", arg, value), maker=maker)


def _value(node: ast.AST) -> str | None:
    """A number or short text; booleans and None are switches, not settings."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant):
        node = node.operand
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as number):
            return f"{number:g}"
        case ast.Constant(value=str(text)) if 0 < len(text) < 30:
            return text
        case _:
            return None


def _assigned(view: ModuleView) -> Iterator[EstimatorSite]:
    """`epochs = 37`; names in capitals are a block of constants, which is half way to a configuration."""
    for node in view.nodes(ast.Assign):
        match node.targets:
            case [ast.Name(id=name)] if _SETTING.match(name) and (value := _value(node.value)) is not None:
                yield _site(view, node, "literal", name, value)
            case _:
                pass


def _in_dictionaries(view: ModuleView) -> Iterator[EstimatorSite]:
    """`params = {"max_depth": 6, "eta": 0.1}`."""
    for node in view.nodes(ast.Dict):
        pairs = [
            (key.value, key, value)
            for key, item in zip(node.keys, node.values, strict=True)
            if isinstance(key, ast.Constant) and isinstance(key.value, str) and (value := _value(item)) is not None
        ]
        known = [pair for pair in pairs if _SETTING.match(pair[0])]
        if len(known) >= 2:
            for name, key, value in known:
                yield _site(view, key, "literal", name, value)
