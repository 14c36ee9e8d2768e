"""Training lacks guards for memory or numbers

Detects
-------
In files that use PyTorch or TensorFlow: losses summed up or listed as tensors (`total += loss`, `losses.append(loss)` beside `loss.backward()`), which keeps
the graph of every batch alive; the logarithm of a softmax or sigmoid with nothing added or clipped; and `model.forward(x)`
called by name, which skips hooks (of the project's own networks and of libraries whose networks are known to be modules of torch). Only what can be pointed at: the absence of a check for NaN, of deterministic algorithms or of
`clear_session` says too little on real code and is left out. Lightning and like frameworks detach losses themselves. Tests,
examples and documents are left out; from two files on it is one item.

Why it is debt
--------------
Long jobs die of memory hours in, and a probability of 0 turns the loss into NaN, after which every further epoch is wasted.

How to pay it down
------------------
Sum `loss.item()`, use `log_softmax` or clip with a small epsilon, and call the module itself.

Example
-------
`total += loss` after `loss.backward()`: debt. `total += loss.item()`: clean.

References
----------
Zhang et al. 2022, smells 12, 13, 15 and 19; ML Test Score, Monitor 5; PyTorch FAQ, "My model reports out of memory".
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, file_subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.together import together
from debtscope_collectors.sources.python.loops import LoopSite, loop_sites

_SHOWN = 6
_OUTSIDE = ("test", "docs", "example", "vendored", "generated")
_NETWORKS = frozenset(
    {"torch", "torchvision", "torchaudio", "transformers", "timm", "diffusers", "peft", "segmentation_models_pytorch", "pytorch_lightning", "lightning",
     "sentence_transformers", "monai", "efficientnet_pytorch"}
)  # fmt: skip
"""Libraries whose networks are modules of torch."""
_KINDS = {
    "sum": "losses are summed up with their graphs",
    "log": "a logarithm of a probability has no guard",
    "forward": "forward is called by name",
}


@rule(
    id="COD-046",
    category=Category.CODE,
    debt_type="numeric stability and memory debt",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(loop_sites,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all from two on."""
    code = facts.one(CodeBase)
    if code is None:
        return
    found: list[Finding] = []
    own = {part for path in code.modules for part in path.removesuffix(".py").split("/")}
    for path, sites in facts.rows(loop_sites).items():
        module = code.modules.get(path)
        if module is None or module.role in _OUTSIDE:
            continue
        missing = [site for site in sites if site.kind in _KINDS and not _is_elses(site, own)]
        trains = module.facts.training or any(site.kind != "forward" for site in missing)
        if missing and trains:  # without hooks and gradients `model.forward(x)` gives what `model(x)` gives
            found.append(_finding(path, missing))
    yield from together(
        found,
        "missing guards for memory and numbers",
        "{all} guards for memory and numbers are missing in {n} files ({first} first).",
    )


def _is_elses(site: LoopSite, own: set[str]) -> bool:
    """A `forward` of a library's class that may be no `torch.nn.Module`: it is called as the library says."""
    root = site.calls[0].partition(".")[0] if site.kind == "forward" and site.calls else ""
    return bool(root) and root not in _NETWORKS and root not in own


def _finding(path: str, missing: list[LoopSite]) -> Finding:
    missing = sorted(missing, key=lambda site: site.line)
    kinds = ", ".join(dict.fromkeys(_KINDS[site.kind] for site in missing))
    return Finding(
        subject=file_subject(path),
        line=missing[0].line,
        message=f"{path}: {kinds}.",
        evidence=tuple(
            Evidence(kind="line", path=path, line=site.line, ref=site.kind, excerpt=site.text)
            for site in missing[:_SHOWN]
        ),
        occurrences=len(missing),
    )
