"""Data or model with a restricted licence is in use

Detects
-------
Datasets and models of others whose recorded licence is non-commercial or for research: critical where the settings say that the
system is commercial, a text says proprietary or a model is deployed; medium at low confidence where nothing tells. Assets under one
licence are one item. Share-alike licences (CC-BY-SA, GPL) are medium, where something tells that the system is commercial. The licence is read from cards,
rows and sentences of the repository, else from a small bundled table with a date, which the evidence names. Also the repository's own
data folders whose card says such a licence while the code is declared freer. Licences that allow commercial use on conditions (Llama, Gemma, OpenRAIL),
`[profile] commercial = false`, assets that only tests, documentation and examples use (notebooks and experiments too, where nothing tells), and a library's loaders are clean.

Why it is debt
--------------
A model that earns money on terms that exclude it has to be replaced on the day that somebody asks, together with whatever was
trained from it.

How to pay it down
------------------
Replace the asset, buy a licence, or have the use approved and write down by whom and when. Set `[profile] commercial` so that
the rule knows. Whether a use is allowed is for a lawyer.

Example
-------
Debt: `from_pretrained("jinaai/jina-embeddings-v3")` (CC-BY-NC-4.0) behind a paid API

Clean: an Apache-2.0 model in its place

References
----------
Creative Commons, NonCommercial interpretation. Responsible AI Licenses. Hugging Face documentation, Licenses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.assets import Asset, ExternalAssets
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.named_sets import NamedSet
from debtscope_collectors.joins.rights import OwnRights
from debtscope_collectors.sources.cards.facts import Card
from debtscope_collectors.sources.cards.terms import Terms, family, identify, terms_of

_ALLOWS = regex(r"llama|gemma|\brail|openrail|tongyi|falcon-llm", re.IGNORECASE)
"""Licences that allow commercial use, on conditions."""
_PLACES = 3
_MOST = 12
_SHOWN = 3
_TRIED_OUT = frozenset({"notebook", "experiment"})


@rule(
    id="LEG-003",
    category=Category.LEGAL,
    debt_type="licence violation risk",
    severity=Severity.CRITICAL,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("python", "cards", "docs", "dvc"),
)
def check(facts: Facts) -> Iterator[Finding]:
    own = facts.one(OwnRights)
    code = facts.one(CodeBase)
    if own is None or own.commercial is False or own.terms is Terms.RESTRICTED:
        return
    yield from _cards(facts, own)
    yield from (
        _named(own, one)
        for one in facts.all(NamedSet)
        if terms_of(one.licence) is Terms.RESTRICTED and not _ALLOWS.search(one.licence or "")
    )
    known = facts.one(ExternalAssets)
    if known is None or (code is not None and code.is_library):
        return
    found: dict[str, list[tuple[Asset, Finding]]] = {}
    for one in known.assets:
        terms = terms_of(one.licence)
        if terms is None or terms is Terms.PERMISSIVE or _ALLOWS.search(one.licence or ""):
            continue
        is_used = any(use.role not in _TRIED_OUT for use in one.places)
        if own.commercial or (terms is Terms.RESTRICTED and is_used):
            found.setdefault(family(one.licence or ""), []).append((one, _finding(own, one, terms)))
    for ones in found.values():
        yield ones[0][1] if len(ones) == 1 else _of_one_licence(own, ones)


def _of_one_licence(own: OwnRights, ones: Sequence[tuple[Asset, Finding]]) -> Finding:
    """Assets under one licence: whoever reads its terms has read them for all."""
    first, finding = min(ones, key=lambda one: (one[1].severity is not None, one[0].name))
    names = listed([one.name for one, _ in ones], _SHOWN)
    return replace(
        finding,
        subject=Subject(kind="repo", name=f"assets under {family(first.licence or '')}"),
        title="Assets under a restricted licence are in use",
        message=f"{names} are under the licence {first.licence}; {first.places[0].path}:{first.places[0].line} uses one, and {_context(own)}.",
        line=None,
        evidence=tuple(one.evidence[0] for _, one in ones[:_MOST]) + finding.evidence[-1:],
        occurrences=1.0,
    )


def _cards(facts: Facts, own: OwnRights) -> Iterator[Finding]:
    """Data that lies here with a card of its own."""
    inventory = facts.one(ModelInventory)
    deployed = (
        [model.name for model in inventory.models if model.is_deployed and not model.retired] if inventory else []
    )
    for card in facts.all(Card):
        licence = identify(card.licence or "")
        if (
            card.kind != "dataset"
            or "/" not in card.path
            or terms_of(licence) is not Terms.RESTRICTED
            or _ALLOWS.search(licence or "")
        ):
            continue
        name = card.name or card.path
        behind = f"; deployed here: {', '.join(deployed[:_SHOWN])}" if deployed else ""
        yield Finding(
            subject=Subject(kind="dataset", name=name, path=card.path),
            title="Data under a restricted licence is in use",
            message=f"{card.path} says that the data ({name}) is {licence}, and {_context(own)}{behind}.",
            line=card.licence_line,
            severity=_severity(own, Terms.RESTRICTED, is_tried=False),
            confidence=None if own.commercial else Confidence.LOW,
            evidence=(
                Evidence(kind="line", path=card.path, line=card.licence_line, ref="license", value=licence),
                Evidence(kind="profile", ref="commercial", excerpt=_context(own)),
            ),
            exposure=_exposure(name, licence or ""),
        )


def _named(own: OwnRights, one: NamedSet) -> Finding:
    """Data that a page says the project trains on, by the licence that the page names."""
    return Finding(
        subject=Subject(kind="dataset", name=one.name),
        title="A dataset under a restricted licence is in use",
        message=f"{one.path}:{one.said_at} says that {one.name} is {one.licence}; the project trains on it, and {_context(own)}.",
        line=one.said_at,
        severity=_severity(own, Terms.RESTRICTED, is_tried=False),
        confidence=None if own.commercial else Confidence.LOW,
        evidence=(
            Evidence(kind="line", path=one.path, line=one.line, ref=one.name),
            Evidence(kind="line", path=one.path, line=one.said_at, ref="license", value=one.licence),
        ),
        exposure=_exposure(one.name, one.licence or ""),
    )


def _context(own: OwnRights) -> str:
    if not own.commercial:
        return own.commercial_reason
    return f"the system counts as commercial ({own.commercial_reason})"


def _severity(own: OwnRights, terms: Terms, *, is_tried: bool) -> Severity | None:
    if terms is Terms.SHARE_ALIKE or not own.commercial or is_tried:
        return Severity.MEDIUM
    return None


def _finding(own: OwnRights, one: Asset, terms: Terms) -> Finding:
    place = one.places[0]
    is_tried = all(use.role in _TRIED_OUT for use in one.places)
    said = f" by the {one.said_in}" if (one.said_in or "").startswith("bundled") else f", as {one.said_in} says"
    return Finding(
        subject=Subject(kind=one.kind, name=one.name),
        title=f"A {one.kind} under a restricted licence is in use",
        message=f"{one.name} is {one.licence}{said}; {place.path}:{place.line} uses it, and {_context(own)}.",
        severity=_severity(own, terms, is_tried=is_tried),
        confidence=None if own.commercial and not is_tried else Confidence.LOW,
        evidence=(
            *(
                Evidence(
                    kind="line", path=use.path, line=use.line, excerpt=use.excerpt, ref=one.name, value=one.licence
                )
                for use in one.places[:_PLACES]
            ),
            Evidence(kind="source", ref=one.name, excerpt=f"licence: {one.said_in}", value=one.licence),
        ),
        exposure=_exposure(one.name, one.licence or ""),
    )


def _exposure(name: str, licence: str) -> Exposure:
    return Exposure(kind="rights", note=f"whether this use of {name} is within {licence} has to be checked")
