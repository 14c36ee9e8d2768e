"""The review as Markdown, for a pull request or a chat. Repository text is escaped, never markup."""

from __future__ import annotations

import pandas as pd

from debtscope.analytics.frames import attendees_of
from debtscope.analytics.review import Review
from debtscope.analytics.trends import bought
from debtscope.export.markdown import code, escape
from debtscope.export.plan_page import plan_markdown
from debtscope.model.figures import hours
from debtscope.model.review import SECTIONS, TITLES
from debtscope.report.words import SHOWN, lines, sentences


def review_markdown(review: Review) -> str:
    """Agenda, minutes, who and where, and the plan."""
    source = review.source
    name = escape(source.after.repository.name)
    out = [f"# Debt review of {name}: {source.since} to {source.after.as_of}", ""]
    out += [f"{one}." for one in sentences(review)]
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
    out += _sums("Where", review.components.head(10), "component")
    out += _sums("Whose", review.owners.head(10), "owner")
    out += _taken_on(review)
    plan = plan_markdown(source.plan).replace("# Paydown plan", "## Next: a plan", 1).replace("\n## ", "\n### ")
    return "\n".join([*out, "", plan.replace("\n### Next", "\n## Next", 1)])


def _minutes(review: Review) -> list[str]:
    present = ", ".join(escape(name) for name in attendees_of(review.source))
    head = ["", "## Minutes", "", *([f"Present: {present}.", ""] if present else [])]
    if not len(review.decisions):
        return [*head, "Nobody decided anything since."]
    rows = [
        f"| {escape(str(r['at'])[:10])} | {escape(str(r['by']))} | {escape(str(r['item']))} | {escape(str(r['title']))} | "
        f"{escape(str(r['verdict']))} | {escape(str(r['owner'] or ''))} | {escape(str(r['due'] or ''))} | "
        f"{escape(str(r['reason'] or ''))} | {hours(r['interest'])} |"
        for r in review.decisions.to_dict("records")
    ]
    columns = "| when | who | item | what | verdict | whose | due or until | why | h/month |"
    return [*head, columns, "|---|---|---|---|---|---|---|---|---|", *rows, *_bought(review)]


def _bought(review: Review) -> list[str]:
    told = bought(review)
    if not told.items:
        return []
    many = f"{told.items} item{'s' if told.items != 1 else ''}"
    return ["", f"Planned: {many}, {hours(told.principal)} h of work that ends {hours(told.interest)} h a month."]


def _sums(title: str, frame: pd.DataFrame, column: str) -> list[str]:
    if not len(frame):
        return []
    rows = [
        f"| {escape(str(r[column]))} | {int(r['items'])} | {hours(r['principal'])} | {hours(r['interest'])} |"
        for r in frame.to_dict("records")
    ]
    return ["", f"## {title}", "", f"| {column} | items | fix h | h/month |", "|---|---|---|---|", *rows]


def _taken_on(review: Review) -> list[str]:
    if not len(review.taken_on):
        return []
    rows = [
        f"- {escape(str(r['author']))} in {code(str(r['revision'])[:8])}: {int(r['items'])} items, {hours(r['interest'])} h a month"
        for r in review.taken_on.to_dict("records")
    ]
    return ["", "## Debt taken on", "", *rows]
