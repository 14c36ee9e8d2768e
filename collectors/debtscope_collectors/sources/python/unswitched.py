"""Files that predict with a network and nowhere put it into evaluation mode: weights that are loaded to predict, rows that are validated
between epochs. `no_grad` spares memory; dropout and batch normalisation go on as in training."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.index import dotted
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import ModuleView

_QUIET: Final = frozenset({"no_grad", "inference_mode"})
_SWITCHES: Final = frozenset({"eval", "freeze", "export", "train_and_eval", "set_mode"})
_TRAINS: Final = frozenset({"backward", "zero_grad", "Trainer"})
_NETWORK: Final = regex(r"^(?:\w{0,20}(?:model|net|network|classifier|encoder|decoder|generator|unet|cnn|lstm)|netG)$")


@frozen
class Unswitched:
    """One place of a file that has no `eval()`."""

    kind: str
    """loaded (weights are loaded in a file that makes no gradients) or measured (a network is asked without gradients in one that does);
    switched: the file calls `eval()`, `train(False)` or the like."""
    line: int
    scope: str
    name: str
    text: str


@facet(Unswitched, cues=("torch", "eval"), tests=False)
def unswitched(view: ModuleView) -> Iterator[Unswitched]:
    """The first place of a kind."""
    switch = next((call for call in view.calls_to({*_SWITCHES, "train"}) if _switches(view, call)), None)
    if switch is not None:
        yield _of(view, switch, "switched", "")
    if switch is not None or "torch" not in view.roots:
        return
    trains = bool(view.calls_to(_TRAINS))
    if not trains:
        for call in view.calls_to({"load_state_dict"}):
            owner = dotted(call.func.value) if isinstance(call.func, ast.Attribute) else None
            if owner is not None and "optim" not in owner and "sched" not in owner and not _is_of_network(view, call):
                yield _of(view, call, "loaded", owner)
                return
        return
    for block in view.nodes(ast.With):
        if any(_is_quiet(view, item.context_expr) for item in block.items):
            asked = next((one for one in walk(block) if isinstance(one, ast.Call) and _asks(one)), None)
            if asked is not None and any(isinstance(one, ast.For) for one in walk(block)):
                yield _of(view, asked, "measured", dotted(asked.func) or "")
                return


def _of(view: ModuleView, node: ast.expr, kind: str, name: str) -> Unswitched:
    return Unswitched(kind=kind, line=view.place(node), scope=view.scope(node), name=name, text=view.snippet(node))


def _switches(view: ModuleView, call: ast.Call) -> bool:
    """`net.eval()`, `net.train(False)`, `net.train(mode)`; a bare `eval("1 + 1")` is Python's own."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "eval":
        return not call.args  # that of a table has some
    return "torch" in view.roots and (call.func.attr != "train" or bool(call.args or call.keywords))


def _is_quiet(view: ModuleView, node: ast.expr) -> bool:
    func = node.func if isinstance(node, ast.Call) else node
    return (dotted(func) or "").rpartition(".")[2] in _QUIET


def _asks(call: ast.Call) -> bool:
    written = dotted(call.func)
    return (
        bool(call.args or call.keywords)
        and written is not None
        and _NETWORK.match(written.rpartition(".")[2]) is not None
    )


def _is_of_network(view: ModuleView, node: ast.AST) -> bool:
    """Inside a class that is a network itself: whoever makes it switches it."""
    return any(
        isinstance(above, ast.ClassDef) and any("Module" in (view.name(base) or "") for base in above.bases)
        for above in view.ancestors(node)
    )
