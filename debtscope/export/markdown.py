"""Ledgers and plans as Markdown for a pull request, a chat or a ticket. Repository text is escaped, never markup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from debtscope.export.order import listed
from debtscope.export.plan import proof, shared
from debtscope.export.table import totals_line, where
from debtscope.model.figures import hours, payback
from debtscope.model.ledger import Item, Ledger
from debtscope.model.plan import Plan, PlanEntry
from debtscope.model.text import printable

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#!&~@])")


def escape(text: str) -> str:
    """Text that no Markdown renderer takes for markup, a link, a mention or HTML."""
    return _SPECIAL.sub(r"\\\1", printable(text)).replace("://", ":\\//")


def code(text: str) -> str:
    """An inline code span around any text."""
    shown = printable(text).replace("|", "\\|")
    fence = "`" * (max((len(run) for run in re.findall(r"`+", shown)), default=0) + 1)
    pad = " " if shown.startswith("`") or shown.endswith("`") else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}", *(f"| {' | '.join(row)} |" for row in rows)]


def _item_row(item: Item) -> list[str]:
    return [
        item.severity.value, item.id, escape(item.message), code(where(item)), hours(item.principal.hours),
        hours(item.interest.hours_per_month), payback(item.payback_months), item.triage.status.value,
    ]  # fmt: skip


def ledger_markdown(ledger: Ledger) -> str:
    """The ledger as one table."""
    repo = ledger.repository
    lines = [
        f"# Technical debt of {escape(repo.name)}",
        "",
        f"{totals_line(ledger)}. As of {ledger.as_of}, revision {code((repo.revision or 'none')[:12])}.",
        "",
    ]
    head = ["severity", "id", "what", "where", "fix h", "cost h/month", "pays in", "status"]
    items = listed(ledger.items)
    lines += _rows(head, [_item_row(i) for i in items]) if items else ["No debt found."]
    return "\n".join(lines) + "\n"


_PARTS = {
    "must-do": "Must do (whatever its payback)",
    "pays-back": "Pays back within the horizon",
    "advised": "Advised with the hours that are left",
}


def _task(entry: PlanEntry) -> str:
    item = entry.item
    who = item.triage.owner or (f"{item.proposed_owner.name} (proposed)" if item.proposed_owner else "nobody yet")
    due = f", due {escape(item.triage.due)}" if item.triage.due else ""
    saves = (
        f"saves {hours(item.interest.hours_per_month)} h a month" if item.interest.hours_per_month else "saves no hours"
    )
    why = escape(entry.reason) + (f"; {escape(told)}" if (told := shared(entry)) else "")
    return (
        f"- [ ] **{item.id}** {escape(item.message)} ({code(where(item))})\n"
        f"  {hours(entry.hours)} h, {saves}; owner: {escape(who)}{due}. In because: {why}."
    )


def _gain(plan: Plan) -> str:
    return (
        f"{len(plan.entries)} items for {hours(plan.hours)} h; they cost {hours(plan.saved_per_month)} h a month now, "
        f"{hours(plan.saved_hours)} h over {plan.horizon_weeks} weeks."
    )


def plan_markdown(plan: Plan) -> str:
    """A paydown plan in its three parts, with what is left out."""
    lines = [
        f"# Paydown plan for {plan.budget_hours:g} hours",
        "",
        _gain(plan),
    ]
    if plan.break_even_months is not None:
        lines.append(f"Break-even after {payback(plan.break_even_months)}.")
    if plan.over_budget_hours > 0:
        lines.append(f"**The must-do part alone is {hours(plan.over_budget_hours)} h over the budget.**")
    if told := proof(plan):
        lines.append(f"{told[0].upper()}{told[1:]}.")
    for part, title in _PARTS.items():
        entries = [e for e in plan.entries if e.part == part]
        if entries:
            lines += ["", f"## {title}", "", *map(_task, entries)]
    if quick := [e for e in plan.entries if e.quick_win]:
        lines += ["", f"Quick wins (an hour at most, paid back within a month): {', '.join(e.item.id for e in quick)}."]
    if plan.left_out:
        cost = sum(i.interest.hours_per_month for i in plan.left_out)
        lines += ["", f"Left out: {len(plan.left_out)} items that go on costing {hours(cost)} h a month."]
    if plan.better_accepted:
        lines += [
            "",
            f"Better accepted than paid (not severe, never pays back): {', '.join(i.id for i in plan.better_accepted)}.",
        ]
    return "\n".join(lines) + "\n"
