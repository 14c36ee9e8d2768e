"""Calls that fetch a model or a dataset from a hub by its name."""

from __future__ import annotations

import ast
import re

from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_CALLS = {
    "datasets.load_dataset": ("path", 0),
    "huggingface_hub.hf_hub_download": ("repo_id", 0),
    "huggingface_hub.snapshot_download": ("repo_id", 0),
    "huggingface_hub.hf_hub_url": ("repo_id", 0),
    "sentence_transformers.SentenceTransformer": ("model_name_or_path", 0),
    "sentence_transformers.CrossEncoder": ("model_name_or_path", 0),
    "sentence_transformers.cross_encoder.CrossEncoder": ("model_name_or_path", 0),
    "torch.hub.load": ("repo_or_dir", 0),
    "transformers.pipeline": ("model", 1),
    "transformers.pipelines.pipeline": ("model", 1),
    "keras_nlp.models.from_preset": ("preset", 0),
    "fastembed.TextEmbedding": ("model_name", 0),
    "faster_whisper.WhisperModel": ("model_size_or_path", 0),
    "langchain_huggingface.HuggingFaceEmbeddings": ("model_name", 0),
    "langchain_huggingface.embeddings.HuggingFaceEmbeddings": ("model_name", 0),
    "langchain_community.embeddings.HuggingFaceEmbeddings": ("model_name", 0),
    "langchain_community.embeddings.HuggingFaceBgeEmbeddings": ("model_name", 0),
    "langchain.embeddings.HuggingFaceEmbeddings": ("model_name", 0),
    "llama_index.embeddings.huggingface.HuggingFaceEmbedding": ("model_name", 0),
    "langchain_community.cross_encoders.HuggingFaceCrossEncoder": ("model_name", 0),
    "langchain_qdrant.FastEmbedSparse": ("model_name", 0),
    "fastembed.SparseTextEmbedding": ("model_name", 0),
    "sentence_transformers.SparseEncoder": ("model_name_or_path", 0),
    "FlagEmbedding.FlagModel": ("model_name_or_path", 0),
    "FlagEmbedding.BGEM3FlagModel": ("model_name_or_path", 0),
    "FlagEmbedding.FlagReranker": ("model_name_or_path", 0),
    "langchain_huggingface.HuggingFacePipeline.from_model_id": ("model_id", 0),
}
ASKING = frozenset({*(name.rpartition(".")[2] for name in _CALLS), "from_pretrained"})
"""Last words of every call that `asked` knows."""
_ID = regex(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,95}(?:/[A-Za-z0-9][A-Za-z0-9._-]{0,95})?$")
_TORCH_HUB = regex(r"^[A-Za-z0-9_.-]{1,80}/[A-Za-z0-9_.-]{1,80}(?::([A-Za-z0-9_./-]{1,80}))?$")
_FORMATS = frozenset(
    {"csv", "json", "parquet", "text", "imagefolder", "audiofolder", "videofolder", "pandas", "arrow", "webdataset", "xml",
     "generator", "sql", "spark"}
)  # fmt: skip
_FILE = regex(r"\.(?:pt|pth|bin|onnx|h5|pkl|ckpt|json|yaml|yml|safetensors|gguf|csv|py|zip|tar|gz|txt)$", re.IGNORECASE)
_LOCAL = regex(
    r"^(?:\.{1,2}/|/|~|[A-Za-z]:\\|file:|models?/|checkpoints?/|artifacts?/|outputs?/|data/|results?/|weights/|saved_)"
)
_FOLDER = regex(
    r"^(?:assets?|cache|ckpts?|data|exp(?:eriment)?s?|fine[-_]?tuned|final|logs?|local|model[-_]\w+|pretrained|runs?|saves?|src|app|storage|tmp|trained|work_dirs?|var|opt|mnt)/",
    re.IGNORECASE,
)
_BARE = regex(
    r"^(?:bert|distilbert|roberta|distilroberta|albert|xlnet|xlm|t5|gpt2|distilgpt2|all|multi-qa|paraphrase|msmarco|stsb|clip)-[\w.-]+$",
    re.IGNORECASE,
)
_PLACEHOLDER = regex(
    r"^(?:your|my|path|xxx|test|dummy|example|org|user(?:name)?|repo|model|foo|some)(?:[-_/]|$)", re.IGNORECASE
)


def given_name(view: ModuleView, call: ast.Call) -> ast.expr | None:
    """The argument that tells a call which model or dataset of a hub to fetch; None for other calls."""
    name = view.name(call.func) or ""
    if name in _CALLS:
        keyword, position = _CALLS[name]
        return view.argument(call, keyword, position)
    if (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "from_pretrained"
        and not name.startswith("vertexai.")
    ):
        return view.argument(call, "pretrained_model_name_or_path", "model_id", "repo_id", 0)
    return None


def asked(view: ModuleView, call: ast.Call) -> tuple[str, str] | None:
    """(name, tag in the name) of what a call fetches from a hub."""
    given = given_name(view, call)
    text = _text(view, given) if given is not None else None
    if text is None:
        return None
    name = view.name(call.func) or ""
    if name == "torch.hub.load":
        source = view.argument(call, "source")
        found = _TORCH_HUB.match(text)
        local = source is not None and view.constant(source) == "local"
        return (text.partition(":")[0], found[1] or "") if found and not local else None
    if name == "datasets.load_dataset" and text in _FORMATS:
        return None
    if not _is_id(text):
        return None
    return (text, "") if "/" in text or _is_known_bare(name, text) else None


def is_told_elsewhere(text: str) -> bool:
    """Whether a text of another file is the name of a hub's model: settings hold folders too, so that bare names must be of a
    family that the hub keeps without an owner."""
    if not _is_id(text) or _FOLDER.match(text):
        return False
    return "/" in text or _BARE.match(text) is not None


def _is_id(text: str) -> bool:
    return not (not _ID.match(text) or _LOCAL.match(text) or _FILE.search(text) or _PLACEHOLDER.match(text))


def _is_known_bare(call: str, text: str) -> bool:
    """Names without an owner exist on the hub for old models and datasets; words of one part are rather variables' values."""
    return call == "datasets.load_dataset" or text.count("-") >= 1 or text in ("gpt2", "distilgpt2")


def _text(view: ModuleView, node: ast.AST) -> str | None:
    """A constant name, or the constant default of the parameter that carries it."""
    value = view.constant(node)
    if isinstance(value, str):
        return value if "{}" not in value else None
    return None
