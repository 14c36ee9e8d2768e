"""Servers that others make and that serve this project's models: Triton, TensorFlow Serving, TorchServe, MLServer …

Their images hold no code of the project, so that nothing but a compose file, a manifest or a Dockerfile says that a model is served.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, FileEntry
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import ContainerSpec

_SERVERS: Final = regex(
    r"\b(?:tritonserver|tensorflow_model_server|torchserve|mlserver|fasttext-serving|seldon-core-microservice|"
    r"mlflow models serve|bentoml serve|ovms)\b|\btensorflow/serving\b|\bopenvino/model_server\b"
)
_NAMES: Final = (
    regex(r"--model[_-]name[= ]([\w.-]+)"),
    regex(r"--models[= ]([\w.-]+)="),
    regex(r"models:/([\w. -]{1,200}?)[/@]"),
)
_TRIED: Final = regex(r"(?:^|[-_./])(?:test|tests|ci|dev|example|bench\w*)(?:[-_./]|$)", re.IGNORECASE)


@frozen
class InferenceServer:
    """One container that serves models."""

    path: str
    service: str
    """What the file calls the container."""
    models: tuple[str, ...]
    """Names that its command or its environment give; empty where it serves a whole folder."""


def inference_servers(facts: Facts) -> Iterator[InferenceServer]:
    """Those that compose files, manifests and images start, by path; not those of tests and examples, and of images those alone of which the
    models are told."""
    seen: set[str] = set()
    for spec in sorted(facts.all(ContainerSpec), key=lambda spec: (spec.path, spec.name)):
        if is_aside(spec.path) or _TRIED.search(spec.path) or spec.name in seen:
            continue
        command = " ".join(spec.started)
        is_build = spec.kind == "dockerfile"
        if _SERVERS.search(command if is_build else f"{spec.image or ''} {command}"):
            models = _names(spec, command)
            if not models and "tritonserver" in command:
                models = _in_repository(facts)
            if is_build and not models:
                continue  # an image of the server itself, for whatever its users bring
            seen.add(spec.name)
            yield InferenceServer(path=spec.path, service=spec.name, models=models)


def _in_repository(facts: Facts) -> tuple[str, ...]:
    """Models of the tree as Triton finds them: a folder with a config.pbtxt each."""
    places = (entry.path for entry in facts.all(FileEntry) if entry.path.endswith("/config.pbtxt"))
    names = (path.split("/")[-2] for path in places if not is_aside(path) and not _TRIED.search(path))
    return tuple(sorted(set(names)))


def _names(spec: ContainerSpec, command: str) -> tuple[str, ...]:
    told = [setting.value for setting in spec.environment if setting.name == "MODEL_NAME" and "$" not in setting.value]
    told += [name for pattern in _NAMES for name in pattern.findall(command)]
    return tuple(dict.fromkeys(told))
