"""What calls, methods and attributes of well-known libraries give; only what inference of types needs."""

from __future__ import annotations

from typing import Final

FRAME: Final = "pandas.DataFrame"
SERIES: Final = "pandas.Series"
ARRAY: Final = "numpy.ndarray"

_RESULTS: Final = {
    "pandas.concat": FRAME,
    "pandas.merge": FRAME,
    "pandas.merge_asof": FRAME,
    "pandas.get_dummies": FRAME,
    "pandas.pivot_table": FRAME,
    "pandas.melt": FRAME,
    "pandas.crosstab": FRAME,
    "pandas.json_normalize": FRAME,
    "pandas.cut": SERIES,
    "pandas.qcut": SERIES,
    "pandas.to_datetime": SERIES,
    "pandas.to_numeric": SERIES,
    "lightgbm.train": "lightgbm.Booster",
    "xgboost.train": "xgboost.Booster",
    "catboost.train": "catboost.CatBoost",
    "sklearn.pipeline.make_pipeline": "sklearn.pipeline.Pipeline",
    "sklearn.pipeline.make_union": "sklearn.pipeline.FeatureUnion",
    "imblearn.pipeline.make_pipeline": "imblearn.pipeline.Pipeline",
    "sklearn.compose.make_column_transformer": "sklearn.compose.ColumnTransformer",
    "sklearn.base.clone": "sklearn.base.BaseEstimator",
    "statsmodels.formula.api.ols": "statsmodels.formula.api.OLS",
    "statsmodels.formula.api.logit": "statsmodels.formula.api.Logit",
    "statsmodels.formula.api.glm": "statsmodels.formula.api.GLM",
    "requests.get": "requests.Response",
    "requests.post": "requests.Response",
    "requests.put": "requests.Response",
    "requests.request": "requests.Response",
    "requests.session": "requests.Session",
    "urllib.request.urlopen": "http.client.HTTPResponse",
    "boto3.client": "boto3.client",
    "boto3.resource": "boto3.resource",
    "sqlite3.connect": "sqlite3.Connection",
    "psycopg2.connect": "psycopg2.connection",
    "sqlalchemy.create_engine": "sqlalchemy.Engine",
    "logging.getLogger": "logging.Logger",
    "structlog.get_logger": "logging.Logger",
    "open": "io.TextIOWrapper",
    "yaml.safe_load": "dict",
    "yaml.load": "dict",
    "json.load": "object",
    "json.loads": "object",
    "numpy.random.default_rng": "numpy.random.Generator",
    "numpy.random.RandomState": "numpy.random.RandomState",
    "numpy.load": ARRAY,
    "torch.nn.parallel.DataParallel": "torch.nn.Module",
    "mlflow.start_run": "mlflow.ActiveRun",
    "mlflow.pyfunc.load_model": "mlflow.pyfunc.PyFuncModel",
    "keras.models.load_model": "keras.Model",
    "tensorflow.keras.models.load_model": "keras.Model",
}
_PANDAS_READERS: Final = "pandas.read_"
_NUMPY_ARRAYS: Final = frozenset(
    [
        "array",
        "asarray",
        "zeros",
        "ones",
        "empty",
        "full",
        "arange",
        "linspace",
        "concatenate",
        "vstack",
        "hstack",
        "stack",
        "column_stack",
        "where",
        "log",
        "log1p",
        "exp",
        "sqrt",
        "clip",
        "reshape",
        "ravel",
        "squeeze",
        "expand_dims",
        "zeros_like",
        "ones_like",
        "full_like",
        "loadtxt",
        "genfromtxt",
        "fromfile",
    ]
)
_FRAME_TO_SERIES: Final = frozenset(
    [
        "sum",
        "mean",
        "median",
        "std",
        "var",
        "min",
        "max",
        "count",
        "nunique",
        "isna_any",
        "squeeze",
        "iterrow",
        "idxmax",
        "idxmin",
        "eq",
        "any",
        "all",
        "duplicated",
    ]
)
_FRAME_TO_OTHER: Final = {
    "groupby": "pandas.GroupBy",
    "rolling": "pandas.Rolling",
    "resample": "pandas.Resampler",
    "to_numpy": ARRAY,
    "iterrows": None,
    "itertuples": None,
    "items": None,
    "to_dict": "dict",
    "to_csv": None,
    "to_parquet": None,
    "to_sql": None,
    "to_json": None,
    "info": None,
    "tolist": "list",
    "to_list": "list",
    "item": None,
    "unique": ARRAY,
    "to_frame": FRAME,
    "get": None,
    "pop": SERIES,
    "plot": None,
    "hist": None,
}
_FITS: Final = frozenset(
    {"fit", "partial_fit", "set_params", "set_output", "compile", "to", "eval", "train", "cuda", "cpu"}
)
_FIT_ROOTS: Final = frozenset(
    {"sklearn", "xgboost", "lightgbm", "catboost", "imblearn", "prophet", "torch", "category_encoders"}
)


def instance_of_call(name: str) -> str | None:
    """The type that calling a dotted name gives: a known result, or the class itself where the name is one's."""
    if name in _RESULTS:
        return _RESULTS[name]
    if name.startswith(_PANDAS_READERS):
        return FRAME
    head, _, last = name.rpartition(".")
    if head == "numpy" and last in _NUMPY_ARRAYS:
        return ARRAY
    if last[:1].isupper():
        return name
    owner = head.rpartition(".")[2]
    if owner[:1].isupper() and last.startswith(("from_", "load", "create", "read_", "get_or_create")):
        return head  # a constructor by another name: AutoModel.from_pretrained, Model.load
    return None


def type_of_method(receiver: str, method: str) -> str | None:
    """The type that a method of an instance gives."""
    if receiver in (FRAME, SERIES):
        if method in _FRAME_TO_OTHER:
            return _FRAME_TO_OTHER[method]
        return SERIES if receiver == SERIES or method in _FRAME_TO_SERIES else FRAME
    root = receiver.partition(".")[0]
    if receiver.startswith("pandas."):
        return FRAME
    if method in _FITS and root in _FIT_ROOTS:
        return receiver
    if root in ("sklearn", "category_encoders") and method in (
        "transform",
        "fit_transform",
        "predict",
        "predict_proba",
    ):
        return ARRAY
    if receiver.startswith("pyspark.ml.") and method == "fit":
        return f"{receiver}Model"
    if receiver.startswith("pyspark.sql."):
        return _spark(method)
    if root == "statsmodels" and method.startswith("fit"):
        return f"{receiver}Results"
    if root in ("polars", "dask", "numpy") and not method.startswith(("to_", "write_", "save")):
        return receiver
    if receiver == "argparse.ArgumentParser" and method in ("parse_args", "parse_known_args"):
        return "argparse.Namespace"
    return None


def _spark(method: str) -> str | None:
    if method in ("collect", "count", "show", "toPandas", "first", "head", "take", "save", "saveAsTable", "parquet"):
        return FRAME if method == "toPandas" else None
    return "pyspark.sql.DataFrame"


def type_of_attribute(receiver: str, attribute: str) -> str | None:
    """The type of an attribute of an instance."""
    if receiver in (FRAME, SERIES):
        if attribute in ("loc", "iloc"):
            return f"{receiver}.loc"
        if attribute == "values":
            return ARRAY
        if attribute in ("columns", "index", "dtypes", "shape", "size", "ndim", "empty", "name", "dtype"):
            return None
        return SERIES if attribute not in ("T",) else receiver
    if receiver == ARRAY and attribute == "T":
        return ARRAY
    return None
