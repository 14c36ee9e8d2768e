"""The sections that a card or a datasheet should have, told from its headings, its head and a few sure lines.

A heading with nothing below it, or with a placeholder ("More information needed"), is no section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from debtscope.model.regex import regex

MODEL: Final[Mapping[str, str]] = {
    "intended use": r"intended|\buses?\b|use cases?|purpose|direct use|overview of use",
    "out-of-scope use": r"out[- ]of[- ]scope|misuse|not intended|prohibited|when not to",
    "training data": r"training (?:data|set|dataset|procedure)|\bdata(?:sets?)?\b",
    "metrics": r"metrics?|evaluation|performance|results|accuracy|benchmark",
    "slices": r"slice|subgroup|segment|disaggregat|per[- ](?:class|region|group|language|country)|factors|fairness",
    "limitations": r"limitation|bias|risk|caveat|ethical|known issues",
    "owner": r"owner|contact|author|maintainer|developed by|model details|team",
    "version and date": r"version|date|changelog|model details|release",
}
"""Topic -> words of its headings."""
DATASET: Final[Mapping[str, str]] = {
    "origin": r"origin|source|collection|provenance|creation|acquisition|where .* from|curation|motivation",
    "period": r"period|time ?(?:frame|span|range)|date|when|temporal|coverage|version",
    "population": r"population|composition|instances|statistics|demographic|subjects|contents?|structure|summary|description",
    "preprocessing": r"pre-?processing|cleaning|preparation|processing|transform|normali[sz]",
    "labels": r"labels?|annotation|target|ground truth|classes",
    "known bias": r"bias|limitation|caveat|known issues|ethical|consideration|quality|risk",
    "contact": r"contact|maint|owner|author|curator|steward|support|citation",
}
_MODEL_LINES: Final[Mapping[str, str]] = {
    "out-of-scope use": r"\b(?:not (?:be used|intended|suitable) for|out of scope)\b",
    "owner": r"\b(?:owner|contact|author|maintainer|developed by|team)s?\W{0,6}:|[\w.]+@[\w.-]+\.\w",
    "version and date": r"\bversion\W{0,6}:?\W*v?\d|\b(?:date|updated|trained on|released)\W{0,6}:?\W*(?:19|20)\d\d",
}
_DATASET_LINES: Final[Mapping[str, str]] = {
    "origin": r"\b(?:export of|exported from|collected (?:from|by|via)|scraped from|downloaded from|source\W{0,4}:|taken from|comes from)",
    "period": r"\b(?:from|between|since|until|during|period)\b.{0,40}\b(?:19|20)\d\d\b",
    "labels": r"\b(?:labels?|targets?|annotat\w+)\b.{0,20}(?:\bis\b|\bare\b|\bby\b|:)",
    "contact": r"\b(?:owner|contact|maintainer|steward)s?\W{0,6}:|[\w.]+@[\w.-]+\.\w",
}
_HEADING: Final = regex(r"^#{1,6}[ \t]+(\S[^\n]{0,200})")
_WORDS: Final = regex(r"[^\W\d_]+")
_COMMON: Final = frozenset(
    {"the", "of", "and", "is", "for", "to", "in", "are", "with", "from", "by", "on", "this", "not"}
)
_FEW_WORDS: Final = 40
_ENOUGH_COMMON: Final = 0.04
_NOTHING: Final = regex(
    r"more information needed|\bto ?do\b|\btbd\b|to be (?:added|written|filled|done)|coming soon|lorem ipsum|^[\W_]*$|^\W*(?:n/a|none|unknown)\W*$",
    re.I,
)

DATA_ADDRESS: Final = (
    r"https?://(?:(?:open)?data|dados|datos|donnees|dati|daten)\.[\w.-]{1,80}/[\w%-]"
    r"|https?://[^\s()<>\"']{1,200}\.(?:csv|tsv|parquet|xlsx?|arff|jsonl)(?:\.(?:gz|zip))?\b"
)
"""The address of a table, or of a page of somebody's data portal (`data.gov`, `opendata.swiss`)."""


def topics(kind: str, head: Mapping[str, object], body: str) -> tuple[str, ...]:
    """Topics of the kind's list (model or dataset) that the card covers, in the list's order."""
    names, lines = (MODEL, _MODEL_LINES) if kind == "model" else (DATASET, _DATASET_LINES)
    found: set[str] = set()
    for heading, text in sections(body):
        if not _says_something(text):
            continue
        found |= {topic for topic, pattern in names.items() if re.search(pattern, heading, re.IGNORECASE)}
    for topic, pattern in lines.items():
        if any(
            re.search(pattern, line[:1000], re.IGNORECASE)
            for line in body.splitlines()
            if not _NOTHING.search(line[:1000])
        ):
            found.add(topic)
    if kind == "model" and (head.get("model-index") or head.get("metrics")):
        found.add("metrics")
    if kind == "model" and head.get("datasets"):
        found.add("training data")
    return tuple(topic for topic in names if topic in found)


def is_english(body: str) -> bool:
    """Whether common English words are as frequent as in prose; short texts count as English."""
    words = _WORDS.findall(body[:20_000].lower())
    return len(words) < _FEW_WORDS or sum(word in _COMMON for word in words) >= len(words) * _ENOUGH_COMMON


def sections(body: str) -> Iterator[tuple[str, str]]:
    """(heading, the text up to the next heading)."""
    heading = ""
    lines: list[str] = []
    for line in body.splitlines():
        match = _HEADING.match(line[:300])
        if match:
            yield heading, "\n".join(lines)
            heading, lines = match[1].strip().rstrip("#").strip(), []
        else:
            lines.append(line)
    yield heading, "\n".join(lines)


def _says_something(text: str) -> bool:
    return any(line.strip() and not _NOTHING.search(line[:1000]) for line in text.splitlines())
