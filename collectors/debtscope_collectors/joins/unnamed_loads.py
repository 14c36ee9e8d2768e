"""Services that load a model whose place only their run time knows: a parameter, a variable, the newest version of a registry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.served import importers, run_by
from debtscope_collectors.sources.python.libraries import SPEAKING

_OF_MODELS: Final = regex(
    r"^mlflow\.(?:\w+\.)?load_model$|^(?:keras|tensorflow)\.(?:.*\.)?load_model$|InferenceSession$|^torch\.(?:jit\.)?load$"
    r"|^(?:xgboost|catboost)\..*load_model$|^tensorflow\.saved_model\.load$|^(?:tensorflow\.lite|tflite_runtime\.interpreter|ai_edge_litert\.interpreter)\.Interpreter$|^bentoml\.(?:\w+\.)?load_model$"
)
"""Calls that load nothing but models."""
_OF_ANYTHING: Final = regex(
    r"^(?:joblib|pickle|cloudpickle|dill|skops\.io)\.load$|^ultralytics\.(?:YOLO|RTDETR|SAM|NAS)$|get_model_version_by_alias$"
    r"|^mlflow\.artifacts\.download_artifacts$|^transformers\.(?:pipeline|\w{1,60}\.from_pretrained)$|^sentence_transformers\.SentenceTransformer$"
    r"|^timm\.create_model$|^spacy\.load$|^easyocr\.Reader$|^tensorflow_hub\.load$|^faster_whisper\.WhisperModel$|^whisper\.load_model$"
)
"""Calls that load other things too, ask a registry for a version, or make a model of a hub or of a file that they are given."""
_OF_HUBS: Final = regex(
    r"^ultralytics\.(?:YOLO|RTDETR|SAM|NAS)$|^transformers\.(?:pipeline|(?!\w{0,40}(?:Tokenizer|Processor|Config|Extractor))\w{1,60}\.from_pretrained)$"
    r"|^sentence_transformers\.(?:SentenceTransformer|CrossEncoder)$|^timm\.create_model$|^spacy\.load$|^easyocr\.Reader$|^tensorflow_hub\.load$"
    r"|^faster_whisper\.WhisperModel$|^whisper\.load_model$"
)
"""Of these, makers of models and of nothing else."""
_PREDICTS: Final = regex(r"(?:^|\.)predict(?:_proba|_one|_single|_batch)?$")
_ANSWERS: Final = regex(r"predict|scor(?:e|ing)|classif|recommend|infer|forecast|detect|estimate", re.IGNORECASE)
_SERVES: Final = frozenset({"route", "handler", "deployment"})
_DEPTH: Final = 3


def loads_some(calls: Iterable[str]) -> bool:
    """Whether some call loads a model, or may: what else those calls load is seldom shown on a page."""
    return any(_OF_MODELS.search(call) or _OF_ANYTHING.search(call) for call in calls)


_PLATFORM = regex(
    r"(?:^|/)(?:kserve/kserve|python/kserve|python/seldon_core|seldon_core|mlserver|src/bentoml|bentoml|litserve|vllm|openllm)/__init__\.py$"
)
"""The package of a server of models."""


def is_platform(code: CodeBase) -> bool:
    """Whether the repository makes a server of models itself: its servers load whatever their users bring."""
    return any(_PLATFORM.search(path) for path in code.modules)


def loads_unnamed(code: CodeBase, module: CodeModule) -> bool:
    """Whether a module with routes loads a model, itself or by what it imports of the project.

    Calls that load anything count where a route or its file is named for predictions, and beside a call of `predict` where AWS Lambda
    calls the module, whose handler has no route to be named. So do, in a service that an image runs, calls of
    `predict`: what loads its model came from elsewhere (a catalogue's archive, a plugin) or is found by its name only; and makers of a
    hub's models, whatever the routes are called (`/resumes/rank`).
    """
    routes = [site.detail for site in module.facts.serving if site.detail.partition(" ")[0] in _SERVES]
    if not routes or is_platform(code):
        return False
    named = any(_ANSWERS.search(told) for told in (*routes, module.path.rpartition("/")[2]))
    calls = [
        call
        for path in code.closure(module.path, _DEPTH)
        if path in code.modules
        for call in code.modules[path].facts.called
    ]
    predicts = any(_PREDICTS.search(call) for call in calls)
    invoked = any(site.name == "aws_lambda.handler" for site in module.facts.serving)
    loads_it = named or (invoked and predicts)
    if any(_OF_MODELS.search(call) or (loads_it and _OF_ANYTHING.search(call)) for call in calls):
        return True
    if named and _is_handed(code, module):
        return True
    asks = (named and predicts) or (any(_OF_HUBS.search(call) for call in calls) and not _speaks(code, module))
    return asks and bool(run_by(code, module.path))


def _is_handed(code: CodeBase, module: CodeModule) -> bool:
    """Whether the application that takes the routes in, which an image runs, imports what loads a model by itself (`Model.from_env()`) and
    no other of its routes is named for predictions."""
    above = importers(code, [module.path])
    if not above or not run_by(code, module.path):
        return False
    near = {one for up in above for one in code.closure(up, 1) if one in code.modules}
    rivals = [
        one
        for one in near - {module.path}
        if any(_ANSWERS.search(site.detail) for site in code.modules[one].facts.serving if site.detail.startswith("route"))
    ]  # fmt: skip
    loads = any(
        _OF_MODELS.search(call) or _OF_ANYTHING.search(call) for one in near for call in code.modules[one].facts.called
    )
    predicts = any(_PREDICTS.search(call) for one in near for call in code.modules[one].facts.called)
    return not rivals and loads and predicts


def serves_some(code: CodeBase, module: CodeModule) -> bool:
    """Whether a module with routes loads a model of a hub or a file, itself or by what it imports, whatever runs it."""
    kinds = {site.detail.partition(" ")[0] for site in module.facts.serving}
    if kinds.isdisjoint(_SERVES) or module.facts.training or is_platform(code):
        return False
    near = (code.modules[path] for path in code.closure(module.path, _DEPTH) if path in code.modules)
    return any(serves_model(call) for one in near for call in one.facts.called)


def serves_model(call: str) -> bool:
    """Whether a call loads a model and can load nothing else."""
    return bool(_OF_MODELS.search(call) or _OF_HUBS.search(call))


def _speaks(code: CodeBase, module: CodeModule) -> bool:
    """Beside a language model those of hubs make the vectors of its index: what answers is the language model."""
    near = (code.modules[path] for path in code.closure(module.path, _DEPTH) if path in code.modules)
    return any(one.module.partition(".")[0] in SPEAKING for module in near for one in module.facts.imports)
