"""Servers that others make and that serve this project's models: Triton, TensorFlow Serving, TorchServe, MLServer …

Their images hold no code of the project, so that nothing but a compose file, a manifest or a Dockerfile says that a model is served.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts
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
    """Those that compose files and manifests start, by path; not those of tests and examples."""
    seen: set[str] = set()
    for spec in sorted(facts.all(ContainerSpec), key=lambda spec: (spec.path, spec.name)):
        if spec.kind == "dockerfile" or is_aside(spec.path) or _TRIED.search(spec.path) or spec.name in seen:
            continue
        command = " ".join(spec.started)
        if _SERVERS.search(f"{spec.image or ''} {command}"):
            seen.add(spec.name)
            yield InferenceServer(path=spec.path, service=spec.name, models=_names(spec, command))


def _names(spec: ContainerSpec, command: str) -> tuple[str, ...]:
    told = [setting.value for setting in spec.environment if setting.name == "MODEL_NAME" and "$" not in setting.value]
    told += [name for pattern in _NAMES for name in pattern.findall(command)]
    return tuple(dict.fromkeys(told))
