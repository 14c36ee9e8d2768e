"""Own dataset has no full datasheet

Detects
-------
Dataset cards and datasheets of the repository's data that cover fewer than four of seven topics: origin, period, population,
preprocessing, labels, known bias, contact. Headings with nothing or a placeholder below them do not count; a sentence that names
a source, a span of years or a contact does. A Croissant file beside the data stands in for the sheet. Sheets in another language
than English are not read for topics. Datasets that have no sheet at all are not told here, since a folder of files does not say
whose they are. Three and more sheets are one item.

Why it is debt
--------------
Whoever trains on the data later does not know whom it covers, when it was collected and what was dropped, and learns it from
wrong predictions. Article 10 of the AI Act asks for the same facts of high-risk systems.

How to pay it down
------------------
Fill in the missing topics on one page, beside the .dvc file or the data; the one who collected it knows them in an hour.

Example
-------
Debt: data/README.md with a YAML head and two sentences

Clean: sections on collection, period, composition, preprocessing, labels, limitations, contact

References
----------
Gebru et al. 2021, Datasheets for datasets. Regulation (EU) 2024/1689, article 10. MLCommons, Croissant format.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.sources.cards.facts import Card
from debtscope_collectors.sources.cards.topics import DATASET

_ENOUGH = 4
_FOOTNOTE = regex(r"\[\^[^\]]{0,20}\]")
_MANY = 3
_SHOWN = 4
_ASIDE = frozenset({"test", "example", "vendored", "generated"})


@rule(
    id="LEG-005",
    category=Category.LEGAL,
    debt_type="documentation debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("cards",),
    uses=("files",),
    credits=("CR-18",),
)
def check(facts: Facts) -> Iterator[Finding]:
    croissants = {
        entry.path.rpartition("/")[0]
        for entry in facts.all(FileEntry)
        if entry.path.rpartition("/")[2].lower().startswith("croissant") and entry.path.endswith(".json")
    }
    thin = [
        card
        for card in facts.all(Card)
        if card.kind == "dataset"
        and card.is_english
        and len(card.topics) < _ENOUGH
        and role_by_path(card.path) not in _ASIDE
        and card.path.rpartition("/")[0] not in croissants
    ]
    if len(thin) >= _MANY:
        yield _folded(thin)
        return
    for card in thin:
        missing = ", ".join(topic for topic in DATASET if topic not in card.topics)
        name = _FOOTNOTE.sub("", card.name or "").strip() or card.path
        yield Finding(
            subject=Subject(kind="dataset", name=name, path=card.path),
            title="Datasheet is incomplete",
            message=f"{card.path} covers {len(card.topics)} of {len(DATASET)} topics of a datasheet for {name}; missing: {missing}.",
            line=1,
            evidence=(_evidence(card),),
            exposure=_exposure(),
        )


def _evidence(card: Card) -> Evidence:
    return Evidence(kind="file", path=card.path, line=1, ref="topics", value=", ".join(card.topics) or "none")


def _folded(cards: list[Card]) -> Finding:
    paths = [card.path for card in cards]
    shown = listed(paths, _SHOWN)
    return Finding(
        subject=Subject(kind="repo", name="datasheets"),
        title="Datasheets are incomplete",
        message=f"{len(cards)} datasheets cover fewer than {_ENOUGH} of {len(DATASET)} topics: {shown}.",
        evidence=tuple(_evidence(card) for card in cards),
        occurrences=float(len(cards)),
        exposure=_exposure(),
    )


def _exposure() -> Exposure:
    return Exposure(kind="accountability", note="whom the data covers and how it was collected cannot be shown")
