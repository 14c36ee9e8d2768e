"""A ledger as SARIF 2.1.0, in the form that code scanning takes: rules with help, fingerprints, suppressions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from debtscope.export.document import plain
from debtscope.export.order import listed
from debtscope.model.figures import hours
from debtscope.model.finding import Evidence
from debtscope.model.ledger import Item, Ledger
from debtscope.model.text import printable
from debtscope.model.vocabulary import Severity, Status

LEVELS: Mapping[Severity, str] = {
    Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "note",
}  # fmt: skip
_SUPPRESSED = {Status.ACCEPTED, Status.DISMISSED}
_MOST_PLACES = 20
_NO_PLACE = "README.md"
"""Code scanning refuses a report if one result has no place: what belongs to no file stands at the repository's door."""


def sarif(ledger: Ledger) -> str:
    """One run. Paid items are left out; accepted and dismissed ones are suppressed, deferred ones are not."""
    items = [i for i in listed(ledger.items, everything=True) if i.triage.status is not Status.PAID]
    rules = {item.rule.id: item for item in reversed(items)}
    names = sorted(rules)
    index = {name: n for n, name in enumerate(names)}
    run: dict[str, object] = {
        "tool": {"driver": {
            "name": "debtscope", "semanticVersion": ledger.tool_version, "rules": [_rule(rules[name]) for name in names],
        }},
        "automationDetails": {"id": "debtscope/"},
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The root of the scanned repository."}}},
        "results": [_result(item, index[item.rule.id]) for item in items],
        "columnKind": "unicodeCodePoints",
    }  # fmt: skip
    document = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(plain(document), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _rule(item: Item) -> dict[str, object]:
    return {
        "id": item.rule.id,
        "name": "".join(word.capitalize() for word in item.rule.slug.replace("/", "-").split("-")),
        "shortDescription": {"text": printable(item.title)},
        "fullDescription": {"text": _prose(item.why)},
        "help": {"text": f"{_prose(item.why)}\n\n{_prose(item.remediation)}"},
        "defaultConfiguration": {"level": LEVELS[item.severity]},
        "properties": {"tags": ["technical-debt", item.category.value, *_words(item.debt_type)]},
    }


def _words(text: str) -> list[str]:
    return [printable(text)] if text else []


def _prose(text: str) -> str:
    return "\n".join(printable(line) for line in text.splitlines())


def _result(item: Item, rule: int) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": item.rule.id,
        "ruleIndex": rule,
        "level": LEVELS[item.severity],
        "message": {"text": _message(item)},
        "locations": [_location(*place_of(item))],
        "partialFingerprints": {"debtscopeItem/v1": item.id},
        "properties": {
            "principalHours": item.principal.hours, "interestHoursPerMonth": item.interest.hours_per_month,
            "confidence": item.confidence.value, "status": item.triage.status.value,
        },
    }  # fmt: skip
    if related := _related(item):
        result["relatedLocations"] = related
    if item.triage.status in _SUPPRESSED:
        justification = f"{item.triage.status.value}: {item.triage.reason or 'no reason given'}"
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": printable(justification)}
        ]  # fmt: skip
    return result


def _message(item: Item) -> str:
    price = (
        f"{hours(item.principal.hours)} h to pay off, {hours(item.interest.hours_per_month)} h a month while it stays"
    )
    return f"{printable(item.message)} ({price})"


def place_of(item: Item) -> tuple[str, int | None]:
    """A file of the repository and a line: the item's own, else its first evidence's, else the repository's door."""
    if _is_inside(item.path):
        return str(item.path), item.line
    for one in item.evidence:
        if _is_inside(one.path):
            return str(one.path), one.line
    return _NO_PLACE, None


def _is_inside(path: str | None) -> bool:
    return bool(path) and not str(path).startswith("outside:")


def _related(item: Item) -> list[dict[str, object]]:
    places: dict[tuple[str, int | None], Evidence] = {}
    for one in item.evidence:
        if _is_inside(one.path) and (one.path, one.line) != (item.path, item.line):
            places.setdefault((str(one.path), one.line), one)
    chosen: Sequence[tuple[tuple[str, int | None], Evidence]] = list(places.items())[:_MOST_PLACES]
    return [
        {"id": n, **_location(*place), "message": {"text": printable(one.kind)}}
        for n, (place, one) in enumerate(chosen)
    ]


def _location(path: str, line: int | None) -> dict[str, object]:
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a pair that no file name holds
        raw = path.encode("utf-8", "surrogatepass")
    place: dict[str, object] = {"artifactLocation": {"uri": quote(raw), "uriBaseId": "ROOT"}}
    if line is not None and line > 0:
        place["region"] = {"startLine": line}
    return {"physicalLocation": place}
