"""Whose the repository's own work is, and whether it is sold: what the rules on licences ask first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import Facts, Maturity, RepositoryMaturity, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.cards.facts import Card, LicenceClaim, LicenceText, RightsPage
from debtscope_collectors.sources.cards.terms import Terms, identify, terms_of
from debtscope_collectors.sources.docs.facts import DocPage

_TEXT_NAMES: Final = regex(r"^(?:licen[cs]e|copying|unlicense)[^/]*$", re.IGNORECASE)
_SENTENCE: Final = regex(
    r"\b(?:licen[cs]ed under|released under|distributed under|under the terms of|license:|licence:)\W{0,6}(?:the |an? )?([^\n.]{2,80})"
    r"|img\.shields\.io/badge/licen[cs]e-([\w.%+-]{2,40})",
    re.IGNORECASE,
)
_PROPRIETARY: Final = regex(
    r"\b(?:all rights reserved|(?:for )?internal use only|proprietary (?:software|code|licen[cs]e|and confidential|to )|confidential and proprietary)"
    r"|\b(?:is|are|remains?|licen[cs]e) ?: ?(?:proprietary|confidential)\b|\b(?:is|are|remains?) (?:strictly |company |both )?(?:proprietary|confidential)\b"
    r"|^[ \t*_>-]*(?:proprietary|confidential)[ .*_!]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""Of the project itself: formats, models and data of others are proprietary in many a README."""


@frozen
class Declaration:
    """One place where the repository says its licence."""

    path: str
    line: int | None
    licence: str | None
    """Short name; None for a licence that is not known."""
    kind: str
    """text, metadata, card or page."""


@frozen
class OwnRights:
    """The licence of the repository's own work."""

    declarations: tuple[Declaration, ...]
    """Of the top: licence texts first, then metadata, cards and the README."""
    commercial: bool | None
    """Set by the team; else True where a text says proprietary or a model is deployed; None where nothing tells."""
    commercial_reason: str

    @property
    def licences(self) -> tuple[str, ...]:
        """The known ones, each once."""
        return tuple(dict.fromkeys(one.licence for one in self.declarations if one.licence))

    @property
    def terms(self) -> Terms | None:
        """The strictest class among the declared licences of the code."""
        found = [
            terms for one in self.declarations if one.kind != "card" and (terms := terms_of(one.licence)) is not None
        ]
        return max(found, default=None)


_OF_RIGHTS = regex(
    r"licen[cs]|copyright|©|\brights?\b|propriet|permi(?:t|ssion)|free (?:to|for)|freely|open[- ]?source|public domain|\bterms\b|\bCC\b|\bMIT\b|\bGPL|apache|\bBSD\b",
    re.IGNORECASE,
)
"""Words by which a page says what others may do."""


@join(OwnRights)
def own_rights(facts: Facts) -> Iterator[OwnRights]:
    """Exactly one."""
    declared = tuple(_declarations(facts))
    commercial, reason = _commercial(facts, declared)
    yield OwnRights(declarations=declared, commercial=commercial, commercial_reason=reason)


def _declarations(facts: Facts) -> Iterator[Declaration]:
    for text in facts.all(LicenceText):
        if "/" not in text.path and _TEXT_NAMES.match(text.path):
            yield Declaration(path=text.path, line=None, licence=text.spdx, kind="text")
    for claim in facts.all(LicenceClaim):
        if "/" not in claim.path:
            yield Declaration(path=claim.path, line=claim.line, licence=claim.licence, kind="metadata")
    for card in facts.all(Card):
        if card.kind == "model" and "/" not in card.path and card.licence:
            yield Declaration(path=card.path, line=card.licence_line, licence=identify(card.licence), kind="card")
    for page in facts.all(DocPage):
        if "/" not in page.path and page.kind == "readme" and (found := _said(page)):
            yield found


def _said(page: DocPage) -> Declaration | None:
    for match in _SENTENCE.finditer(page.text):
        if licence := identify(re.split(r"[\])(`*,;]", (match[1] or match[2]).replace("%20", " "))[0].strip(" [`*")):
            return Declaration(
                path=page.path, line=page.text.count("\n", 0, match.start()) + 1, licence=licence, kind="page"
            )
    heading = next(
        (line for line, words in page.headings if re.fullmatch(r"\W*licen[cs](?:e|ing)\W*", words, re.I)), None
    )
    if heading is None and not _PROPRIETARY.search(page.text):
        return None
    below = "\n".join(page.text.splitlines()[heading : heading + 4]) if heading else "proprietary"
    if heading and identify(below) is None and not _OF_RIGHTS.search(below):
        return None  # a heading above words that grant and reserve nothing
    return Declaration(path=page.path, line=heading, licence=identify(below), kind="page")


def _commercial(facts: Facts, declared: tuple[Declaration, ...]) -> tuple[bool | None, str]:
    if facts.settings.profile.commercial is not None:
        return facts.settings.profile.commercial, "the settings say so"
    for one in declared:
        if one.licence == "LicenseRef-proprietary":
            return True, f"{one.path} says proprietary"
    maturity = facts.one(RepositoryMaturity)
    if maturity is not None and maturity.value is Maturity.PRODUCTION:
        return True, maturity.reason
    return None, "nothing tells whether the system is commercial"


def notices(facts: Facts) -> tuple[RightsPage, ...]:
    """NOTICE, THIRD_PARTY, ATTRIBUTION files and the like."""
    return tuple(page for page in facts.all(RightsPage) if page.kind == "notice")
