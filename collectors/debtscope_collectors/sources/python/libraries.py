"""What debtscope knows of machine-learning libraries: which types are models, transformers or splitters."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Final

ESTIMATOR_ROOTS: Final = frozenset(
    {
        "sklearn", "xgboost", "lightgbm", "catboost", "keras", "tensorflow", "tf_keras", "statsmodels", "prophet", "fbprophet",
        "imblearn", "surprise", "implicit", "lightfm", "darts", "sktime", "autogluon", "flaml", "tpot", "autosklearn", "h2o",
        "lifelines", "hmmlearn", "ngboost", "interpret", "econml", "causalml", "cuml", "tabpfn", "pytorch_tabnet",
        "neuralprophet", "statsforecast", "mlforecast", "neuralforecast", "river", "skorch", "sklearn_crfsuite", "hdbscan",
        "ultralytics", "setfit", "sentence_transformers", "transformers", "trl", "pytorch_lightning", "lightning", "fastai",
        "pmdarima", "pgmpy", "bayespy", "sklearnex", "daal4py", "pyod", "umap", "category_encoders", "sksurv", "pystan",
    }
)  # fmt: skip
FIT_METHODS: Final = frozenset(
    {
        "fit",
        "partial_fit",
        "train",
        "fit_one_cycle",
        "fine_tune",
        "fit_generator",
        "train_on_batch",
        "fit_predict",
        "fit_resample",
    }
)
_TRAIN_METHODS: Final = frozenset({"train", "fine_tune"})
_TRAINS_BY_TRAIN: Final = ("Trainer", "YOLO", "AutoML", "H2O", "RTDETR")
"""Types whose `train()` trains; elsewhere `train()` only switches the mode (torch)."""
TRAIN_FUNCTIONS: Final = frozenset(
    {
        "lightgbm.train", "xgboost.train", "xgboost.cv", "catboost.train", "lightgbm.cv", "fasttext.train_supervised",
        "fasttext.train_unsupervised", "pycaret.classification.create_model", "pycaret.classification.compare_models",
        "pycaret.regression.create_model", "pycaret.regression.compare_models", "pmdarima.auto_arima",
        "ray.train.xgboost.train", "xgboost.dask.train", "xgboost.spark.train", "mlx_lm.train", "openai.fine_tuning.jobs.create",
    }
)  # fmt: skip
_TRANSFORMER_MODULES: Final = (
    "sklearn.preprocessing", "sklearn.impute", "sklearn.feature_extraction", "sklearn.feature_selection",
    "sklearn.decomposition", "sklearn.random_projection", "sklearn.kernel_approximation", "sklearn.compose",
    "category_encoders", "umap", "keras.preprocessing", "tensorflow.keras.preprocessing", "keras.layers",
    "tensorflow.keras.layers", "pyspark.ml.feature", "feature_engine", "sklearn_pandas", "cuml.preprocessing",
    "darts.dataprocessing", "transformers.AutoTokenizer", "tokenizers",
)  # fmt: skip
_CLUSTER_MODULES: Final = (
    "sklearn.cluster", "sklearn.mixture", "sklearn.manifold", "sklearn.neighbors.NearestNeighbors", "hdbscan",
    "sklearn.neighbors.KernelDensity", "pyspark.ml.clustering", "cuml.cluster", "sklearn.neighbors.BallTree", "statsmodels.tsa.seasonal", "statsmodels.tsa.stattools", "statsmodels.nonparametric", "sklearn.covariance",
)  # fmt: skip
SERVING: Final = {
    "fastapi": "route", "flask": "route", "starlette": "route", "litestar": "route", "sanic": "route", "falcon": "route",
    "aiohttp.web": "route", "bottle": "route", "tornado.web": "handler", "django.http": "route", "rest_framework": "route",
    "flask_restful": "handler", "flask_restx": "handler", "grpc": "handler",
    "bentoml": "deployment", "ray.serve": "deployment", "litserve": "deployment", "kserve": "deployment", "ts": "handler",
    "seldon_core": "deployment", "mlserver": "deployment", "sagemaker_inference": "handler", "azureml.core.model": "handler",
    "streamlit": "ui", "gradio": "ui", "functions_framework": "handler", "chalice": "route", "modal": "deployment",
    "triton_python_backend_utils": "handler", "robyn": "route", "faust": "handler", "quart": "route", "apiflask": "route", "blacksheep": "route", "ninja": "route",
    "azure.functions": "route", "aws_lambda_powertools": "route", "cog": "deployment", "mosec": "deployment",
    "dash": "ui", "chainlit": "ui", "panel": "ui", "nicegui": "ui", "shiny": "ui", "solara": "ui", "mesop": "ui", "taipy": "ui",
}  # fmt: skip
LANGUAGE_VENDORS: Final = {
    "openai": "OpenAI", "anthropic": "Anthropic", "cohere": "Cohere", "google": "Google", "groq": "Groq", "mistralai": "Mistral",
    "langchain": "a language model", "langchain_openai": "OpenAI", "langchain_anthropic": "Anthropic", "litellm": "a language model",
    "langchain_google_genai": "Google", "langchain_groq": "Groq", "langchain_core": "a language model", "replicate": "Replicate",
    "together": "Together", "vertexai": "Google", "langchain_mistralai": "Mistral", "langchain_cohere": "Cohere",
    "langchain_google_vertexai": "Google", "langchain_aws": "Amazon",
}  # fmt: skip
"""Packages of language models that others run -> whose they are."""
LANGUAGE_LIBRARIES: Final = frozenset(
    {*LANGUAGE_VENDORS, "langchain_community", "langchain_classic", "langchain_ollama", "langchain_huggingface", "langgraph", "llama_index",
     "ollama", "llama_cpp", "ctransformers", "vllm", "transformers", "pydantic_ai", "crewai", "autogen", "agno", "smolagents", "dspy",
     "haystack", "instructor", "semantic_kernel", "boto3"}
)  # fmt: skip
"""What programs talk to language models with, and what else may be asked for one (boto3, transformers)."""
SPEAKING: Final = LANGUAGE_LIBRARIES - {"google", "boto3", "transformers", "vertexai", "vllm"}
"""Those whose import alone says so."""
FRAME_LIBRARIES: Final = frozenset(
    {"pandas", "polars", "pyspark", "numpy", "dask", "vaex", "modin", "cudf", "databricks", "snowflake", "geopandas"}
)
FRAMES: Final = frozenset(
    {
        "pandas.DataFrame", "pandas.Series", "numpy.ndarray", "polars.DataFrame", "polars.LazyFrame", "pyspark.sql.DataFrame",
        "dask.dataframe.DataFrame", "modin.pandas.DataFrame", "cudf.DataFrame", "pandas.core.frame.DataFrame",
        "geopandas.GeoDataFrame", "numpy.array", "polars.Series", "pandas.core.series.Series",
    }
)  # fmt: skip


def role_of(kind: str) -> str | None:
    """model, search, pipeline, transformer, cluster, resampler or trainer for a type that can be fitted; None for others."""
    root = kind.partition(".")[0]
    last = kind.rpartition(".")[2]
    if kind.startswith(("pyspark.ml.", "synapse.ml.")):
        return "transformer" if kind.startswith(_TRANSFORMER_MODULES) else _pyspark(kind, last)
    if kind.startswith("snowflake.ml.modeling."):
        return _snowflake(kind, last)
    if kind.startswith(("ray.train", "ray.tune")) and last.endswith(("Trainer", "Tuner")):
        return "trainer"
    if root not in ESTIMATOR_ROOTS:
        return None
    if root == "sklearn" or root == "cuml":
        return _sklearn(kind, last)
    if kind.startswith(_TRANSFORMER_MODULES):
        return "transformer"
    if root == "imblearn":
        return "pipeline" if last == "Pipeline" else "model" if ".ensemble" in kind else "resampler"
    if kind.startswith(_CLUSTER_MODULES):
        return "cluster"
    return "trainer" if "Trainer" in last else "model"


def _pyspark(kind: str, last: str) -> str:
    if last.endswith("Model"):
        return "fitted"
    if kind.startswith("pyspark.ml.tuning"):
        return "search"
    return "pipeline" if last == "Pipeline" else "cluster" if "clustering" in kind else "model"


def _snowflake(kind: str, last: str) -> str | None:
    """Snowflake's estimators bear the names of sklearn's, xgboost's and lightgbm's, a module each."""
    area = kind.split(".")[3]
    if area in ("preprocessing", "impute", "feature_extraction", "feature_selection", "decomposition", "compose"):
        return "transformer"
    if area in ("metrics", "parameters", "framework"):
        return None
    return (
        "search"
        if last.endswith("SearchCV")
        else "pipeline"
        if last == "Pipeline"
        else "cluster"
        if area == "cluster"
        else "model"
    )


def _sklearn(kind: str, last: str) -> str | None:
    if last.endswith("SearchCV"):
        return "search"
    if kind.startswith("sklearn.pipeline"):
        return "transformer" if last == "FeatureUnion" else "pipeline"
    if kind.startswith(_TRANSFORMER_MODULES):
        return "transformer"
    if kind.startswith(_CLUSTER_MODULES):
        return "cluster"
    if kind.startswith(("sklearn.metrics", "sklearn.datasets", "sklearn.model_selection", "sklearn.utils")):
        return None
    return "model"


def trains(kind: str, method: str) -> str | None:
    """The role of a type whose method trains it, so that a fit is a TRAIN site; None where nothing is trained."""
    if method not in FIT_METHODS:
        return None
    role = role_of(kind)
    if role in (None, "transformer", "fitted"):
        return None
    if method in _TRAIN_METHODS and not any(word in kind.rpartition(".")[2] for word in _TRAINS_BY_TRAIN):
        return None
    return role


_PATIENT: Final = frozenset(
    {"openai", "anthropic", "langchain_openai", "langchain_anthropic", "llama_index", "litellm"}
)
"""Clients of language models with a time limit and retries of their own (OpenAI from version 1: 600 seconds, two retries)."""
_PATIENT_CLASSES: Final = ("ChatOpenAI", "AzureChatOpenAI", "ChatAnthropic")


def limits_itself(name: str, roots: AbstractSet[str]) -> bool:
    """Whether a call of a language model gives up by itself; `name` as resolved, `roots` what the file imports. The functions of OpenAI's
    library before version 1 do not."""
    if "ChatCompletion" in name:
        return False
    head = name.partition(".")[0]
    is_told = head in LANGUAGE_LIBRARIES or head in roots
    return name.endswith(_PATIENT_CLASSES) or (head in _PATIENT if is_told else not _PATIENT.isdisjoint(roots))
