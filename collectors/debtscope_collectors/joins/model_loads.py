"""Which model files and registry uris a module loads, through constants, settings classes and environment defaults of its project."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterator, Mapping

from debtscope.api import Facts, facet, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.naming import words
from debtscope_collectors.sources.datafiles.facts import MODEL_FILES
from debtscope_collectors.sources.python.facts import DataAccess
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.view import ModuleView

NOT_MODELS = regex(
    r"scaler|encoder|vectori[sz]er|tokeni[sz]er|columns|features|vocab|label|mapping|preprocess|transform|cache|config|stats|calibrat"
    r"|imputer|selector|binari[sz]er|metrics|history|params|threshold|explainer|^(?:pca|svd|tfidf|x|y|data|dataset|train|test)$"
    r"|[xy]_(?:train|test|val)|baseline_stat|importances?|_imp$|reference|graph_data|_data$|(?:^|_)(?:docs|documents|corpus|chunks)$",
    re.I,
)  # fmt: skip
REGISTRY_URI = regex(r"models:/([^/@{}]{1,200})[/@]")
MLFLOW_RUN = regex(r"(?:runs:/|(?:.{0,200}/)?(?:mlruns|mlartifacts)/).{1,200}/([\w.-]{1,80})/?$")
"""A model logged by one run, taken from there: the folder's name says nothing of what it is."""
_REGISTRY_HOLE = regex(r"models:/\{\}[/@]")
_NAMES = Vocabulary(("model", "classifier", "regressor", "artifact", "artefact", "checkpoint", "onnx"), fold=True)
_NAME = regex(r"^(?:\w{0,30}_)?model_?(?:registry_?)?name$|^registered_model(?:_name)?$", re.I)
_LOADING = regex(r"(?:^|\.)(?:load\w*|InferenceSession|open|read_bytes|Booster|read_model|from_file)$")
_PICKLED = regex(r"\.(?:pkl|pickle|joblib)$", re.I)
_MODEL_WORDS = frozenset(
    {
        "model", "models", "clf", "classifier", "regressor", "estimator", "detector", "predictor", "pipeline", "pipe", "xgb", "xgboost", "lgbm", "lgb",
        "lightgbm", "catboost", "rf", "forest", "svm", "svc", "knn", "kmeans", "tree", "regression", "logistic", "logreg", "bayes", "nb", "prophet",
        "arima", "sarimax", "net", "champion", "recommender",
    }
)  # fmt: skip
_ASKED = regex(
    r"(?:^|[._])(?:predict(?:_\w{1,40})?|decision_function|score_samples|score|kneighbors|recommend|similar_items|most_similar|forecast|get_forecast|infer|classify)$"
)
"""Methods by which models are asked, and no tables or texts."""
_DEPTH = 2
_TELLING = 3
"""Letters that must be known of a path."""


@frozen
class ModelConstant:
    """A constant of a module or class that names a model or its file."""

    name: str
    """Without its class."""
    value: str
    line: int


@facet(ModelConstant)
def model_constants(view: ModuleView) -> Iterator[ModelConstant]:
    """Module and class constants under a name of models; `{}` stands for what is not constant."""
    named = _NAMES.of(view.words)
    for node in (*view.nodes(ast.Assign), *view.nodes(ast.AnnAssign)) if named else ():
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        if not isinstance(target, ast.Name) or target.id not in named or node.value is None:
            continue
        if isinstance(view.parent(node), (ast.Module, ast.ClassDef)):
            value = view.constant(_default(view, node.value))
            if isinstance(value, str) and 0 < len(value) < 300 and value.strip("{}/"):
                yield ModelConstant(name=target.id, value=value, line=node.lineno)


def _default(view: ModuleView, node: ast.expr) -> ast.expr:
    """What stands when nobody says otherwise: `os.getenv("X", d)`, `Field(default=d)`, `Path(d)`."""
    if isinstance(node, ast.Call):
        name = view.name(node.func) or ""
        if name in ("os.getenv", "os.environ.get"):
            return view.argument(node, "default", 1) or node
        if name.rpartition(".")[2] == "Field":
            return view.argument(node, "default", 0) or node
    return node


@frozen
class ModelLoads:
    """Path of a module -> model files (with `{}` where a part is unknown) and registry uris that it loads, imports followed."""

    targets: Mapping[str, tuple[str, ...]]

    def of(self, path: str) -> tuple[str, ...]:
        """Of one module; empty where it loads none."""
        return self.targets.get(path, ())


@join(ModelLoads, facets=(model_constants,))
def model_loads(facts: Facts) -> Iterator[ModelLoads]:
    """One value where there is code."""
    code = facts.one(CodeBase)
    if code is None:
        return
    rows = facts.rows(model_constants)
    found: dict[str, tuple[str, ...]] = {}
    for path, module in code.modules.items():
        if module.role not in ("test", "docs", "vendored", "generated"):
            targets = tuple(dict.fromkeys(_targets(code, module, rows)))
            if targets:
                found[path] = targets
    yield ModelLoads(targets=found)


def _targets(code: CodeBase, module: CodeModule, rows: Mapping[str, tuple[ModelConstant, ...]]) -> Iterator[str]:
    for path in code.closure(module.path, 1):
        reader = code.modules.get(path)
        for access in reader.facts.reads if reader else ():
            if access.target and _is_model(access.target, access.call):
                yield access.target
            elif reader and _LOADING.search(access.call) and (access.target is None or "{}" in access.target):
                yield from _resolved(code, reader, access, rows)


def _resolved(
    code: CodeBase, reader: CodeModule, access: DataAccess, rows: Mapping[str, tuple[ModelConstant, ...]]
) -> Iterator[str]:
    """Constants and environment defaults of the reader, or of what it imports, under the name that the load uses."""
    around = [path for path in code.closure(reader.path, _DEPTH) if path in code.modules]
    wanted = (access.param or "").rpartition(".")[2].lower()
    named = [(row.name, row.value) for path in around for row in rows.get(path, ())]
    named += [
        (site.name, site.detail) for path in around for site in code.modules[path].facts.environment if site.detail
    ]
    if access.target and _REGISTRY_HOLE.match(access.target):
        fitting = [(key, value) for key, value in named if _NAME.match(key) and "{}" not in value and "/" not in value]
        fitting.sort(key=lambda one: "regist" not in one[0].lower())  # the name in the registry before the model's own
        name = fitting[0][1] if fitting else None
        if name:
            yield f"models:/{name}/{{}}"
    elif wanted:
        yield from (value for key, value in named if key.lower() == wanted and _is_model(value, access.call))


def _is_model(target: str, call: str) -> bool:
    if is_model_file(target) or REGISTRY_URI.match(target):
        return True
    return call.startswith("mlflow.") and MLFLOW_RUN.match(target) is not None


def is_model_file(target: str) -> bool:
    """By its ending and its name, of which something must be known; what stands beside a model (scalers, vocabularies) is none."""
    stem, ending = posixpath.splitext(target.lower().replace("\\", "/"))
    name = posixpath.basename(stem)
    told = stem.replace("{}", "").strip("/._- ")
    return ending in MODEL_FILES and len(told) >= _TELLING and not NOT_MODELS.search(name)


def is_pickled_data(code: CodeBase, path: str, target: str) -> bool:
    """Whether a pickle that a module loads is nothing but what some program put by (a list of stations): its name tells of no model,
    a module without training writes it and none with training, and nothing near the load is ever asked for a prediction."""
    if not _PICKLED.search(target) or _MODEL_WORDS & set(words(posixpath.basename(target))):
        return False
    name = posixpath.basename(target)
    makers = [
        module
        for module in code.modules.values()
        if module.role not in ("test", "docs", "vendored", "generated")
        and any(access.target and posixpath.basename(access.target) == name for access in module.facts.writes)
    ]
    if not makers or any(module.facts.training for module in makers):
        return False
    near = (code.modules[one] for one in code.closure(path, _DEPTH) if one in code.modules)
    return not any(_ASKED.search(call) for module in near for call in module.facts.called)
