"""A network predicts in training mode

Detects
-------
A function named for validating, testing, predicting or serving that calls a PyTorch network, makes no gradients, and runs with
nothing that switches to evaluation: no `eval()`, `no_grad` or `inference_mode` in it, in its class, at the top of its file, in
the functions that call it, or in those that it calls to get the network. And the other way round: `train()` before the loop
over epochs, `eval()` inside it and no `train()` there, so that from the second epoch on nothing drops out. Silent inside
networks themselves, where the input is made up (`torch.randn`: a try of the shapes), and where
Lightning, Accelerate, fastai or a like framework keeps the mode, or the network comes from `transformers`, here or in a module that
is imported, which loads it in evaluation mode. A file that loads weights to predict, or measures a network between epochs, counts also
where it turns gradients off, if the project makes layers of dropout or batch normalisation (or a network of torchvision or timm) and no
file around it calls `eval()`: `no_grad` does not switch the mode. Low where the network's own class in the file has neither dropout nor batch normalisation. Tests, examples and
documents are left out.

Why it is debt
--------------
Dropout and batch normalisation make the answer depend on chance and on the other rows of the batch: the same request gives
different predictions, and the measured quality is not the served one.

How to pay it down
------------------
Call `model.eval()` after loading, wrap prediction in `torch.inference_mode()`, and call `model.train()` after each validation.

Example
-------
`def predict(x): return net(x)`: debt. `net.eval()` and `with torch.no_grad(): net(x)`: clean.

References
----------
Zhang et al. 2022, smell 18; PyTorch documentation, "Module.eval".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.sources.python.loops import LoopSite, loop_sites
from debtscope_collectors.sources.python.unswitched import Unswitched, unswitched

_OUTSIDE = ("test", "docs", "example", "vendored", "generated")
_RANDOM = ("Dropout", "BatchNorm", "InstanceNorm")
_MAKES = regex(
    r"(?:^|[._])(?:load|init|initiali[sz]e|get|build|restore|create|make|setup|prepare|open)(?:_(?!predict|pred)\w{1,40})?$"
)
_CHANGING = regex(
    r"^torch\.nn\.(?:modules\.\w{1,20}\.)?(?:\w{0,10}Dropout|BatchNorm|SyncBatchNorm)|^torchvision\.models\.|^timm\.create_model$|^segmentation_models_pytorch\."
)
_QUIET = ("no_grad", "inference_mode")
_FROM_HUB = (".from_pretrained", "transformers.pipeline")
"""Ends of calls that give back a network in evaluation mode."""
Rows = Mapping[str, tuple[LoopSite, ...]]


@rule(
    id="COD-025",
    category=Category.CODE,
    debt_type="training/evaluation mode misuse",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(loop_sites, unswitched),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a function that predicts, or a loop that stays in evaluation mode."""
    code = facts.one(CodeBase)
    if code is None:
        return
    rows = facts.rows(loop_sites)
    told: set[str] = set()
    for path, sites in rows.items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE or _is_helped(code, path):
            continue
        for site in sites:
            if site.kind == "stays":
                told.add(path)
                yield _staying(path, site)
            elif site.kind == "predict" and not site.helped and not _is_switched(code, rows, path, site):
                told.add(path)
                yield _predicting(module, site)
    yield from _never(code, facts, rows, told)


def _never(code: CodeBase, facts: Facts, sites: Rows, told: set[str]) -> Iterator[Finding]:
    """One finding a file that predicts with dropout or batch normalisation, where no file around it ever says `eval()`."""
    rows = facts.rows(unswitched)
    switched = {path for path, found in rows.items() if found[0].kind == "switched"}
    for path, found in rows.items():
        module = code.modules.get(path)
        if module is None or path in switched | told or module.role in _OUTSIDE or _is_helped(code, path):
            continue
        around = _around(code, path)
        if not switched.isdisjoint(around) or any(site.helped for place in around for site in sites.get(place, ())):
            continue
        layer = next((name for place in around if (name := _changing(code.modules[place]))), "")
        if layer and (found[0].kind == "measured" or _asks(module, code, path)):
            yield _unswitched(module, found[0], layer)


def _around(code: CodeBase, path: str) -> tuple[str, ...]:
    """What a file imports, what imports it, to a depth, and what these import."""
    above = {path: None}
    layer = [path]
    for _ in range(2):
        layer = [
            p
            for one in layer
            for p in code.modules[one].imported_by
            if p not in above and code.modules[p].role != "test"
        ]
        above.update(dict.fromkeys(layer))
    return tuple(dict.fromkeys(near for one in above for near in code.closure(one)))


def _changing(module: CodeModule) -> str:
    """A layer that behaves otherwise in training, or a network of a library that has some."""
    return next((name for name in module.facts.called if _CHANGING.search(name)), "")


def _asks(module: CodeModule, code: CodeBase, path: str) -> bool:
    """Whether the weights are loaded to predict: the file or one that imports it serves, or turns gradients off."""
    places = (path, *(p for p in module.imported_by if code.modules[p].role not in _OUTSIDE))
    return any(
        code.modules[place].facts.serving or any(name.endswith(_QUIET) for name in code.modules[place].facts.called)
        for place in places
    )


def _unswitched(module: CodeModule, site: Unswitched, layer: str) -> Finding:
    what = f"loads the weights of {site.name}" if site.kind == "loaded" else f"measures {site.name} between the epochs"
    last = layer.rpartition(".")[2]
    return Finding(
        subject=file_subject(module.path, site.scope or None),
        line=site.line,
        severity=None if module.in_production else Severity.MEDIUM,
        message=f"{module.path}:{site.line} {what} and nothing in the project calls its eval(): {last} goes on as in training, no_grad or not.",
        evidence=(
            Evidence(kind="line", path=module.path, line=site.line, ref=site.name, excerpt=site.text),
            Evidence(kind="searched", ref="eval()", excerpt="the file, what it imports and what imports it", value=0),
            Evidence(kind="call", ref=layer, excerpt="behaves otherwise in training"),
        ),
    )


def _is_helped(code: CodeBase, path: str) -> bool:
    """The network may come from a library that loads it in evaluation mode, or from a neighbour that asks one for it."""
    roots = {one.module.partition(".")[0] for one in code.modules[path].facts.imports}
    return bool(roots & {"transformers", "sentence_transformers", "diffusers", "ultralytics"}) or any(
        name.endswith(_FROM_HUB)
        for place in code.modules[path].imports
        if place in code.modules
        for name in code.modules[place].facts.called
    )


def _is_switched(code: CodeBase, rows: Rows, path: str, site: LoopSite) -> bool:
    """Whether the function runs with the mode switched, as far as its file, its callers and what it calls tell."""
    own = site.scope.rpartition(".")[2]
    if any(
        row.kind == "mode" and _MAKES.search(row.scope) and row.text.startswith(f"{site.name}.")
        for row in rows.get(path, ())
    ):
        return True  # it is handed what a function of the file makes, switches and gives back under that name
    owner = site.scope.rpartition(".")[0]
    for place in {path, *code.modules[path].imports, *code.modules[path].imported_by}:
        scopes = {row.scope for row in rows.get(place, ()) if row.kind == "mode"}
        if place == path and ("" in scopes or any(_is_near(scope, site.scope, owner) for scope in scopes)):
            return True
        for function in code.modules[place].facts.functions if scopes and place in code.modules else ():
            name = function.qualname.rpartition(".")[2]
            if function.qualname in scopes and (
                name in site.calls or own in {call.rpartition(".")[2] for call in function.calls}
            ):
                return True
        if place != path and "" in scopes:
            return True
    return False


def _is_near(scope: str, own: str, owner: str) -> bool:
    """The function itself, one inside it or around it, or any of its class."""
    return (
        scope == own
        or scope.startswith(f"{own}.")
        or (bool(owner) and (scope == owner or scope.startswith(f"{owner}.")))
    )


def _predicting(module: CodeModule, site: LoopSite) -> Finding:
    path = module.path
    return Finding(
        subject=file_subject(path, site.scope or None),
        line=site.line,
        severity=None if module.in_production else Severity.MEDIUM,
        confidence=Confidence.LOW if _is_steady(module) else None,
        message=(
            f"{site.scope} predicts with {site.name} and nothing switches it to evaluation mode; dropout and batch normalisation"
            " make its answers random."
        ),
        evidence=(
            Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=site.text),
            Evidence(kind="searched", ref="eval, no_grad, inference_mode", excerpt="the function, its class, its callers", value=0),
        ),
    )  # fmt: skip


def _is_steady(module: CodeModule) -> bool:
    """The file builds its network itself, of layers that behave alike in both modes."""
    layers = [name for name in module.facts.called if name.startswith("torch.nn.")]
    return bool(layers) and not any(word in name for name in layers for word in _RANDOM)


def _staying(path: str, site: LoopSite) -> Finding:
    return Finding(
        subject=file_subject(path, site.scope or None),
        line=site.line,
        severity=Severity.MEDIUM,
        message=(
            f"{path}:{site.line} puts {site.name} into evaluation mode inside the training loop and nothing there puts it back;"
            " from the second epoch on it trains without dropout."
        ),
        evidence=(Evidence(kind="line", path=path, line=site.line, ref=site.name, excerpt=site.text),),
    )
