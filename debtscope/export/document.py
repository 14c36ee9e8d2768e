"""The ledger as product.md's JSON document, and back. Strict JSON, ASCII, numbers to three decimals (files to six), fixed order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from enum import Enum
from typing import cast

from debtscope.model.finding import Evidence
from debtscope.model.ledger import Factor, FileExposure, Interest, Item, Ledger
from debtscope.model.score import MlTestScore, Section
from debtscope.model.totals import summarize
from debtscope.model.vocabulary import Status

SCHEMA_VERSION = 1

Document = dict[str, object]


def plain(value: object) -> object:
    """Strict-JSON form of a value: rounded numbers, words for enums, lone surrogates as visible escapes."""
    if isinstance(value, str):
        return _words(str(value.value) if isinstance(value, Enum) else value)
    if isinstance(value, bool) or value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return {_words(str(k)): plain(v) for k, v in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in cast("Sequence[object]", value)]
    return _words(str(value))


def _number(value: float) -> float | int | None:
    if value != value or value in (float("inf"), float("-inf")):
        return None
    rounded = round(value, 3)
    return int(rounded) if rounded == int(rounded) else rounded


def fine(value: float) -> float | int:
    """A number to six decimals."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _words(text: str) -> str:
    if text.isascii():
        return text
    # An undecodable byte of a file name is shown as the interface shows it, never as an invalid code point.
    return (
        "".join(f"\\x{ord(c) - 0xDC00:02x}" if "\udc80" <= c <= "\udcff" else c for c in text)
        .encode("utf-8", "backslashreplace")
        .decode()
    )


def strict_json(document: object) -> str:
    """Deterministic text of a document: two spaces, ASCII, a newline at the end."""
    return json.dumps(document, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _factor(factor: Factor) -> Document:
    return {
        "name": factor.name, "value": factor.value, "unit": factor.unit, "low": factor.low, "high": factor.high,
        "source": factor.source, "effect_hours": factor.effect_hours, "ref": factor.ref or None,
    }  # fmt: skip


def _interest(interest: Interest) -> Document:
    return {
        "hours_per_month": interest.hours_per_month, "low": interest.low, "high": interest.high,
        "model": interest.model, "factors": [_factor(f) for f in interest.factors],
    }  # fmt: skip


def _evidence(evidence: Evidence) -> Document:
    return {
        "kind": evidence.kind, "path": evidence.path, "line": evidence.line, "excerpt": evidence.excerpt,
        "ref": evidence.ref, "value": evidence.value, "fingerprint": evidence.fingerprint,
    }  # fmt: skip


def item_document(item: Item) -> Document:
    """One item as the document has it."""
    triage = item.triage
    raw: Document = {
        "id": item.id,
        "rule": {"id": item.rule.id, "slug": item.rule.slug, "version": item.rule.version, "origin": item.rule.origin},
        "title": item.title,
        "category": item.category,
        "debt_type": item.debt_type,
        "severity": item.severity,
        "confidence": item.confidence,
        "component": item.component,
        "subject": {"kind": item.subject.kind, "name": item.subject.name},
        "path": item.path,
        "line": item.line,
        "end_line": item.end_line,
        "symbol": item.symbol,
        "message": item.message,
        "why": item.why,
        "remediation": item.remediation,
        "evidence": [_evidence(e) for e in item.evidence],
        "principal": asdict(item.principal),
        "interest": _interest(item.interest),
        "exposure": asdict(item.exposure) if item.exposure else None,
        "introduced": asdict(item.introduced) if item.introduced else None,
        "state": item.state,
        "triage": {
            "status": triage.status, "verdict": triage.verdict, "by": triage.by, "at": triage.at,
            "owner": triage.owner, "due": triage.due, "until": triage.until, "reason": triage.reason,
            "note": triage.note, "link": triage.link, "source": triage.source, "conflict": triage.conflict,
            "woken": triage.woken,
        },
        "first_seen": item.first_seen,
        "last_seen": item.last_seen,
        "cause": item.cause,
        "must_do": item.must_do,
        "sources": item.sources,
        "tags": item.tags,
        "proposed_owner": asdict(item.proposed_owner) if item.proposed_owner else None,
        "shares": asdict(item.shares) if item.shares else None,
        "after": item.after,
    }  # fmt: skip
    return cast("Document", plain(raw))


def head_document(ledger: Ledger) -> Document:
    """The document without its items."""
    raw: Document = {
        "kind": "ledger",
        "schema_version": SCHEMA_VERSION,
        "tool": {
            "name": "debtscope",
            "version": ledger.tool_version,
            "rules_run": [{"id": r.id, "version": r.version} for r in ledger.rules_run],
            "config_digest": ledger.config_digest,
        },
        "as_of": ledger.as_of,
        "repository": asdict(ledger.repository),
        "maturity": {"value": ledger.maturity, "reason": ledger.maturity_reason},
        "sources": [asdict(s) for s in ledger.sources],
        "diagnostics": [asdict(d) for d in ledger.diagnostics],
        "summary": summary_document(ledger),
        "ml_test_score": score_document(ledger.score) if ledger.score else None,
        "models": [asdict(m) for m in ledger.models],
        "model_uses": [asdict(one) for one in ledger.model_uses],
        "files": [],
        "credits": [asdict(c) for c in ledger.credits],
        "suppressed": [asdict(s) for s in ledger.suppressed],
    }  # fmt: skip
    if ledger.run:
        raw["run"] = dict(ledger.run)
    document = cast("Document", plain(raw))
    document["files"] = [_file(file) for file in ledger.files]
    return document


def _file(file: FileExposure) -> Document:
    """Six decimals: three would make equals of a large repository's small shares."""
    numbers = {
        "touches_per_month": file.touches_per_month, "share": file.share,
        "corrective_hours_per_month": file.corrective_hours_per_month, "loc": file.loc, "low": file.low,
        "high": file.high,
    }  # fmt: skip
    return {"path": _words(file.path), **{name: fine(value) for name, value in numbers.items()}}


def score_document(score: MlTestScore) -> Document:
    """The 28 tests, each with its worth, who says so, and why."""
    return {
        **{section.value: score.section(section) for section in Section},
        "total": score.total,
        "asked": score.asked,
        "tests": [
            {
                "id": result.id, "section": result.test.section, "title": result.test.title, "value": result.value,
                "decided_by": result.decided, "full": result.full, "half": result.half, "searched": result.searched,
                "blocked_by": result.blocked_by, "question": result.test.question,
                "answer": asdict(result.answer) if result.answer else None,
            }
            for result in score.results
        ],
    }  # fmt: skip


def summary_document(ledger: Ledger) -> Document:
    """The totals of a ledger as the document has them."""
    summary = summarize(ledger.items)
    return {
        "items": summary.items,
        "principal_hours": summary.principal_hours,
        "interest_hours_per_month": asdict(summary.interest),
        "by_category": {k: asdict(v) for k, v in summary.by_category.items()},
        "by_status": {s.value: summary.by_status.get(s.value, 0) for s in Status},
        "by_severity": {k: asdict(v) for k, v in summary.by_severity.items()},
    }


def ledger_document(ledger: Ledger) -> Document:
    """The whole document."""
    return {**head_document(ledger), "items": [item_document(item) for item in ledger.items]}


def json_lines(ledger: Ledger) -> str:
    """The document without its items on the first line, then one item a line."""
    lines = [head_document(ledger), *(item_document(item) for item in ledger.items)]
    return "".join(json.dumps(line, ensure_ascii=True, allow_nan=False) + "\n" for line in lines)
