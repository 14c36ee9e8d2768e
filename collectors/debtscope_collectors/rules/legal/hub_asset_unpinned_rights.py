"""Hub model or dataset has no fixed revision

Detects
-------
Models and datasets that a running system fetches from a hub by name (`from_pretrained`, `pipeline(model=…)`, `load_dataset`,
`hf_hub_download`, `snapshot_download`, `SentenceTransformer`, `torch.hub.load`) without the commit that it means: medium. A
container, a pipeline, a job or a service of an application has to reach the fetch, or the command stands in an image, a compose
file, CI or a script (`…/resolve/main/…`, a clone, the hub's own program). Where what is fetched can run here
(`trust_remote_code=True`, also as the default of a settings class's field that the call is given; pickled weights, `torch.hub.load`) and its name is written down, any code that is not merely tried out
counts, that of a library too; high where a service of a repository in production does it. Two and more assets are one item. A name counts too where a module of settings, a
settings file of the repository or the default of an environment variable tells it. A data set counts where code that trains fetches it, or imports what does: at sets that are
only shown, copied or measured against readers of real repositories shrugged.

Silent: what the project's own account publishes; notebooks, experiments and examples; defaults of a library and of an option, which whoever starts it can change; files of a
tokenizer or a configuration; well-known models under a permissive licence (by a bundled table), which nobody has a reason to move;
local paths, names that only the deployment gives, tags that name a release, what a method of several classes is given, and commits of forty digits.

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

import posixpath
from collections.abc import Iterator, Set

from debtscope.api import (
    Category,
    Confidence,
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
from debtscope_collectors.joins.accounts import is_of, own_accounts
from debtscope_collectors.joins.assets import folders_above
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.hub_fetches import HubFetches
from debtscope_collectors.joins.known_rights import of_model
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.sources.cards.terms import Terms, terms_of
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.python.hub_calls import HubCall
from debtscope_collectors.sources.references.facts import HubLine

_ASIDE = frozenset({"test", "docs", "vendored", "generated"})
_TRIED_OUT = frozenset({"notebook", "experiment", "example"})
_MANY = 2
"""From so many on, assets are one item."""
_SHOWN = 4
_STEPS = 2
"""Imports from a program that trains to the file that fetches its data."""
_CHOSEN = regex(r"^\{(?:opt|param):")
"""A name that is only the default of an option, or what a caller gives: whoever starts it can name another."""

_RELEASE = regex(r"^v?\d+(?:\.\d+)+$")
"""A tag that names a release: its owner means it to stay, and moving it would be seen."""


@rule(
    id="LEG-014",
    category=Category.LEGAL,
    debt_type="supply chain, rights drift",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("files", "config", "references", "containers"),
    credits=("CR-21",),
)
def check(facts: Facts) -> Iterator[Finding]:
    code, fetches = facts.one(CodeBase), facts.one(HubFetches)
    if code is None or fetches is None:
        return
    maturity = facts.one(RepositoryMaturity)
    is_live = maturity is not None and maturity.value is Maturity.PRODUCTION
    assets: dict[str, list[Finding]] = {}
    shipped = set(_copied(facts))
    own, learning = own_accounts(facts), _learning(code)
    folders = {folder for path in code.modules for folder in folders_above(path)}
    for path, found in fetches.by_path.items():
        module = code.modules[path]
        if module.role in _ASIDE or module.role in _TRIED_OUT or path == "hubconf.py":
            continue
        for one in found:
            if one.name in folders or _is_own(one.name, own) or (one.is_data and path not in learning):
                continue
            if _matters(module, one, shipped, is_library=code.is_library):
                known = assets.setdefault(one.name, [])
                known.append(_finding(module, one, is_told=bool(known), is_live=is_live and not code.is_library))
    for line in facts.all(HubLine) if not code.is_library else ():
        role = role_by_path(line.path)
        if role not in _ASIDE and role not in _TRIED_OUT and not _is_plain(line.name) and not _is_own(line.name, own):
            known = assets.setdefault(line.name, [])
            known.append(_of_line(line, is_told=bool(known)))
    if len(assets) >= _MANY:
        yield _folded(list(assets.values()))
    else:
        yield from (one for found in assets.values() for one in found)


def _learning(code: CodeBase) -> frozenset[str]:
    """Files that train, and what they import."""
    trains = (path for path, module in code.modules.items() if module.facts.training and module.role not in _ASIDE)
    return frozenset(inner for path in trains for inner in code.closure(path, _STEPS))


def _is_own(name: str, accounts: Set[str]) -> bool:
    """`acme/net` of `github.com/acme-ai`: whoever moves it is who uses it."""
    return "/" in name and is_of(name.partition("/")[0], accounts)


def _copied(facts: Facts) -> Iterator[str]:
    """Files that an image takes by their name: the build may run what no command starts."""
    for spec in facts.all(ContainerSpec):
        folder = posixpath.dirname(spec.path)
        yield from (posixpath.normpath(posixpath.join(folder, one)) for one in spec.copies if one.endswith(".py"))


def _matters(module: CodeModule, one: HubCall, shipped: Set[str], *, is_library: bool) -> bool:
    """What moves is met by a system that runs without anybody looking, or it runs here."""
    if one.runs_code or one.is_pickled:
        return not _CHOSEN.match(one.symbol) and not _RELEASE.match(one.revision)
    if is_library or one.is_small or _is_plain(one.name):
        return False
    return module.in_production or module.path in shipped


def _folded(assets: list[list[Finding]]) -> Finding:
    """One pass writes the revisions of them all."""
    names = [found[0].subject.name for found in assets]
    shown = listed(names, _SHOWN)
    order = list(Severity)
    return Finding(
        subject=Subject(kind="repo", name="hub assets in use"),
        title="Hub models or datasets have no fixed revision",
        severity=max((one.severity or Severity.MEDIUM for found in assets for one in found), key=order.index),
        message=f"{len(names)} hub assets are fetched without a fixed commit: {shown}; content and licence can change under you.",
        evidence=tuple(evidence for found in assets for one in found for evidence in one.evidence),
        occurrences=float(len(names)),
        exposure=Exposure(kind="rights", note="the owners may change the licences or withdraw the assets"),
    )


def _of_line(line: HubLine, *, is_told: bool) -> Finding:
    """A command of an image or a script: the next build takes what the name holds on that day."""
    seen = Evidence(
        kind="line", path=line.path, line=line.line, excerpt=line.text, ref=line.name, value=line.revision or None
    )
    return _asset(line.name, seen, Severity.MEDIUM, what="content and licence", is_told=is_told)


def _is_plain(name: str) -> bool:
    """One of the models that everybody takes, under a licence that asks for nothing: its owner has no reason to move it."""
    return terms_of(of_model(name)) is Terms.PERMISSIVE


def _finding(module: CodeModule, one: HubCall, *, is_told: bool, is_live: bool) -> Finding:
    """Fetches of one name are one item: one revision, written once, pins them all."""
    can_run = one.runs_code or one.is_pickled
    severity = Severity.HIGH if can_run and is_live and module.in_production else Severity.MEDIUM
    seen = Evidence(
        kind="line", path=module.path, line=one.line, excerpt=one.excerpt, ref=one.name, value=one.revision or None
    )
    return _asset(
        one.name, seen, severity, is_told=is_told,
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
        exposure=Exposure(kind="rights", note=f"the owner of {name} may change its licence or withdraw it"),
    )
