"""Values that hold only where a program found out on which machine it runs, and places that a pipeline gives its steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_HERE: Final = regex(
    r"(?i)(?:^|_)(?:local(?:host|ly)?|laptop|dev(?:el(?:op(?:ment)?)?)?|debug|offline|colab|kaggle)(?:_|$)|google\.colab"
)
_THERE: Final = regex(
    r"(?i)(?:^|_)(?:prod(?:uction)?|prd|live|stag(?:e|ing)|stg|cloud|cluster|deploy(?:ed)?|remote|docker)(?:_|$)"
)
_SYSTEMS: Final = frozenset({"os.name", "sys.platform", "platform.system"})


def is_chosen(view: ModuleView, node: ast.AST) -> bool:
    """Below a question that sends only who develops, or one kind of machine, this way: `if sys.argv[1] == "dev":`, `if os.name == "nt":`.

    What holds where the program is deployed (`if STAGE == "prod":`) is as bound as without the question.
    """
    inner = node
    for above in view.ancestors(node):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            return False
        if isinstance(above, ast.If | ast.IfExp) and inner is not above.test:
            is_body = inner is above.body if isinstance(above, ast.IfExp) else inner in above.body
            # what an `elif` asks is a question of its own
            is_next = isinstance(above, ast.If) and isinstance(inner, ast.If) and not is_body and len(above.orelse) == 1
            if not is_next and _sides(view, above.test)[0 if is_body else 1]:
                return True
        inner = above
    return False


def _sides(view: ModuleView, test: ast.expr) -> tuple[bool, bool]:
    """Whether the body is for one kind of machine only, and whether what else follows is."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        body, other = _sides(view, test.operand)
        return other, body
    if isinstance(test, ast.BoolOp):
        return any(_sides(view, one)[0] for one in test.values), False
    names = {view.name(one) or "" for one in ast.walk(test) if isinstance(one, ast.Attribute | ast.Name)}
    if names & _SYSTEMS or _counts_arguments(view, test):
        return True, True
    if not isinstance(test, ast.Compare):
        asked = (view.name(getattr(test, "func", test)) or "").rpartition(".")[2]
        return _HERE.search(asked) is not None, _THERE.search(asked) is not None
    told = [str(one.value) for one in ast.walk(test) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    body, other = any(map(_HERE.search, told)), any(map(_THERE.search, told))
    if len(test.ops) != 1 or not isinstance(test.ops[0], ast.Eq | ast.In | ast.NotEq | ast.NotIn):
        return False, False
    return (body, other) if isinstance(test.ops[0], ast.Eq | ast.In) else (other, body)


def _counts_arguments(view: ModuleView, test: ast.expr) -> bool:
    """`len(sys.argv) > 1`: who starts the program may say otherwise."""
    return any(
        isinstance(one, ast.Call)
        and view.name(one.func) == "len"
        and one.args
        and (view.name(one.args[0]) or "") == "sys.argv"
        for one in ast.walk(test)
    )


@frozen
class GivenPlace:
    """A place inside a step at which a pipeline mounts a volume."""

    text: str
    line: int


@facet(
    GivenPlace,
    version=1,
    cues=("pvolumes", "add_pvolumes", "mount_path", "mountPath", "V1VolumeMount"),
    tests=False,
)
def given_places(view: ModuleView) -> Iterator[GivenPlace]:
    """`pvolumes={"/data": volume}`, `mount_path="/data"`."""
    for node in view.constants:
        if not isinstance(node.value, str) or not node.value.startswith("/") or len(node.value) > 160:
            continue
        if _is_mount(view, node):
            yield GivenPlace(text=node.value.rstrip("/"), line=view.place(node))


def _is_mount(view: ModuleView, node: ast.Constant) -> bool:
    match view.parent(node):
        case ast.keyword(arg="mount_path"):
            return True
        case ast.Dict(keys=keys, values=values) as table:
            for key, value in zip(keys, values, strict=True):
                if value is node and isinstance(key, ast.Constant) and key.value in ("mountPath", "mount_path"):
                    return True
            above = view.parent(table)
            is_handed = isinstance(above, ast.keyword) and above.arg == "pvolumes"
            is_added = (
                isinstance(above, ast.Call)
                and isinstance(above.func, ast.Attribute)
                and above.func.attr == "add_pvolumes"
            )
            return (is_handed or is_added) and any(key is node for key in keys)
        case _:
            return False
