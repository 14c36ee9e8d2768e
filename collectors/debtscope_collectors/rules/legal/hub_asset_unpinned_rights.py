"""Hub model or dataset has no fixed revision

Detects
-------
Models and datasets that code fetches from a hub by name (`from_pretrained`, `pipeline(model=…)`, `load_dataset`,
`hf_hub_download`, `snapshot_download`, `SentenceTransformer`, `torch.hub.load`) without the commit that it means: medium. High where
what is fetched can run here (`trust_remote_code=True`, pickled weights, `torch.hub.load`) and a container, a pipeline or a service of
a repository in production fetches it by a name that is written down. So are files that code, images, compose files, CI and scripts
download from a branch (`…/resolve/main/…`), clone or fetch by the hub's own program (medium). Low for a tokenizer's or a configuration's files, for well-known models under a permissive licence (by a bundled table), and in
notebooks, experiments and examples; with defaults of a library, where the user can name another (medium), two and more of
those are one item, and so are two and more of an application. A name counts too where a module of settings, a settings file of the repository or the default of an
environment variable tells it. Local paths, names that only the deployment gives, what a method of several classes is given, and commits of forty digits are clean.

Why it is debt
--------------
The owner of the name can change the weights, the data, the code and the licence at any time, and can take them away. The
next build then ships something that nobody tested and that nobody has checked the rights for; which of them a model in use
came from can no longer be told.

How to pay it down
------------------
Write `revision="<commit>"` beside every name, in one place of the configuration. Mirror what production needs, and keep
the licence as it was with the copy.

Example
-------
Debt: `BertModel.from_pretrained("allenai/scibert_scivocab_uncased")`

Clean: `BertModel.from_pretrained("allenai/scibert_scivocab_uncased", revision="24f92d32b1bfb0bcaf9ab193ff3ad01e87732fc1")`

References
----------
Hugging Face documentation, Loading a model from a specific revision. OWASP Machine Learning Security Top Ten, ML06 (supply
chain).
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Exposure,
    Facts,
    Finding,
    Maturity,
    RepositoryMaturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.assets import folders_above
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.hub_fetches import HubFetches
from debtscope_collectors.joins.known_rights import of_model
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.sources.cards.terms import Terms, terms_of
from debtscope_collectors.sources.python.hub_calls import HubCall
from debtscope_collectors.sources.references.facts import HubLine

_ASIDE = frozenset({"test", "docs", "vendored", "generated"})
_TRIED_OUT = frozenset({"notebook", "experiment", "example"})
_SHOWS = frozenset({"notebook", "example"})
"""Where a library shows its users a call: what it names there ships to nobody."""
_MANY = 2
"""From so many on, assets are one item: what is tried out apart from what is in use."""
_TRIED = Driver(name="part", value=0.3, unit="x", ref="a notebook, an experiment or a library's default")
_SHOWN = 4
_CHOSEN = regex(r"^\{(?:opt|param):")
"""A name that is only the default of an option, or what a caller gives: whoever starts it can name another."""


@rule(
    id="LEG-014",
    category=Category.LEGAL,
    debt_type="supply chain, rights drift",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("files", "config", "references"),
    credits=("CR-21",),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, fetches = facts.one(CodeBase), facts.one(HubFetches)
    if code is None or fetches is None:
        return
    maturity = facts.one(RepositoryMaturity)
    is_live = maturity is not None and maturity.value is Maturity.PRODUCTION
    assets: dict[str, list[Finding]] = {}
    folders = {folder for path in code.modules for folder in folders_above(path)}
    for path, found in fetches.by_path.items():
        module = code.modules[path]
        if module.role in _ASIDE or (code.is_library and module.role in _SHOWS):
            continue
        for one in found:
            if one.name not in folders and path != "hubconf.py":
                known = assets.setdefault(one.name, [])
                known.append(_finding(module, one, is_told=bool(known), is_library=code.is_library, is_live=is_live))
    for line in facts.all(HubLine):
        role = role_by_path(line.path)
        if role not in _ASIDE and role not in _SHOWS:
            known = assets.setdefault(line.name, [])
            known.append(_of_line(line, is_told=bool(known), is_tried=role in _TRIED_OUT or code.is_library))
    tried = {name for name, found in assets.items() if all(one.drivers for one in found)}
    for is_tried in (True, False):
        alike = [found for name, found in assets.items() if (name in tried) is is_tried]
        if len(alike) >= _MANY:
            yield _folded(alike, is_tried=is_tried)
        else:
            yield from (one for found in alike for one in found)


def _folded(assets: list[list[Finding]], *, is_tried: bool) -> Finding:
    """One pass writes the revisions of them all; what is only tried out stands apart from what is in use."""
    names = [found[0].subject.name for found in assets]
    shown = listed(names, _SHOWN)
    order = list(Severity)
    return Finding(
        subject=Subject(kind="repo", name="hub assets" if is_tried else "hub assets in use"),
        title="Hub models or datasets have no fixed revision",
        severity=max((one.severity or Severity.MEDIUM for found in assets for one in found), key=order.index),
        drivers=assets[0][0].drivers,
        message=f"{len(names)} hub assets are fetched without a fixed commit: {shown}; content and licence can change under you.",
        evidence=tuple(evidence for found in assets for one in found for evidence in one.evidence),
        occurrences=float(len(names)),
        exposure=Exposure(kind="rights", note="the owners may change the licences or withdraw the assets"),
    )


def _of_line(line: HubLine, *, is_told: bool, is_tried: bool) -> Finding:
    """A command of an image or a script: the next build takes what the name holds on that day."""
    severity = Severity.LOW if is_tried or _is_plain(line.name) else Severity.MEDIUM
    seen = Evidence(
        kind="line", path=line.path, line=line.line, excerpt=line.text, ref=line.name, value=line.revision or None
    )
    return _asset(line.name, seen, severity, what="content and licence", is_told=is_told, is_tried=is_tried)


def _is_plain(name: str) -> bool:
    """One of the models that everybody takes, under a licence that asks for nothing: its owner has no reason to move it."""
    return terms_of(of_model(name)) is Terms.PERMISSIVE


def _finding(module: CodeModule, one: HubCall, *, is_told: bool, is_library: bool, is_live: bool) -> Finding:
    """Fetches of one name are one item: one revision, written once, pins them all."""
    is_tried = module.role in _TRIED_OUT or is_library
    can_run = one.runs_code or one.is_pickled
    is_mild = module.role in _TRIED_OUT or ((one.is_small or _is_plain(one.name)) and not can_run)
    severity = Severity.LOW if is_mild else Severity.MEDIUM
    if can_run and is_live and module.in_production and not is_tried and not _CHOSEN.match(one.symbol):
        severity = Severity.HIGH
    seen = Evidence(
        kind="line", path=module.path, line=one.line, excerpt=one.excerpt, ref=one.name, value=one.revision or None
    )
    return _asset(
        one.name, seen, severity, is_told=is_told, is_tried=is_tried,
        what="content, licence and code" if one.runs_code else "content and licence",
        how=" with trust_remote_code" if one.runs_code else "",
        by=", as its settings or callers name it" if one.symbol and one.name != one.shown else "",
    )  # fmt: skip


def _asset(
    name: str,
    seen: Evidence,
    severity: Severity,
    *,
    is_told: bool,
    is_tried: bool,
    what: str,
    how: str = "",
    by: str = "",
) -> Finding:
    """One fetch. `by` tells who names it where it is not the line itself: then the name is less sure."""
    head = f"at {seen.value}, which its owner can move" if seen.value else "at its moving head"
    return Finding(
        subject=Subject(kind="hub-asset", name=name),
        title=f"{name} has no fixed revision",
        severity=severity,
        confidence=Confidence.MEDIUM if by else None,
        message=f"{name} is fetched {head}{how} by {seen.path}:{seen.line}{by}; {what} can change under you.",
        evidence=(seen,),
        occurrences=0.0 if is_told else 1.0,
        drivers=(_TRIED,) if is_tried else (),
        exposure=Exposure(kind="rights", note=f"the owner of {name} may change its licence or withdraw it"),
    )
