"""Identity: ids that survive moved lines, renamed files and reordered keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from debtscope.model.regex import regex

if TYPE_CHECKING:
    from debtscope.model.finding import Evidence, Finding, Subject

_SPACE = regex(r"\s+")
_DATE = regex(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?)?")
FOREIGN = "sarif"
"""With this and a slash the rules of other tools begin; no repository of a portfolio is called so."""
_GROWING = regex(r"\b[0-9a-f]{7,64}\b|\d+")


def item_id(rule_id: str, subject: Subject, origin_path: str | None) -> str:
    """`RULE-ID-xxxxxxxx` from the rule, the subject's kind and the subject at its origin path.

    Debt of the whole repository is itself wherever the fix would be written today.
    """
    at_path = origin_path if subject.kind != "repo" else None
    place = [at_path, subject.symbol or ""] if at_path else [subject.name]
    return f"{rule_id}-{digest32(rule_id, subject.kind, *place)}"


def repository_of(item_id: str) -> str:
    """Of an item of a portfolio the repository, with which its id begins; empty in a ledger of one repository."""
    head, slash, _ = item_id.partition("/")
    return head if slash and head != FOREIGN else ""


def digest32(*parts: str) -> str:
    """Eight lower-case base32 characters of a sha256 over the parts."""
    import base64  # here, and not above: the application's first frame asks of an id its repository alone
    import hashlib

    raw = hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogateescape")).digest()
    return base64.b32encode(raw)[:8].decode().lower()


def evidence_fingerprint(rule_id: str, finding: Finding, evidence: Evidence) -> str:
    """Names the fact itself: its kind, symbol, reference and white-space-folded excerpt, no line and no growing count."""
    symbol = finding.subject.symbol or ""
    return digest32(rule_id, evidence.kind, symbol, evidence.ref or "", _folded(evidence.excerpt))


def member_fingerprint(symbol: str | None, evidence: Evidence) -> str:
    """Names one member of an item's evidence, whatever its line and whenever it was measured."""
    return digest32(evidence.kind, symbol or "", _DATE.sub("#", evidence.ref or ""), _folded(evidence.excerpt))


def fact_fingerprint(symbol: str | None, evidence: Evidence) -> str:
    """Names what the evidence says without anything that grows with time: ids, dates, counts."""
    return digest32(
        evidence.kind, symbol or "", _GROWING.sub("#", evidence.ref or ""), _GROWING.sub("#", _folded(evidence.excerpt))
    )


def _folded(text: str | None) -> str:
    return _SPACE.sub(" ", text or "").strip()
