"""The review as Markdown, for a pull request or a chat. Repository text is escaped, never markup."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from debtscope.analytics.frames import attendees_of
from debtscope.analytics.review import Review
from debtscope.export.markdown import code, escape
from debtscope.export.plan_page import plan_markdown
from debtscope.model.figures import hours
from debtscope.model.review import SECTIONS, TITLES
from debtscope.report import shown
from debtscope.report.words import SHOWN, lines, sentences


def review_markdown(review: Review) -> str:
    """Agenda, minutes, who and where, and the plan."""
    source = review.source
    name = escape(source.after.repository.name)
    out = [f"# Debt review of {name}: {source.since} to {source.after.as_of}", ""]
    first, *rest = (f"{one}." for one in sentences(review))
    out += [first, "", " ".join(rest), "", *_table(shown.TOTALS_HEAD, shown.totals(review))]
    out += ["", *_table(shown.SECTIONS_HEAD, shown.sections(review))]
    for section in SECTIONS:
        frame = review.section(section)
        if not len(frame):
            continue
        out += ["", f"## {TITLES[section]} ({len(frame)})", ""]
        for one in lines(frame, escape):
            where = f" ({code(one.place)})" if one.place else ""
            out.append(f"- **{one.id}** {one.message}{where}: {one.price}; {one.owner}")
        if len(frame) > SHOWN:
            out.append(f"- and {len(frame) - SHOWN} more")
    out += _minutes(review)
    out += _sums("Where", review.components, "component")
    out += _sums("Whose", review.owners, "owner")
    out += _taken_on(review)
    plan = plan_markdown(source.plan).replace("# Paydown plan", "## Next: a plan", 1).replace("\n## ", "\n### ")
    return "\n".join([*out, "", plan.replace("\n### Next", "\n## Next", 1)])


def _minutes(review: Review) -> list[str]:
    present = ", ".join(escape(name) for name in attendees_of(review.source))
    head = ["", "## Minutes", "", *([f"Present: {present}.", ""] if present else [])]
    rows = shown.minutes(review)
    if not rows:
        return [*head, "Nobody decided anything since."]
    bought = shown.purchase(review)
    return [*head, *_table(shown.MINUTES_HEAD, rows), *(["", bought] if bought else [])]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Numbers to the right, texts made harmless."""
    numbers = shown.columns(head)
    rule = "|".join("---:" if n in numbers else "---" for n in range(len(head)))
    return [f"| {' | '.join(head)} |", f"|{rule}|", *(f"| {' | '.join(map(escape, row))} |" for row in rows)]


def _sums(title: str, frame: pd.DataFrame, column: str) -> list[str]:
    rows = shown.groups(frame, column)
    return ["", f"## {title}", "", *_table((column, *shown.GROUPS_HEAD), rows)] if rows else []


def _taken_on(review: Review) -> list[str]:
    if not len(review.taken_on):
        return []
    rows = [
        f"- {escape(str(r['author']))} in {code(str(r['revision'])[:8])}: {int(r['items'])} items, {hours(r['interest'])} h a month"
        for r in review.taken_on.to_dict("records")
    ]
    return ["", "## Debt taken on", "", *rows]
