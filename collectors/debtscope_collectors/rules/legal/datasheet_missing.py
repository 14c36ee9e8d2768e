"""Own dataset has no full datasheet

Detects
-------
Dataset cards and datasheets of the repository's data that cover fewer than four of seven topics: origin, period, population,
preprocessing, labels, known bias, contact. Headings with nothing or a placeholder below them do not count; a sentence that names
a source, a span of years or a contact does. A Croissant file beside the data stands in for the sheet. Sheets in another language
than English are not read for topics. Three and more sheets are one item. Where the project has no sheet at all, the files that its code
trains on are one item (low), unless a page on data, or a section on data in any page, describes them in two lines or more, in
whatever language. Data whose address the code or a page gives is left to dataset-without-licence, and data that the project makes
itself, libraries and their examples are left out.

Why it is debt
--------------
Whoever trains on the data later does not know whom it covers, when it was collected and what was dropped, and learns it from
wrong predictions. Article 10 of the AI Act asks for the same facts of high-risk systems.

How to pay it down
------------------
Fill in the missing topics on one page, beside the .dvc file or the data; the one who collected it knows them in an hour.

Example
-------
Debt: data/README.md with a YAML head and two sentences; data/churn.csv and no word on it

Clean: sections on collection, period, composition, preprocessing, labels, limitations, contact

References
----------
Gebru et al. 2021, Datasheets for datasets. Regulation (EU) 2024/1689, article 10. MLCommons, Croissant format.
"""

from __future__ import annotations

import posixpath
import re
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
from debtscope_collectors.joins.assets import ExternalAssets
from debtscope_collectors.joins.datasets import training_data
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.named_sets import NamedSet
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.cards.facts import Card, RightsPage
from debtscope_collectors.sources.cards.topics import DATA_ADDRESS, DATASET, sections
from debtscope_collectors.sources.dvc.facts import DvcProject

_ENOUGH = 4
_FOOTNOTE = regex(r"\[\^[^\]]{0,20}\]")
_MANY = 3
_SHOWN = 4
_ASIDE = frozenset({"test", "example", "vendored", "generated"})
_ON_DATA = regex(
    r"\b(?:data(?:sets?)?|datos|dados|daten|datensatz|donn[ée]es|dati|данные|датасет\w*)\b|数据|データ", re.IGNORECASE
)
_ON_WORK = regex(
    r"pipeline|version|valid|drift|quality|flow|engineer|process|ingest|monitor|lineage|structure|layout|storage|load|download|split|scien"
    r"|clean|transform|prepar|collect\w* service|science|base",
    re.IGNORECASE,
)
"""What a heading on data speaks of when it is about the work with it."""
_BOLD = regex(r"^(?:\*\*|__)([^*_\n]{1,60})(?:\*\*|__):?[ \t]*$", re.MULTILINE)
_ADDRESS = regex(DATA_ADDRESS, re.IGNORECASE)
_LEAST = 2
"""Lines from which on a section or page describes its data."""
_RAW = regex(r"(?:^|[/_.-])raw(?:[/_.-]|$)", re.IGNORECASE)
_MADE = regex(
    r"process|transform|interim|feature|clean|encoded|engineered|split|(?:^|[/_.-])(?:test|val|valid|validation|new|unseen)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_TABLE = regex(r"\.(?:csv|tsv|parquet|feather|arrow|jsonl|ndjson|xlsx?|arff|npz|h5|zip)(?:\.gz)?$", re.IGNORECASE)


@rule(
    id="LEG-005",
    category=Category.LEGAL,
    debt_type="documentation debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("cards", "docs", "python", "dvc"),
    credits=("CR-18",),
)
def check(facts: Facts) -> Iterator[Finding]:
    croissants = {
        entry.path.rpartition("/")[0]
        for entry in facts.all(FileEntry)
        if entry.path.rpartition("/")[2].lower().startswith("croissant") and entry.path.endswith(".json")
    }
    sheets = [card for card in facts.all(Card) if card.kind == "dataset"]
    if not sheets and not croissants:
        yield from _undescribed(facts)
    thin = [
        card
        for card in sheets
        if card.is_english
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


def _undescribed(facts: Facts) -> Iterator[Finding]:
    """What the project trains on, where no page says a word on it and nobody gives an address."""
    code, assets = facts.one(CodeBase), facts.one(ExternalAssets)
    if code is None or code.is_library or facts.all(NamedSet):
        return
    if any(one.kind == "dataset" for one in (assets.assets if assets else ())) or _is_described(facts):
        return
    places = _raw(list(dict.fromkeys(_trained_on(facts))))
    if not places:
        return
    names = list(dict.fromkeys(posixpath.basename(place.replace("\\", "/")) for place in places))
    many = len(names) > 1
    yield Finding(
        subject=Subject(kind="dataset", name="training data"),
        title="Training data is described nowhere",
        message=f"{listed(names, _SHOWN)} {'train' if many else 'trains'} the model; no page describes {'them' if many else 'it'}: "
        "where the rows come from, whom and which years they cover, and under which terms they may be used.",
        severity=Severity.LOW,
        confidence=Confidence.LOW,
        evidence=(
            *(Evidence(kind="data", ref=place, excerpt="trained on") for place in places[:_SHOWN]),
            Evidence(kind="searched", ref="datasheet", excerpt="cards, Croissant files, pages and sections on data"),
        ),
        exposure=_exposure(),
    )


def _trained_on(facts: Facts) -> Iterator[str]:
    """Files that training reads and the project does not make, and raw files that DVC keeps."""
    for source in training_data(facts):
        if source.kind == "file" and _TABLE.search(source.name) and not is_aside(source.path):
            yield source.name.removeprefix("./")
    code = facts.one(CodeBase)
    if code is None or not any(module.facts.training and module.is_own for module in code.modules.values()):
        return
    for project in facts.all(DvcProject):
        made = {out for stage in project.stages for out in stage.outs}
        for file in project.files:
            for out in file.outs:
                if (
                    out.path not in made
                    and not (file.import_repo or file.import_url or file.description)
                    and _TABLE.search(out.path)
                    and not is_aside(out.path)
                ):
                    yield out.path


def _raw(places: list[str]) -> list[str]:
    """What came from outside, where names tell it from what was made of it."""
    first = [place for place in places if not _MADE.search(place)]
    raw = [place for place in first if _RAW.search(place)]
    return raw or first or places


def _is_described(facts: Facts) -> bool:
    docs = facts.one(Documentation)
    if any(page.kind == "data" for page in facts.all(RightsPage)):
        return True
    for page in docs.pages if docs else ():
        if _ADDRESS.search(page.text):
            return True  # where they lie, whom and which years they cover is told
        name = posixpath.basename(page.path).rpartition(".")[0]
        if _ON_DATA.search(name.replace("_", " ")) and _lines(page.text) >= _LEAST:
            return True
        text = _BOLD.sub(r"# \1", page.text)  # a line in bold is a heading to whoever reads it
        for heading, below in sections(text):
            if _ON_DATA.search(heading) and not _ON_WORK.search(heading) and _lines(below) >= _LEAST:
                return True
    return False


def _lines(text: str) -> int:
    """Lines of words: fences, rules and empty ones say nothing."""
    return sum(any(letter.isalpha() for letter in line) and not line.startswith("```") for line in text.splitlines())


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
