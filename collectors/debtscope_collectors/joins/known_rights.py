"""Licences that are common knowledge, so that a file of the repository need not say them: small, dated and by hand.

Written in November 2026 from what the projects' own licence files, package metadata and hub cards had said; owners change
their terms, so that whatever rests on a row here says so and asks for the card of the day. Only rows that are sure are kept:
what is missing here is unknown, which is neither free nor restricted. Not advice on law.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

AS_OF: Final = "2026-11"

PACKAGES: Final[Mapping[str, str]] = {
    "ultralytics": "AGPL-3.0", "ultralytics-thop": "AGPL-3.0", "yolov5": "AGPL-3.0", "boxmot": "AGPL-3.0", "pymupdf": "AGPL-3.0",
    "pymupdf4llm": "AGPL-3.0", "mineru": "AGPL-3.0", "magic-pdf": "AGPL-3.0", "essentia": "AGPL-3.0", "pyqt5": "GPL-3.0", "pyqt6": "GPL-3.0", "marker-pdf": "GPL-3.0",
    "surya-ocr": "GPL-3.0", "unidecode": "GPL-2.0-or-later", "python-igraph": "GPL-2.0-or-later", "igraph": "GPL-2.0-or-later",
    "leidenalg": "GPL-3.0", "rpy2": "GPL-2.0-or-later", "mysqlclient": "GPL-2.0", "eyed3": "GPL-3.0", "mutagen": "GPL-2.0-or-later",
    "aubio": "GPL-3.0", "pedalboard": "GPL-3.0", "praat-parselmouth": "GPL-3.0", "phonemizer": "GPL-3.0", "scikit-survival": "GPL-3.0",
    "cvxopt": "GPL-3.0", "ecos": "GPL-3.0", "levenshtein": "GPL-2.0-or-later", "python-levenshtein": "GPL-2.0-or-later",
    "fuzzywuzzy": "GPL-2.0", "html2text": "GPL-3.0", "extract-msg": "GPL-3.0", "healpy": "GPL-2.0",
}  # fmt: skip
"""Distributions under the GPL or AGPL, without those that offer a free choice (text-unidecode, LGPL libraries)."""

DATASETS: Final[Mapping[str, str]] = {
    "squad": "CC-BY-SA-4.0", "squad_v2": "CC-BY-SA-4.0", "rajpurkar/squad": "CC-BY-SA-4.0", "rajpurkar/squad_v2": "CC-BY-SA-4.0",
    "wikitext": "CC-BY-SA-3.0", "salesforce/wikitext": "CC-BY-SA-3.0", "wikipedia": "CC-BY-SA-3.0",
    "wikimedia/wikipedia": "CC-BY-SA-3.0", "snli": "CC-BY-SA-4.0", "stanfordnlp/snli": "CC-BY-SA-4.0", "hotpot_qa": "CC-BY-SA-4.0",
    "natural_questions": "CC-BY-SA-3.0", "databricks/databricks-dolly-15k": "CC-BY-SA-3.0", "tatsu-lab/alpaca": "CC-BY-NC-4.0",
    "yahma/alpaca-cleaned": "CC-BY-4.0", "samsum": "CC-BY-NC-ND-4.0", "daily_dialog": "CC-BY-NC-SA-4.0",
    "facebook/empathetic_dialogues": "CC-BY-NC-4.0", "empathetic_dialogues": "CC-BY-NC-4.0", "imagenet-1k": "LicenseRef-research-only",
    "ilsvrc/imagenet-1k": "LicenseRef-research-only", "celeba": "LicenseRef-non-commercial", "movielens": "LicenseRef-non-commercial",
    "ms_marco": "LicenseRef-non-commercial", "microsoft/ms_marco": "LicenseRef-non-commercial", "mnist": "MIT",
    "ylecun/mnist": "MIT", "fashion_mnist": "MIT", "fashionmnist": "MIT", "zalando-datasets/fashion_mnist": "MIT",
    "cnn_dailymail": "Apache-2.0", "openai/gsm8k": "MIT", "gsm8k": "MIT", "openassistant/oasst1": "Apache-2.0",
    "huggingfaceh4/ultrachat_200k": "MIT", "librispeech_asr": "CC-BY-4.0", "librispeech": "CC-BY-4.0",
    "openwebtext": "CC0-1.0", "skylion007/openwebtext": "CC0-1.0",
    "california_housing": "LicenseRef-public-domain", "20newsgroups": "CC-BY-4.0", "covtype": "CC-BY-4.0",
}  # fmt: skip
"""Dataset by its name in small letters."""

MODELS: Final[Mapping[str, str]] = {
    "meta-llama/": "llama", "google/gemma": "gemma", "bigscience/bloom": "bigscience-bloom-rail-1.0",
    "compvis/stable-diffusion": "creativeml-openrail-m", "runwayml/stable-diffusion": "creativeml-openrail-m",
    "stabilityai/stable-diffusion-2": "openrail++", "stabilityai/stable-diffusion-xl": "openrail++",
    "black-forest-labs/flux.1-dev": "flux-1-dev-non-commercial", "black-forest-labs/flux.1-schnell": "Apache-2.0",
    "facebook/nllb": "CC-BY-NC-4.0", "facebook/seamless": "CC-BY-NC-4.0", "facebook/musicgen": "CC-BY-NC-4.0",
    "cohereforai/c4ai-": "CC-BY-NC-4.0", "coherelabs/c4ai-": "CC-BY-NC-4.0", "jinaai/jina-embeddings-v3": "CC-BY-NC-4.0",
    "jinaai/jina-reranker-v2": "CC-BY-NC-4.0", "jinaai/jina-clip-v2": "CC-BY-NC-4.0", "jinaai/jina-colbert-v2": "CC-BY-NC-4.0",
    "salesforce/sfr-embedding-mistral": "CC-BY-NC-4.0", "nvidia/nv-embed-v": "CC-BY-NC-4.0", "facebook/mms": "CC-BY-NC-4.0",
    "microsoft/layoutlmv3": "CC-BY-NC-SA-4.0", "microsoft/layoutlmv2": "CC-BY-NC-SA-4.0", "lmsys/vicuna": "llama",
    "bert-base": "Apache-2.0", "bert-large": "Apache-2.0", "google-bert/": "Apache-2.0", "distilbert": "Apache-2.0",
    "distilbert/": "Apache-2.0", "gpt2": "MIT", "openai-community/gpt2": "MIT", "roberta-base": "MIT", "roberta-large": "MIT",
    "facebookai/": "MIT", "mistralai/mistral-7b": "Apache-2.0", "tiiuae/falcon-7b": "Apache-2.0",
    "sentence-transformers/all-minilm": "Apache-2.0", "sentence-transformers/all-mpnet": "Apache-2.0",
    "google/flan-t5": "Apache-2.0", "google/vit": "Apache-2.0", "facebook/detr": "Apache-2.0", "all-minilm": "Apache-2.0",
    "all-mpnet": "Apache-2.0", "albert-": "Apache-2.0", "t5-": "Apache-2.0", "google-t5/": "Apache-2.0", "xlm-roberta": "MIT",
    "microsoft/resnet": "Apache-2.0", "microsoft/deberta": "MIT", "openai/whisper": "Apache-2.0", "baai/bge-": "MIT",
    "intfloat/e5-": "MIT", "intfloat/multilingual-e5": "MIT", "thenlper/gte-": "MIT", "facebook/bart-large-cnn": "MIT",
    "facebook/bart-large-mnli": "MIT", "facebook/bart-": "Apache-2.0", "facebook/wav2vec2": "Apache-2.0",
    "cross-encoder/ms-marco": "Apache-2.0", "sentence-transformers/paraphrase": "Apache-2.0", "paraphrase-": "Apache-2.0",
    "google/electra": "Apache-2.0", "google/mt5": "Apache-2.0", "pytorch/vision": "BSD-3-Clause",
}  # fmt: skip
"""Start of a model's name in small letters -> licence of the family."""


def of_package(name: str) -> str | None:
    """By normalised distribution name; None for those that are not known to be copyleft."""
    return PACKAGES.get(name)


def of_dataset(name: str) -> str | None:
    """By the name under which it is loaded."""
    return DATASETS.get(name.lower())


def of_model(name: str) -> str | None:
    """By the longest known start of its name."""
    low = name.lower()
    known = max((start for start in MODELS if low.startswith(start)), key=len, default=None)
    return MODELS[known] if known else None
