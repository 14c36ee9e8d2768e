"""Images that Python code names: components of Kubeflow, containers of Airflow. A facet, a pure function of one file."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_CUES: Final = (
    "kfp", "dockeroperator", "kubernetespodoperator", "dockerswarmoperator", "kubernetescontainer", "kubernetesjoboperator",
    "zenml", "flytekit", "task.docker", "task.kubernetes",
)  # fmt: skip
_COMPONENTS: Final = frozenset(
    {"kfp.dsl.component", "kfp.v2.dsl.component", "kfp.components.create_component_from_func", "kfp.components.func_to_container_op"}
)  # fmt: skip
_CONTAINERS: Final = frozenset(
    {"DockerOperator", "DockerSwarmOperator", "KubernetesPodOperator", "GKEStartPodOperator", "EksPodOperator", "ContainerOp",
     "KubernetesJobOperator", "ContainerSpec"}
)  # fmt: skip

_TASK: Final = regex(r"^airflow\.(?:[\w.]{1,40}\.)?task\.(?:docker|kubernetes)(?:_cmd)?$")
"""Decorators by which Airflow runs a function in a container."""


@frozen
class CodeImage:
    """One image or package list of a step that code defines."""

    image: str | None
    """As far as it is constant; `` where the component names none, None where it is not known."""
    packages: tuple[str, ...]
    """packages_to_install, as written."""
    line: int
    name: str
    """The decorated function, else the called class."""


@facet(CodeImage, version=2, tests=False)
def code_images(view: ModuleView) -> Iterator[CodeImage]:
    """Images of components and containers."""
    if not view.mentions(*_CUES):
        return
    for function in view.functions:
        for one in function.decorator_list:
            target = one.func if isinstance(one, ast.Call) else one
            name = view.name(target) or ""
            if name in _COMPONENTS:
                yield _component(view, one, function.name)
            elif (
                isinstance(one, ast.Call) and _TASK.search(name) and (image := view.argument(one, "image")) is not None
            ):
                yield CodeImage(image=_text(view, image), packages=(), line=image.lineno, name=function.name)
    for call in view.calls:
        name = view.name(call.func) or ""
        if name in _COMPONENTS and not isinstance(view.parent(call), ast.FunctionDef | ast.AsyncFunctionDef):
            yield _component(view, call, ast.unparse(call.args[0])[:80] if call.args else name)
        elif name.rpartition(".")[2] in _CONTAINERS and ("airflow" in name or "kfp" in name):
            image = view.argument(call, "image")
            if image is not None:
                yield CodeImage(image=_text(view, image), packages=(), line=image.lineno, name=name.rpartition(".")[2])


def _component(view: ModuleView, node: ast.expr, name: str) -> CodeImage:
    if not isinstance(node, ast.Call):
        return CodeImage(image="", packages=(), line=node.lineno, name=name)
    given = view.argument(node, "base_image")
    image = _text(view, given) if given is not None else None if view.has_star(node) else ""
    listed = view.argument(node, "packages_to_install")
    entries = listed.elts if isinstance(listed, ast.List | ast.Tuple) else ()
    packages = tuple(text for entry in entries if (text := _text(view, entry)))
    return CodeImage(image=image, packages=packages, line=node.lineno, name=name)


def _text(view: ModuleView, node: ast.AST) -> str | None:
    value = view.constant(node)
    return value if isinstance(value, str) and "{}" not in value else None
