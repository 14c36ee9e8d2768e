"""Training data has no licence or terms recorded

Detects
-------
Datasets of others that code which trains a model, or what it imports, fetches by name (Hugging Face, Kaggle, tfds, torchvision,
sklearn's `fetch_`, DVC `import-url`) with no word on their licence or terms: no dataset card, no row or sentence beside the name in
a README, data page or notice, no comment at the call. Datasets in a small bundled table of well-known licences are clean,
and so are files of the repository itself. Competitions of Kaggle whose address a README gives, without a word on the rules beside it, are one item
(medium, low in research) where the project trains: their rules mostly allow nothing but taking part. Sets of evaluations and demonstrations, what notebooks and experiments fetch, other sets that a README links to, and files by
a bare address, which may be anybody's, are silent. Also data that a data page calls bought or licensed while it says that vendor,
contract or terms are unknown. Two and more datasets are one item. In research they are medium,
and sets that a library's own loader fetches by name (CIFAR-10, the housing set) are left out there, as everybody knows them; what a
library's functions fetch for its callers, and its scripts, are left out too.

Why it is debt
--------------
The right to train on data, and to sell what was trained, comes from its terms as they were on the day of the download. They
change, pages vanish, and a model cannot be untrained; finding them out later costs more than writing them down.

How to pay it down
------------------
Beside each reference, record licence, address, date and allowed uses: a table in data/README.md is enough. Keep a copy of the
terms. Ask those who know the law where there are none.

Example
-------
Debt: `load_dataset("foo/reviews")` and no page that names it with its licence

Clean: `| foo/reviews | CC-BY-4.0 | https://… | 2026-03-01 |` in data/README.md

References
----------
Gebru et al. 2021, Datasheets for datasets. Regulation (EU) 2024/1689, article 10. Hugging Face documentation, Dataset cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
from debtscope_collectors.joins.accounts import own_accounts
from debtscope_collectors.joins.assets import Asset, ExternalAssets, Place
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.named_sets import NamedSet
from debtscope_collectors.sources.cards.facts import RightsPage

_TRIED_OUT = frozenset({"notebook", "experiment"})
_OF_A_LIBRARY = _TRIED_OUT | {"production", "script"}
"""What a library fetches there, its users fetch: its functions for their callers, its scripts for whoever starts them."""
_DEPTH = 3
_HUB = "huggingface.co/datasets/"
_MANY = 2
_SHOWN = 4
_PLACES = 3
_BOUGHT = regex(
    r"\b(?:bought|purchased|licensed|third[- ]party|external|paid)\b([^.\n]{0,80}?)\b(?:files?|data(?:sets?)?|lists?|feeds?|tables?)\b",
    re.I,
)
_UNKNOWN = regex(
    r"\b(?:vendor|contract|licen[cs]e|terms|supplier|source|provider)\b[^.;\n]{0,20}\b(?:unknown|unclear|missing|not (?:documented|known|found)|lost|tbd|ask)\b",
    re.I,
)
_SEARCHED = "searched: dataset cards, README and data pages, data licence and notice files, comments at the call, the bundled table"


@rule(
    id="LEG-002",
    category=Category.LEGAL,
    debt_type="data rights debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("files",),
    uses=("python", "cards", "docs", "dvc"),
)
def check(facts: Facts) -> Iterator[Finding]:
    for page in facts.all(RightsPage):
        if page.kind == "data":
            yield from _bought(page)
    if named := [one for one in facts.all(NamedSet) if not one.said_at and "/" not in one.name]:
        yield _named(facts, named)
    known = facts.one(ExternalAssets)
    code = facts.one(CodeBase)
    is_library = code is not None and code.is_library
    maturity = facts.one(RepositoryMaturity)
    is_research = maturity is None or maturity.value is Maturity.RESEARCH
    own = own_accounts(facts)
    trained = _trained_on(code) if code is not None else frozenset[str]()
    open_ones = [
        one
        for one in (known.assets if known else ())
        if one.kind == "dataset"
        and one.said_in is None
        and not _is_ours(one, own, is_library=is_library)
        and not (is_research and one.source == "library")
        and (one.source != "url" or one.name.startswith(_HUB))
        and (one.source == "dvc" or any(place.path in trained for place in one.places))
    ]
    severities = [_severity(one, is_library=is_library, is_research=is_research) for one in open_ones]
    if len(open_ones) >= _MANY:
        yield _folded(open_ones, max(severities))
        return
    for one, severity in zip(open_ones, severities, strict=True):
        yield _finding(one, severity)


def _trained_on(code: CodeBase) -> frozenset[str]:
    """Code that fits a model, what it imports, and what stands beside it in the module that uses both."""
    found: set[str] = set()
    for path, module in code.modules.items():
        if module.facts.training and module.role not in _TRIED_OUT:
            found |= set(code.closure(path, _DEPTH))
            found.update(one for user in module.imported_by for one in (user, *code.modules[user].imports))
    return frozenset(found)


def _named(facts: Facts, named: Sequence[NamedSet]) -> Finding:
    """Sets that pages give an address of."""
    maturity = facts.one(RepositoryMaturity)
    first = named[0]
    names = listed([one.name for one in named], _SHOWN)
    return Finding(
        subject=Subject(kind="repo", name="datasets of the pages", path=first.path),
        title="A dataset's terms are not on record",
        message=f"{first.path}:{first.line} says where the data comes from ({names}), and not under which terms it may be used.",
        line=first.line,
        severity=Severity.LOW if maturity is None or maturity.value is Maturity.RESEARCH else Severity.MEDIUM,
        confidence=Confidence.MEDIUM,
        evidence=(
            *(Evidence(kind="line", path=one.path, line=one.line, ref=one.name) for one in named[:8]),
            Evidence(kind="searched", ref="licence", excerpt=_SEARCHED),
        ),
        occurrences=float(len(named)),
        exposure=_exposure(names),
    )


def _is_ours(one: Asset, own: frozenset[str], *, is_library: bool) -> bool:
    """Of the project's own account (`account/data`, `github.com/account/data/…`, a set of the hub by its address), or what a library's function fetches for its callers."""
    head, _, rest = one.name.lower().removeprefix(_HUB).partition("/")
    if head in own or ("github" in head and rest.partition("/")[0] in own):
        return True
    return is_library and all(place.role in _OF_A_LIBRARY for place in one.places)


def _severity(one: Asset, *, is_library: bool, is_research: bool) -> Severity:
    if is_library:
        return Severity.LOW
    if is_research or one.source == "library" or all(place.role in _TRIED_OUT for place in one.places):
        return Severity.MEDIUM
    return Severity.HIGH


def _bought(page: RightsPage) -> Iterator[Finding]:
    for number, line in enumerate(page.text.splitlines(), 1):
        found = _BOUGHT.search(line[:2000])
        if not found or not _UNKNOWN.search(line[:2000]):
            continue
        what = re.sub(r"\W+", " ", found[1]).strip().lower()[:40] or "bought data"
        yield Finding(
            subject=Subject(kind="dataset", name=f"{what} data", path=page.path, symbol=what),
            title="Bought data has no terms on record",
            message=f"{page.path}:{number} speaks of bought or licensed data ({what}) whose vendor, contract or terms are not on record.",
            line=number,
            evidence=(Evidence(kind="line", path=page.path, line=number, ref="terms"),),
            confidence=Confidence.MEDIUM,
            exposure=Exposure(kind="rights", note="the terms of the purchase may limit training, use and resale"),
        )


def _finding(one: Asset, severity: Severity) -> Finding:
    place = one.places[0]
    more = f" and {len(one.places) - 1} more place{'s' if len(one.places) > 2 else ''}" if len(one.places) > 1 else ""
    return Finding(
        subject=Subject(kind="dataset", name=one.name, path=None),
        title="A dataset has no recorded licence",
        message=f"No licence or terms were found for {one.name}, which {place.path}:{place.line} fetches{more}.",
        severity=severity,
        confidence=_confidence(one),
        line=None,
        evidence=(*_evidence(one), Evidence(kind="searched", ref="licence", excerpt=_SEARCHED)),
        exposure=_exposure(one.name),
    )


def _folded(assets: list[Asset], severity: Severity) -> Finding:
    names = [one.name for one in assets]
    shown = listed(names, _SHOWN)
    return Finding(
        subject=Subject(kind="repo", name="datasets"),
        title="Datasets have no recorded licence",
        message=f"No licence or terms were found for {len(names)} datasets that the code fetches: {shown}.",
        severity=severity,
        confidence=Confidence.MEDIUM,
        evidence=(
            *(evidence for one in assets for evidence in _evidence(one)),
            Evidence(kind="searched", ref="licence", excerpt=_SEARCHED),
        ),
        occurrences=float(len(names)),
        exposure=_exposure(f"{len(names)} datasets"),
    )


def _confidence(one: Asset) -> Confidence:
    """An absence is never sure; and an address may be of anything, the owner's own files too."""
    return Confidence.LOW if one.source in ("url", "dvc") else Confidence.MEDIUM


def _evidence(one: Asset) -> Iterator[Evidence]:
    places: list[Place] = [*one.places[:_PLACES]]
    for place in places:
        yield Evidence(kind="line", path=place.path, line=place.line, excerpt=place.excerpt, ref=one.name)


def _exposure(name: str) -> Exposure:
    return Exposure(kind="rights", note=f"whether {name} may be used for training, and sold on, is not on record")
