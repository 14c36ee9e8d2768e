"""A plan as drafts of issues: one JSON object a line, as the trackers' interfaces take them. Nothing is sent anywhere."""

from __future__ import annotations

import json
from collections.abc import Sequence

from debtscope.export.document import plain
from debtscope.export.markdown import code, escape
from debtscope.export.plan import shared
from debtscope.export.table import where
from debtscope.model.figures import hours
from debtscope.model.plan import Plan, PlanEntry
from debtscope.model.text import printable

_LONGEST_TITLE = 200
_EVIDENCE_SHOWN = 10


def github_drafts(plan: Plan) -> str:
    """For `POST /repos/{owner}/{repo}/issues`: title, body and labels."""
    return _lines([
        {"title": _title(entry), "body": _body(entry), "labels": _labels(entry)} for entry in plan.entries
    ])  # fmt: skip


def gitlab_drafts(plan: Plan) -> str:
    """For `POST /projects/{id}/issues`: title, description, labels and, where there is one, due_date."""
    drafts: list[dict[str, object]] = []
    for entry in plan.entries:
        draft: dict[str, object] = {
            "title": _title(entry), "description": _body(entry), "labels": ",".join(_labels(entry)),
        }  # fmt: skip
        if entry.item.triage.due:
            draft["due_date"] = entry.item.triage.due
        drafts.append(draft)
    return _lines(drafts)


def _lines(drafts: Sequence[dict[str, object]]) -> str:
    return "".join(json.dumps(plain(draft), ensure_ascii=True, allow_nan=False) + "\n" for draft in drafts)


def _title(entry: PlanEntry) -> str:
    return printable(f"{entry.item.title}: {where(entry.item)}", limit=_LONGEST_TITLE)


def _labels(entry: PlanEntry) -> list[str]:
    return ["technical debt", f"debt: {entry.item.category.value}", f"severity: {entry.item.severity.value}"]


def _body(entry: PlanEntry) -> str:
    item = entry.item
    lines = [escape(item.message), ""]
    lines += [f"- {code(place)}" for place in _places(entry)]
    lines += [
        "",
        "**Why it is debt.**",
        *_prose(item.why),
        "",
        "**How to pay it down.**",
        *_prose(item.remediation),
        "",
    ]
    saves = f"costs about {hours(item.interest.hours_per_month)} hours a month ({hours(item.interest.low)} to {hours(item.interest.high)})"
    lines.append(f"Takes about {hours(entry.hours)} hours; {saves}. In the plan because: {escape(entry.reason)}.")
    if told := shared(entry):
        lines.append(f"{escape(told)}.")
    if item.triage.owner or item.proposed_owner:
        proposed = f"{item.proposed_owner.name} (proposed: {item.proposed_owner.by})" if item.proposed_owner else ""
        lines.append(f"Owner: {escape(item.triage.owner or proposed)}.")
    return "\n".join([*lines, "", f"debtscope item {item.id}, rule {item.rule.id} {item.rule.slug}"])


def _prose(text: str) -> list[str]:
    return [escape(line) for line in text.splitlines()]


def _places(entry: PlanEntry) -> list[str]:
    found: dict[str, None] = {}
    for one in entry.item.evidence:
        if one.path:
            found[f"{one.path}:{one.line}" if one.line else one.path] = None
    return list(found)[:_EVIDENCE_SHOWN]
