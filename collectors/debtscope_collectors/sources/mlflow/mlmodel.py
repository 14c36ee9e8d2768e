"""What an MLmodel file says of a model: flavours, signature, environment. Text only; nothing is loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

from debtscope_collectors.sources.mlflow.facts import LoggedModelFile, SignatureColumn
from debtscope_collectors.sources.shape import is_list, mapping
from debtscope_collectors.sources.values import as_text

MAX_COLUMNS = 5_000
MAX_SIGNATURE = 4 * 1024 * 1024
"""Characters of one side of a signature."""
_CLASS_KEYS = (
    "model_class",
    "estimator_class",
    "pipeline_class",
    "model_type",
    "transformers_model_type",
    "instance_type",
)
_PICKLED = ("serialization_format", "pickle_module_info", "cloudpickle_version")


def model_file(
    model: Mapping[str, object], path: str, *, requirements: tuple[str, ...], python: str | None, relocated: bool
) -> LoggedModelFile | None:
    """The facts of a parsed MLmodel; None where it names no flavour. `python` is what python_env.yaml says."""
    flavours = mapping(model.get("flavors"))
    if not flavours:
        return None
    signature = mapping(model.get("signature"))
    generic = mapping(flavours.get("python_function"))
    return LoggedModelFile(
        path=path,
        has_signature=bool(signature),
        has_inputs=_is_schema(signature.get("inputs")),
        has_outputs=_is_schema(signature.get("outputs")),
        has_input_example=bool(model.get("saved_input_example_info")),
        flavours=tuple(sorted(flavours)),
        serialization=_serialization(flavours),
        requirements=requirements,
        inputs=columns(signature.get("inputs")),
        outputs=columns(signature.get("outputs")),
        python_version=as_text(generic.get("python_version")) or python,
        model_class=_model_class(flavours),
        relocated=relocated,
    )


def columns(schema: object) -> tuple[SignatureColumn, ...]:
    """The columns of one side of a signature, of a dataset's schema: JSON text or what was parsed from it."""
    if isinstance(schema, str):
        if len(schema) > MAX_SIGNATURE:
            return ()
        try:
            schema = cast("object", json.loads(schema))
        except (ValueError, RecursionError):
            return ()
    if isinstance(schema, dict):
        table = mapping(cast("object", schema))
        inner = table.get("mlflow_colspec") or mapping(table.get("mlflow_tensorspec")).get("features")
        return columns(inner) if is_list(inner) else ()
    if not is_list(schema):
        return ()
    return tuple(_column(mapping(one)) for one in schema[:MAX_COLUMNS])


def _column(column: Mapping[str, object]) -> SignatureColumn:
    tensor = mapping(column.get("tensor-spec"))
    kind = as_text(column.get("type")) or ""
    if tensor:
        kind = f"tensor({as_text(tensor.get('dtype')) or ''})"
    return SignatureColumn(name=as_text(column.get("name")), type=kind, required=column.get("required") is not False)


def _is_schema(value: object) -> bool:
    return value not in (None, "", "null", "[]", [])


def _serialization(flavours: Mapping[str, object]) -> str | None:
    for name, keys in (("sklearn", _PICKLED), ("pytorch", _PICKLED), ("python_function", _PICKLED)):
        flavour = mapping(flavours.get(name))
        for key in keys:
            if key in flavour:
                return (as_text(flavour[key]) if key == "serialization_format" else None) or "cloudpickle"
    return None


def _model_class(flavours: Mapping[str, object]) -> str | None:
    for name in sorted(flavours, key=lambda flavour: (flavour == "python_function", flavour)):
        flavour = mapping(flavours[name])
        for key in _CLASS_KEYS:
            if value := as_text(flavour.get(key)):
                return value[:200]
    return None
