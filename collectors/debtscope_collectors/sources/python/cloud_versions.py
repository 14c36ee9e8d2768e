"""Versions of frameworks with which SageMaker trains or serves, as a program asks for them: the image is Amazon's own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_PACKAGES: Final = {
    "HuggingFace": {"transformers_version": "transformers", "pytorch_version": "torch", "tensorflow_version": "tensorflow"},
    "PyTorch": {"framework_version": "torch"}, "TensorFlow": {"framework_version": "tensorflow"},
    "SKLearn": {"framework_version": "scikit-learn"}, "XGBoost": {"framework_version": "xgboost"},
}  # fmt: skip
"""Classes of sagemaker that train; with `Model` behind the name they serve."""
_VERSION: Final = regex(r"(\d{1,3}(?:\.\d{1,4}){1,3})(?:-\d{1,3}(?:-[\w-]{1,20})?)?")


@frozen
class CloudVersion:
    """One package of one image of SageMaker."""

    package: str
    version: str
    line: int
    serves: bool
    """Of a model that is deployed; else of an estimator that trains."""


@facet(CloudVersion, cues=("sagemaker",), tests=False)
def cloud_versions(view: ModuleView) -> Iterator[CloudVersion]:
    """Of `HuggingFaceModel(transformers_version="4.26.0", pytorch_version=…)` and its like, also where a parameter's default tells."""
    if "sagemaker" not in view.roots:
        return
    for call in view.calls_to((*_PACKAGES, *(f"{name}Model" for name in _PACKAGES))):
        name = view.called(call) or view.name(call.func) or ""
        kind = name.rpartition(".")[2]
        if not name.startswith("sagemaker."):
            continue
        options = _PACKAGES[kind.removesuffix("Model")]
        for keyword in call.keywords:
            package = options.get(keyword.arg or "")
            if package is not None and (found := _VERSION.fullmatch(_text(view, keyword.value))):
                yield CloudVersion(
                    package=package, version=found[1], line=view.place(keyword.value), serves=kind.endswith("Model")
                )


def _text(view: ModuleView, node: ast.expr) -> str:
    value = view.constant(node)
    if value is None and isinstance(node, ast.Name) and (function := view.function(node)) is not None:
        value = next((view.constant(given) for name, given in _defaults(function.args) if name == node.id), None)
    return value if isinstance(value, str) else ""


def _defaults(arguments: ast.arguments) -> Iterator[tuple[str, ast.expr]]:
    plain = [*arguments.posonlyargs, *arguments.args]
    yield from zip((one.arg for one in plain[len(plain) - len(arguments.defaults) :]), arguments.defaults, strict=True)
    yield from (
        (one.arg, given) for one, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if given
    )
