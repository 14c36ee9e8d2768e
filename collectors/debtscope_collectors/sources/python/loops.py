"""Gradient steps, training and evaluation modes, and predictions of networks in one file. One facet for all rules on loops."""

from __future__ import annotations

import ast
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.view import ModuleView

_OPTIMISER: Final = regex(r"opti|(?:^|_)(?:opt|adam|adamw|sgd)(?:$|_|\d)|^opt", re.IGNORECASE)
_NOT_OPTIMISER: Final = regex(r"sched|lr_|warm|engine|env", re.IGNORECASE)
_MODEL: Final = regex(
    r"^(?:model|net|network|classifier|regressor|segmenter|detector|backbone|resnet\d*|unet|cnn|rnn|lstm|mlp|autoencoder)(?:_?\d|_ema)?$",
    re.IGNORECASE,
)
_PREDICTING: Final = regex(
    r"(?:^|_)(?:validate|validation|valid|val|test|testing|evaluate|evaluation|eval|predict|prediction|predictions|infer|inference|score|serve)(?:$|_)"
)
_HELPED: Final = frozenset(
    {"pytorch_lightning", "lightning", "fastai", "accelerate", "deepspeed", "ignite", "catalyst", "composer", "fabric", "poutyne", "skorch"}
)  # fmt: skip
"""Frameworks that switch modes and clear gradients themselves."""
_MODULES: Final = (
    "torch.nn.",
    "torchvision.models.",
    "timm.",
    "segmentation_models_pytorch.",
    "torch.load",
    "torch.hub.load",
)
_MODES: Final = frozenset({"eval", "no_grad", "inference_mode", "freeze", "requires_grad_", "set_grad_enabled"})


@frozen
class LoopSite:
    """One place of interest."""

    kind: str
    """loop (backward and step in one loop or function), cleared (such a place clears gradients: `detail` is empty), predict (a
    function named for predicting calls a network), mode (a scope switches to evaluation or turns gradients off), stays
    (evaluation mode is entered inside the loop over epochs and never left), sum (losses are summed as tensors), forward (a
    network's `forward` is called by name), or log (the logarithm of a probability without a guard)."""
    line: int
    scope: str
    text: str
    name: str = ""
    """loop: the optimiser; predict: the network; others: what is called."""
    calls: tuple[str, ...] = ()
    """loop: last names of everything that it calls, in order of the file; forward: the full name of the network's class, where it is known."""
    clears: bool = False
    """loop: whether gradients are cleared in it, or stepping is conditional, as where they are accumulated on purpose."""
    helped: bool = False
    """Whether a framework is imported that switches modes or clears gradients itself."""


@facet(LoopSite, version=3, cues=("torch", "tensorflow"))
def loop_sites(view: ModuleView) -> Iterator[LoopSite]:
    """Everything of one file that imports torch; logarithms also where TensorFlow is."""
    roots = view.roots
    if "torch" not in roots:
        if "tensorflow" in roots:
            yield from _logarithms(view)
        return
    helped = bool(roots & _HELPED)
    yield from _loops(view, helped)
    yield from _modes(view)
    yield from _predictions(view, helped)
    yield from _stays(view)
    yield from _sums(view)
    yield from _forwards(view)
    yield from _logarithms(view)


class _Calls:
    """The calls of a file by the lines on which they stand, so that those inside a place are found without asking all."""

    __slots__ = ("_lines", "_sorted")

    def __init__(self, view: ModuleView) -> None:
        self._sorted = sorted((view.place(call), at, call) for at, call in enumerate(view.calls))
        self._lines = [line for line, _, _ in self._sorted]

    def inside(self, view: ModuleView, place: ast.AST) -> list[ast.Call]:
        """In the order of the file."""
        first, last = bisect_left(self._lines, view.place(place)), bisect_right(self._lines, view.end(place))
        return [call for _, call in sorted((at, call) for _, at, call in self._sorted[first:last])]


def _calls_by_line(view: ModuleView) -> Iterator[_Calls]:
    yield _Calls(view)


def _inside(view: ModuleView, place: ast.AST) -> list[ast.Call]:
    return view.once(_calls_by_line)[0].inside(view, place)


def _lines(view: ModuleView, nodes: Iterable[ast.AST]) -> list[int]:
    return sorted(view.place(node) for node in nodes)


def _holds_one(view: ModuleView, place: ast.AST, lines: list[int]) -> bool:
    """Whether one of these sorted lines lies in a place."""
    at = bisect_left(lines, view.place(place))
    return at < len(lines) and lines[at] <= view.end(place)


def _site(view: ModuleView, node: ast.AST, kind: str, name: str = "", helped: bool = False) -> LoopSite:
    return LoopSite(
        kind=kind, line=view.place(node), scope=view.scope(node), text=view.snippet(node), name=name, helped=helped
    )


def _last(call: ast.Call) -> str:
    func = call.func
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def _owner(call: ast.Call) -> str:
    """Last name of what a method is called on: `optimizer` of `self.optimizer.step()`."""
    value = call.func.value if isinstance(call.func, ast.Attribute) else None
    while isinstance(value, ast.Subscript):
        value = value.value
    return (dotted(value) or "").rpartition(".")[2] if value is not None else ""


# -- gradient steps --------------------------------------------------------------------------------------------------------


def _loops(view: ModuleView, helped: bool) -> Iterator[LoopSite]:
    """Each place in which gradients are made and applied: the innermost loop around both, else the function."""
    steps = [call for call in view.calls if _last(call) == "step" and _is_optimiser(view, call)]
    backward = [call for call in view.calls if _last(call) == "backward"]
    if not steps or not backward:
        return
    seen: set[ast.AST] = set()
    lines = _lines(view, backward)
    stores = _lines(view, _stored_gradients(view))
    by_engine = any(b.args and not _is_tensor(b) for b in backward)
    for step in steps:
        place = _around(view, step, lines)
        if place is None or place in seen:
            continue
        seen.add(place)
        inside = _inside(view, place)
        yield LoopSite(
            kind="loop", line=view.place(step), scope=view.scope(step), text=view.snippet(step),
            name=dotted(step.func.value) or "" if isinstance(step.func, ast.Attribute) else "",
            calls=tuple(name for call in inside if (name := _last(call))),
            clears=_clears(view, place, inside, step, stores), helped=helped or by_engine,
        )  # fmt: skip


def _is_tensor(call: ast.Call) -> bool:
    """`loss.backward()`; an engine is handed the loss: `engine.backward(loss)`."""
    return not call.args or isinstance(call.args[0], ast.Constant) or "grad" in ast.unparse(call.args[0])


def _is_optimiser(view: ModuleView, call: ast.Call) -> bool:
    kind = view.type_of(call.func.value) if isinstance(call.func, ast.Attribute) else None
    if kind is not None:
        return (kind.startswith("torch.optim.") and "lr_scheduler" not in kind) or "Scaler" in kind
    owner = _owner(call)
    if "scaler" in owner:
        return bool(call.args)
    return bool(_OPTIMISER.search(owner)) and not _NOT_OPTIMISER.search(owner)


def _around(view: ModuleView, step: ast.Call, backward: list[int]) -> ast.AST | None:
    for above in view.ancestors(step):
        is_place = isinstance(above, (ast.For, ast.While, ast.FunctionDef, ast.AsyncFunctionDef))
        if is_place and _holds_one(view, above, backward):
            return above
        if isinstance(above, ast.ClassDef):
            return None
    return None


def _holds(view: ModuleView, place: ast.AST, node: ast.AST) -> bool:
    first, last = view.place(place), view.end(place)
    return first <= view.place(node) <= last


def _stored_gradients(view: ModuleView) -> Iterator[ast.AST]:
    """`parameter.grad = …`"""
    for node in view.nodes(ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Attribute) and target.attr == "grad":
                yield target


def _clears(view: ModuleView, place: ast.AST, inside: list[ast.Call], step: ast.Call, stores: list[int]) -> bool:
    if any(_last(call) in ("zero_grad", "zero_", "clear_grad", "zero_grads", "zero_grad_") for call in inside):
        return True
    guarded = any(isinstance(above, ast.If) and _holds(view, place, above) for above in view.ancestors(step))
    return _holds_one(view, place, stores) or guarded or any("zero" in _last(call).lower() for call in inside)


# -- modes and predictions -------------------------------------------------------------------------------------------------


def _modes(view: ModuleView) -> Iterator[LoopSite]:
    for call in view.calls:
        last = _last(call)
        if last in _MODES and not (last == "eval" and isinstance(call.func, ast.Name)):
            yield _site(view, call, "mode", last)
        elif last == "train" and call.args and view.constant(call.args[0]) is False:
            yield _site(view, call, "mode", "train(False)")
    for function in view.functions:
        for decorator in function.decorator_list:
            name = view.name(decorator.func if isinstance(decorator, ast.Call) else decorator) or ""
            if name.rpartition(".")[2] in _MODES:
                yield LoopSite(
                    kind="mode", line=function.lineno, scope=view.qualname(function), text=view.snippet(function), name=name
                )  # fmt: skip


def _predictions(view: ModuleView, helped: bool) -> Iterator[LoopSite]:
    """The first call of a network in each function that predicts and makes no gradients."""
    for function in view.functions:
        if not _PREDICTING.search(function.name.lower()) or _in_network(view, function):
            continue
        inside = _inside(view, function)
        names = {_last(call) for call in inside}
        if names & {"backward", "zero_grad", "randn", "rand", "zeros", "ones"}:  # made-up input: a try of the shapes
            continue
        first = next((call for call in inside if _is_network(view, call)), None)
        if first is not None:
            yield LoopSite(
                kind="predict", line=view.place(first), scope=view.qualname(function), text=view.snippet(first),
                name=dotted(first.func) or "", helped=helped, calls=tuple(sorted(n for n in names if n)),
            )  # fmt: skip


def _in_network(view: ModuleView, node: ast.AST) -> bool:
    """Whether a node stands in a class that is a network itself, or in one of a framework's classes."""
    for above in view.ancestors(node):
        if isinstance(above, ast.ClassDef):
            bases = [view.name(base) or "" for base in above.bases]
            return any(base.rpartition(".")[2] not in ("object", "ABC") for base in bases)
    return False


def _is_network(view: ModuleView, call: ast.Call) -> bool:
    if not call.args or isinstance(call.args[0], ast.Constant):
        return False
    kind = view.type_of(call.func)
    if kind is not None:
        own = any("Module" in base for base in view.bases(kind))
        return own or (
            kind.startswith(_MODULES) and "Loss" not in kind and "functional" not in kind and "Softmax" not in kind
        )
    written = dotted(call.func)
    if written is None or not _MODEL.match(written.rpartition(".")[2]):
        return False
    return view.name(call.func) == written and _is_variable(view, call.func)


def _is_variable(view: ModuleView, func: ast.AST) -> bool:
    """A parameter, an attribute of self or a variable; not a function of the file or an import."""
    if isinstance(func, ast.Attribute):
        return isinstance(func.value, ast.Name) and func.value.id == "self"
    if not isinstance(func, ast.Name):
        return False
    values = view.values(func.id, func)
    return bool(values) and not any(
        isinstance(v, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)) for v in values
    )


def _stays(view: ModuleView) -> Iterator[LoopSite]:
    """`model.train()` before a loop that makes gradients, `model.eval()` in it, and no `train()` there: the next epochs miss it."""
    backward = [call for call in view.calls if _last(call) == "backward"]
    if not backward:
        return
    lines = _lines(view, backward)
    for call in view.calls_to({"eval"}):
        if _last(call) != "eval" or not isinstance(call.func, ast.Attribute):
            continue
        loops = [a for a in view.ancestors(call) if isinstance(a, (ast.For, ast.While))]
        around = loops[-1] if loops else None
        if around is None or not _holds_one(view, around, lines):
            continue
        owner = dotted(call.func.value)
        inside = _inside(view, around)
        trains = [
            one for one in view.calls_to({"train"}) if _last(one) == "train" and view.scope(one) == view.scope(call)
        ]
        back = any(one in inside for one in trains) or not any(_of(one) == owner for one in trains)
        same = owner is not None and any(dotted(one.func) == owner for one in inside)
        if same and not back and not _calls_train(inside):
            yield _site(view, call, "stays", owner or "")
            return


def _of(call: ast.Call) -> str | None:
    return dotted(call.func.value) if isinstance(call.func, ast.Attribute) else None


def _calls_train(calls: list[ast.Call]) -> bool:
    """A helper named for training is called in the loop: it may switch the mode."""
    return any("train" in _last(call).lower() for call in calls)


# -- numbers ---------------------------------------------------------------------------------------------------------------


def _sums(view: ModuleView) -> Iterator[LoopSite]:
    """`total += loss` beside `loss.backward()`: each batch keeps its graph alive."""
    made = {
        (view.scope(call), dotted(call.func.value))
        for call in view.calls
        if _last(call) == "backward" and isinstance(call.func, ast.Attribute) and not call.args
    }
    for node, target, value in _added(view) if made else ():
        key = (view.scope(node), value)
        if key in made and (view.scope(node), target) not in made and _in_loop(view, node):
            yield _site(view, node, "sum", target)


def _added(view: ModuleView) -> Iterator[tuple[ast.AST, str, str]]:
    """(place, what grows, what it is given): `total += loss * n`, `total = total + loss`, `losses.append(loss)`."""
    for node in view.nodes(ast.AugAssign):
        if isinstance(node.op, ast.Add):
            yield node, dotted(node.target) or "", _summand(node.value)
    for node in view.nodes(ast.Assign):
        target = dotted(node.targets[0]) or ""
        match node.value:
            case ast.BinOp(op=ast.Add(), left=left, right=right) if target and dotted(left) == target:
                yield node, target, _summand(right)
            case _:
                continue
    for call in view.calls_to(("append",)):
        if isinstance(call.func, ast.Attribute) and len(call.args) == 1 and isinstance(call.args[0], ast.Name):
            owner = call.func.value
            yield call, dotted(owner.value if isinstance(owner, ast.Subscript) else owner) or "", call.args[0].id


def _summand(node: ast.expr) -> str:
    """`loss` of itself and of `loss * n`, `loss / n`."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
        node = node.left
    return node.id if isinstance(node, ast.Name) else ""


def _in_loop(view: ModuleView, node: ast.AST) -> bool:
    for above in view.ancestors(node):
        if isinstance(above, (ast.For, ast.While)):
            return True
        if isinstance(above, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
    return False


def _forwards(view: ModuleView) -> Iterator[LoopSite]:
    for call in view.calls:
        if _last(call) == "forward" and isinstance(call.func, ast.Attribute) and not _in_network(view, call):
            owner = dotted(call.func.value) or ""
            if _MODEL.match(owner.rpartition(".")[2]):
                kind = view.type_of(call.func.value) or ""
                yield replace(_site(view, call, "forward", owner), calls=(kind,) if "." in kind else ())


_LOGS: Final = frozenset({"torch.log", "tensorflow.math.log", "tensorflow.log"})
_PROBABILITIES: Final = frozenset({"softmax", "sigmoid"})


def _logarithms(view: ModuleView) -> Iterator[LoopSite]:
    """`torch.log(softmax(x))`: the logarithm of a probability that may be 0, with nothing added and nothing clipped."""
    for call in view.calls:
        if _last(call) != "log" or not call.args or (view.name(call.func) or "") not in _LOGS:
            continue
        given: ast.AST = call.args[0]
        if isinstance(given, ast.Name):
            values = [v for v in view.values(given.id, given) if getattr(v, "lineno", 0) <= call.lineno]
            given = values[-1] if values else given
        if isinstance(given, ast.Call) and _last(given) in _PROBABILITIES:
            yield _site(view, call, "log", _last(given))
