"""What a call does to a table: fits a transformer or fills gaps with a statistic, splits, writes, or hands it on."""

from __future__ import annotations

import ast
import re

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import parameters
from debtscope_collectors.sources.python.lookup import Vocabulary
from debtscope_collectors.sources.python.view import ModuleView

_HIGH = regex(
    r"^(?:TargetEncoder|LeaveOneOutEncoder|CatBoostEncoder|WOEEncoder|JamesSteinEncoder|MEstimateEncoder|GLMMEncoder|Select\w+|RFE"
    r"|RFECV|SequentialFeatureSelector|GenericUnivariateSelect|\w*SMOTE\w*|ADASYN|Random(?:Over|Under)Sampler|NearMiss|TomekLinks"
    r"|EditedNearestNeighbours|SMOTETomek|SMOTEENN|BorutaPy)$"
)
_MEDIUM = regex(
    r"^(?:\w*Scaler|\w*Imputer|PCA|KernelPCA|IncrementalPCA|TruncatedSVD|FastICA|NMF|FactorAnalysis|TfidfVectorizer|CountVectorizer"
    r"|TfidfTransformer|QuantileTransformer|PowerTransformer|KBinsDiscretizer|VarianceThreshold|CountEncoder|LinearDiscriminantAnalysis)$"
)
_LOW = regex(r"^(?:OneHotEncoder|MultiLabelBinarizer|LabelEncoder|OrdinalEncoder|LabelBinarizer|DictVectorizer)$")
_COMPOSED = regex(r"^(?:ColumnTransformer|FeatureUnion|Pipeline)$")
"""Hold other transformers; a pipeline counts where it transforms what it was fitted on: with a model at its end it cannot."""
_ROOTS = ("sklearn.", "imblearn.", "category_encoders.", "feature_engine.", "cuml.", "boruta.")
_SPLIT_FUNCTIONS = frozenset(
    {
        "sklearn.model_selection.train_test_split", "sklearn.model_selection.cross_val_score",
        "sklearn.model_selection.cross_validate", "sklearn.model_selection.cross_val_predict",
        "sklearn.model_selection.learning_curve", "sklearn.model_selection.validation_curve",
        "sklearn.cross_validation.train_test_split", "dask_ml.model_selection.train_test_split", "cuml.train_test_split",
    }
)  # fmt: skip
TRAIN_NAME = regex(r"train|(?:^|[_.])tr(?:$|_|n)|(?:^|[_.])fit(?:$|_)|X_?tr$|fold", re.IGNORECASE)
HELD_NAME = regex(r"test|(?:^|[_.])(?:val|valid|validation|te)(?:$|_)", re.IGNORECASE)
TARGET_NAME = regex(r"^(?:y|y_\w{1,20}|labels?|targets?|classes|\w*_labels?|\w*_targets?)$", re.IGNORECASE)
_TARGET_COLUMN = regex(
    r"(?:^|_)(?:y|label|target|outcome|class)(?:_?(?:col|column|name|field|feature|var|variable))?s?$", re.IGNORECASE
)
FITS = frozenset({"fit", "fit_transform", "fit_resample", "fit_sample"})
_STATISTICS = frozenset({"mean", "median", "mode"})
TABLE_WRITES = frozenset({"to_csv", "to_parquet", "to_pickle", "to_feather", "to_hdf"})
_ARRAY_WRITES = {"numpy.save": 1, "joblib.dump": 0, "pickle.dump": 0, "pandas.to_pickle": 0}
"""Function -> where it is handed what it writes."""
_SAVES = regex(r"(?:^|_)(?:save|write|store|persist|export|dump)(?:_|$)", re.IGNORECASE)
"""Names of the project's own functions that write what they are handed."""
VALIDATES = ("cross_val", "learning_curve", "validation_curve")
SPLITTING = Vocabulary(("split", *VALIDATES), lambda word: "split" in word or word.startswith(VALIDATES))
SAVING = Vocabulary(("save", "write", "store", "persist", "export", "dump"), _SAVES.search, fold=True)
_HANDED = regex(r"(?:^|_)(?:train|fit|split|model|tune|evaluate|cross|run|build|experiment|select)")
HANDING = Vocabulary(
    ("train", "fit", "split", "model", "tune", "evaluate", "cross", "run", "build", "experiment", "select"), _HANDED.search
)  # fmt: skip
"""Names of the project's own functions that may split what they are handed."""
TABLE_READS = ("pandas.read_", "polars.read_", "dask.dataframe.read_", "numpy.load", "joblib.load")


def statistic(view: ModuleView, call: ast.Call) -> str:
    """`median` of `df[c].fillna(df[c].median())`, also by way of a variable; `` where a gap is filled with something else."""
    given: ast.AST | None = (
        call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "value"), None)
    )
    if isinstance(given, ast.Name):
        function = view.function(call)
        values = view.local_values(function, given.id) if function is not None else ()
        given = values[0] if len(values) == 1 else None
    for _ in range(3):
        if isinstance(given, ast.Subscript):
            given = given.value  # mode()[0]
        elif isinstance(given, ast.Attribute) and given.attr in ("iloc", "loc"):
            given = given.value
    if isinstance(given, ast.Call) and isinstance(given.func, ast.Attribute) and given.func.attr in _STATISTICS:
        of = root(given.func.value)
        return "" if of is not None and TRAIN_NAME.search(of) else given.func.attr
    return ""


def level(view: ModuleView, call: ast.Call) -> str:
    """high, medium or low for a call that fits a transformer or fills gaps by a statistic; `` for others."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "fillna":
        return "low"
    method = view.method(call)
    if method is None or not method[0].startswith(_ROOTS) or _tells_apart(view, call):
        return ""
    last = method[0].rpartition(".")[2]
    if _COMPOSED.match(last):
        return "" if last == "Pipeline" and method[1] == "fit" else "medium"
    return "high" if _HIGH.match(last) else "medium" if _MEDIUM.match(last) else "low" if _LOW.match(last) else ""


def is_target(node: ast.expr, constant: object) -> bool:
    """`y`, `df["label"]`, `df[target]`, `df[self.target_col]`: the fitted expression is what the model is asked for.

    `constant` is the column's name where the code tells it.
    """
    match node:
        case ast.Subscript(slice=ast.Name(id=name) | ast.Attribute(attr=name)) if not isinstance(constant, str):
            return _TARGET_COLUMN.search(name) is not None
        case _:
            name = constant if isinstance(constant, str) else (root(node) or "").rpartition(".")[2]
            return TARGET_NAME.match(name) is not None


def _tells_apart(view: ModuleView, call: ast.Call) -> bool:
    """`scaler.fit_transform(reference), scaler.transform(current)` of two parameters: whoever calls knows which rows are learnt from."""
    function = view.function(call)
    if function is None or not isinstance(call.func, ast.Attribute) or not call.args:
        return False
    names = {parameter.arg for parameter in parameters(function)}
    fitted, made = root(call.args[0]), root(call.func.value)
    return fitted in names and any(
        isinstance(other.func, ast.Attribute)
        and root(other.func.value) == made
        and other.args
        and root(other.args[0]) in names - {fitted}
        for other in view.calls_to(("transform",))
        if view.function(other) is function
    )


def made_by(view: ModuleView, source: ast.Call) -> str:
    """`StandardScaler`, or `median` of gaps that are filled with it."""
    if (told := statistic(view, source)) and level(view, source) == "low":
        return told
    method = view.method(source)
    return (method[0] if method else "").rpartition(".")[2]


def is_search(view: ModuleView, call: ast.Call) -> bool:
    """`GridSearchCV(…).fit(X, y)`: it cuts folds from what it is handed."""
    method = view.method(call)
    return method is not None and method[0].startswith("sklearn.model_selection.") and method[1] == "fit"


def is_split(view: ModuleView, call: ast.Call, last: str) -> bool:
    """Whether a call divides a table into rows to train on and rows to judge by."""
    name = view.name(call.func)
    if name in _SPLIT_FUNCTIONS:
        return True
    if name in ("numpy.split", "numpy.array_split"):  # at places that are reckoned from the number of rows
        return (
            len(call.args) > 1
            and isinstance(call.args[1], ast.List)
            and any(isinstance(one, ast.Call) for one in call.args[1].elts)
        )
    method = view.method(call)
    if method is not None:
        return method[0].startswith("sklearn.model_selection.") and method[1] == "split"
    if name is None or ("." in name and name.rpartition(".")[0] in ("re", "np", "numpy", "os.path", "shlex", "torch")):
        return False
    above = view.parent(call)
    several = (
        isinstance(above, ast.Assign) and isinstance(above.targets[0], ast.Tuple) and len(above.targets[0].elts) >= 2
    )
    return several and isinstance(call.func, ast.Name) and "split" in last


def written(view: ModuleView, call: ast.Call) -> list[ast.expr]:
    """The table that a call writes to a file, or what it hands to a function of the project that is named for writing."""
    last = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if isinstance(call.func, ast.Attribute) and last in TABLE_WRITES:
        return [call.func.value] if call.args + call.keywords else []
    at = _ARRAY_WRITES.get(view.name(call.func) or "")
    if at is not None:
        return call.args[at : at + 1]
    own = isinstance(view.parent(call), ast.Expr) and _SAVES.search(last) is not None
    return [one for one in (*call.args, *(k.value for k in call.keywords)) if isinstance(one, ast.Name)] if own else []


def slices(assigned: list[ast.Assign]) -> list[ast.Subscript]:
    """`data[:n]` of `train = data[:n]` where the rest of the same table is named as held out: a split in the order of its rows."""
    train: dict[str, ast.Subscript] = {}
    held: set[str] = set()
    for node in assigned:
        target = node.targets[0]
        pairs = (
            zip(target.elts, node.value.elts, strict=False)
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            else ((target, node.value),)
        )
        for part, value in pairs:
            match value:
                case ast.Subscript(
                    slice=ast.Slice(lower=lower, upper=upper)
                    | ast.Tuple(elts=[ast.Slice(lower=lower, upper=upper), *_])
                ):
                    name, of = root(part) or "", root(value.value) or ""
                    if lower is None and upper is not None and TRAIN_NAME.search(name) and not HELD_NAME.search(name):
                        train.setdefault(of, value)
                    elif lower is not None and HELD_NAME.search(name):
                        held.add(of)
                case _:
                    continue
    return [node for of, node in train.items() if of in held and not TRAIN_NAME.search(of)]


def root(node: ast.AST) -> str | None:
    """`df` of `df[cols]`, `df.values`, `df.drop(columns=…)`; `self.df` of what an instance keeps."""
    held = holder(node)
    return variable(held) if held is not None else None


def holder(node: ast.AST) -> ast.Name | ast.Attribute | None:
    """The variable, or the attribute of the instance, that an expression takes its rows from."""
    for _ in range(30):
        match node:
            case ast.Name() | ast.Attribute(value=ast.Name(id="self")):
                return node
            case ast.Subscript(value=value) | ast.Attribute(value=value) | ast.Starred(value=value):
                node = value
            case ast.Call(func=ast.Attribute(value=value)):
                node = value
            case _:
                return None
    return None


def variable(node: ast.AST) -> str:
    """`df`, or `self.df`; `` for everything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="self"), attr=attr):
            return f"self.{attr}"
        case _:
            return ""
