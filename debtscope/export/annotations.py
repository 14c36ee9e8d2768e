"""A ledger for continuous integration: annotations of GitHub, GitLab's code quality report, JUnit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from debtscope.export.document import plain
from debtscope.export.order import listed
from debtscope.export.sarif import place_of
from debtscope.model.figures import hours
from debtscope.model.ledger import Item, Ledger
from debtscope.model.regex import regex
from debtscope.model.text import printable
from debtscope.model.vocabulary import Category, Severity

_COMMANDS = {Severity.CRITICAL: "error", Severity.HIGH: "error", Severity.MEDIUM: "warning", Severity.LOW: "notice"}
_QUALITY: Mapping[Severity, str] = {
    Severity.CRITICAL: "blocker", Severity.HIGH: "critical", Severity.MEDIUM: "major", Severity.LOW: "minor",
}  # fmt: skip
_NO_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _told(item: Item) -> str:
    price = f"{hours(item.principal.hours)} h to pay off, {hours(item.interest.hours_per_month)} h a month"
    return f"{printable(item.message)} ({item.id}: {price})"


def github_annotations(ledger: Ledger) -> str:
    """Workflow commands, one line an item; nothing a repository holds can end a line or a property."""
    lines: list[str] = []
    for item in listed(ledger.items):
        path, line = place_of(item)
        where = f"file={_property(printable(path))}" + (f",line={line}" if line else "")
        told = _told(item).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        lines.append(f"::{_COMMANDS[item.severity]} {where},title={_property(printable(item.title))}::{told}\n")
    return "".join(lines)


def _property(text: str) -> str:
    for sign, code in (("%", "%25"), ("\r", "%0D"), ("\n", "%0A"), (":", "%3A"), (",", "%2C")):
        text = text.replace(sign, code)
    return text


def code_quality(ledger: Ledger) -> str:
    """The report that GitLab shows in a merge request."""
    report: list[dict[str, object]] = []
    for item in listed(ledger.items):
        path, line = place_of(item)
        report.append({
            "description": _told(item), "check_name": item.rule.slug, "fingerprint": item.id,
            "severity": _QUALITY[item.severity], "location": {"path": path, "lines": {"begin": line or 1}},
        })  # fmt: skip
    return json.dumps(plain(report), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def junit(ledger: Ledger) -> str:
    """One suite for each category; every item is a failed case, a category without items one that passed."""
    items = listed(ledger.items)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="debtscope" tests="{_cases(items)}">']
    for category in Category:
        mine = [i for i in items if i.category is category]
        name = quoteattr(f"debtscope.{category.value}")
        lines.append(f'  <testsuite name={name} tests="{max(1, len(mine))}" failures="{len(mine)}" errors="0">')
        lines += [_case(item) for item in mine] or [f'    <testcase classname={name} name="no debt found"/>']
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _cases(items: list[Item]) -> int:
    return sum(max(1, sum(i.category is category for i in items)) for category in Category)


def _case(item: Item) -> str:
    path, line = place_of(item)
    place = f"{path}:{line}" if line else path
    body = "\n".join(printable(one) for one in (place, *item.remediation.splitlines()))
    name = quoteattr(_xml(f"{printable(item.title)} [{item.id}]"))
    return (
        f"    <testcase classname={quoteattr(_xml(f'debtscope.{item.rule.slug}'))} name={name}>"
        f"<failure message={quoteattr(_xml(_told(item)))}>{escape(_xml(body))}</failure></testcase>"
    )


def _xml(text: str) -> str:
    return _NO_XML.sub("?", text)
