"""Which packages are asked after: those of machine learning, what serves models, what others bring along."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

ML_PACKAGES = frozenset(
    ("numpy", "pandas", "scipy", "scikit-learn", "polars", "pyarrow", "dask", "xgboost", "lightgbm", "catboost", "statsmodels", "prophet",
     "torch", "torchvision", "torchaudio", "pytorch-lightning", "lightning", "tensorflow", "tensorflow-cpu", "tensorflow-gpu", "keras",
     "jax", "flax", "transformers", "datasets", "tokenizers", "accelerate", "peft", "sentence-transformers", "diffusers", "spacy",
     "gensim", "nltk", "opencv-python", "opencv-python-headless", "scikit-image", "pillow", "albumentations", "timm", "ultralytics",
     "mlflow", "mlflow-skinny", "dvc", "wandb", "ray", "optuna", "hyperopt", "shap", "lime", "evidently", "nannyml", "whylogs",
     "deepchecks", "great-expectations", "pandera", "feast", "bentoml", "kserve", "seldon-core", "onnx", "onnxruntime", "numba", "cupy",
     "pyspark", "imbalanced-learn", "category-encoders", "matplotlib", "seaborn", "joblib", "networkx", "implicit", "surprise",
     "scikit-surprise", "lightfm", "sktime", "darts", "gluonts", "pmdarima", "langchain", "openai", "vllm", "faiss-cpu", "zenml",
     "kfp", "metaflow", "prefect", "dagster", "apache-airflow", "kedro", "tensorflow-data-validation", "optbinning", "umap-learn",
     "google-genai", "google-generativeai", "anthropic", "groq", "mistralai", "cohere", "ollama", "litellm", "llama-cpp-python", "huggingface-hub",
     "langchain-core", "langchain-community", "langchain-openai", "langchain-google-genai", "langchain-groq", "langchain-ollama",
     "langchain-huggingface", "langchain-anthropic", "langgraph", "llama-index", "pydantic-ai", "pydantic-ai-slim", "crewai", "chromadb", "faiss-gpu")
)  # fmt: skip
SILENT_PARTS = frozenset(
    ("numpy", "scipy", "joblib", "keras", "pillow", "networkx", "matplotlib", "tokenizers", "pandas")
)
"""Packages that others bring along so regularly that importing them undeclared is common and harmless."""
BRINGS: Mapping[str, tuple[str, ...]] = {
    "langchain-chroma": ("chromadb",), "langchain-qdrant": ("qdrant-client",), "langchain-pinecone": ("pinecone",), "langchain-openai": ("openai",),
    "flower": ("celery",), "bs4": ("beautifulsoup4",), "crewai": ("chromadb",), "unstructured": ("pdf2image", "pypdf"),
    "lightning": ("pytorch-lightning", "torch"), "pytorch-lightning": ("torch",), "sentence-transformers": ("torch", "transformers"),
    "datasets": ("pyarrow",), "setfit": ("transformers", "datasets", "sentence-transformers", "torch"), "peft": ("torch", "transformers"),
    "timm": ("torch", "torchvision"), "ultralytics": ("torch", "torchvision", "opencv-python"), "torchvision": ("torch",),
    "accelerate": ("torch",), "darts": ("scikit-learn",), "mlflow": ("scikit-learn", "pyarrow"), "streamlit": ("pyarrow",),
}  # fmt: skip
"""Packages that another one never comes without: who declares the one has the others, if not their version."""
PARTS = frozenset(
    {
        "pdf2image",
        "pytesseract",
        "pdfplumber",
        "pypdf",
        "chromadb",
        "qdrant-client",
        "pymongo",
        "pinecone",
        "weaviate-client",
        "celery",
    }
)
"""What services of documents and indexes need, and what few other packages bring."""
EVERYDAY = frozenset(
    ("requests", "httpx", "aiohttp", "sqlalchemy", "asyncpg", "psycopg2", "pymysql", "redis", "pyyaml", "python-box", "ensure", "python-dotenv",
     "beautifulsoup4", "python-pptx", "python-docx", "pymupdf", "pypdf2", "loguru", "tqdm", "plotly", "prometheus-client", "kafka-python",
     "confluent-kafka", "python-jose", "langchain-text-splitters", "tabulate", "tenacity", "slowapi")
)  # fmt: skip
"""What others bring along now and then: imported, but in no list, they go when the one that brought them no longer wants them."""
FRAMEWORKS = frozenset(("flask", "fastapi", "streamlit", "gradio", "django", "dash", "feast"))
"""What serves a model: imported and undeclared, the service starts only where something else happens to bring it along."""
_DISTRIBUTIONS: Mapping[str, str] = {
    "sklearn": "scikit-learn", "cv2": "opencv-python", "PIL": "pillow", "skimage": "scikit-image", "yaml": "pyyaml",
    "great_expectations": "great-expectations", "sentence_transformers": "sentence-transformers", "pytorch_lightning": "pytorch-lightning",
    "statsmodels": "statsmodels", "imblearn": "imbalanced-learn", "surprise": "scikit-surprise", "category_encoders": "category-encoders",
    "box": "python-box", "dotenv": "python-dotenv", "bs4": "beautifulsoup4", "pptx": "python-pptx", "docx": "python-docx", "fitz": "pymupdf",
    "kafka": "kafka-python", "jose": "python-jose", "faiss": "faiss-cpu", "llama_cpp": "llama-cpp-python",
}  # fmt: skip


@lru_cache(4_096)
def distribution_of(module: str) -> str:
    """The normalised name of the package that brings a top-level module."""
    return _DISTRIBUTIONS.get(module, module.replace("_", "-").lower())
