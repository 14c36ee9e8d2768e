"""The paydown plan in its formats."""

from __future__ import annotations

from debtscope.export.cells import fit, tail, width
from debtscope.export.columns import wrapped
from debtscope.export.document import SCHEMA_VERSION, item_document, plain, strict_json
from debtscope.export.table import csv_rows, where
from debtscope.model.figures import counted, hours, money, payback
from debtscope.model.ledger import Item, Ledger
from debtscope.model.plan import Plan, PlanEntry
from debtscope.model.text import printable
from debtscope.model.totals import total_interest

WEEKS_PER_MONTH = 365.25 / 12 / 7
_HARDLY_ANY = 0.5
_PAD = " " * 9
_SURE = "sure: in how many of 200 redraws of all hours within their ranges an item stays in the plan"
_SHARED_CAUSE = "items of one cause share what goes with them, so each may save less than it costs alone"
UNSURE = "unsure, so to be looked at and decided on before hours are given to them"
PARTS = {
    "must-do": "must do, whatever its payback",
    "pays-back": "pays back within the horizon",
    "advised": "advised with the hours that are left",
}


def proof(plan: Plan) -> str:
    """How good the choice is, as far as it was proven."""
    if plan.gap is None or not any(entry.part == "pays-back" for entry in plan.entries):
        return ""
    if plan.gap < 0.0005:
        return "no other choice of what pays back saves more within these hours"
    return f"within {plan.gap:.1%} of the most that any choice could save"


def shared(entry: PlanEntry) -> str:
    """Why an entry takes fewer hours than its principal."""
    work = entry.item.shares
    if work is None or entry.shared_with is None:
        return ""
    return f"{work.name}: done with {entry.shared_with}, {work.hours:g} h less"


def in_money(plan: Plan) -> str:
    """The plan at the team's own rate; empty where it gave none."""
    if plan.rate is None or not plan.entries:
        return ""
    return (
        f"at {plan.rate.amount:g} {plan.rate.currency} an hour: {money(plan.hours, plan.rate)} to pay, "
        f"{money(plan.saved_hours, plan.rate)} saved over {plan.horizon_weeks} weeks"
    )


def saves(plan: Plan, entry: PlanEntry) -> float:
    """Hours a month that go with an entry, its part of what goes with all of its cause: entries sum to the plan's saving."""
    return entry.saved_hours * WEEKS_PER_MONTH / plan.horizon_weeks if plan.horizon_weeks else 0.0


def who(item: Item) -> str:
    """The owner, or who is proposed; empty where nobody is."""
    return item.triage.owner or (f"{item.proposed_owner.name} (proposed)" if item.proposed_owner else "")


def spare(plan: Plan) -> str:
    """Why hours of the budget are left; empty when hardly any are."""
    left = plan.budget_hours - plan.hours
    if left < _HARDLY_ANY or not (plan.entries or plan.left_out):
        return ""
    accepted = {item.id for item in plan.better_accepted}
    worth = [item.principal.hours for item in plan.left_out if item.id not in accepted]
    why = (
        "nothing else is severe or pays back within the horizon"
        if not worth
        else f"of what else is worth paying, the least takes {hours(min(worth))} h"
        if min(worth) > left
        else "what else is worth paying does not fit into its owner's hours or pays back only with more"
    )
    return f"{hours(left)} h of the budget stay free: {why}"


def _lines(plan: Plan, entry: PlanEntry, columns: int) -> list[str]:
    """The figures with what it is; then its id with where, and why it is in where the figures do not tell."""
    item, pays = entry.item, payback(entry.payback_months)
    sure = "" if entry.robust is None else f"{entry.robust:.0%}"
    figures = f"  {hours(entry.hours):>5}  {hours(entry.cumulative_hours):>6}  {hours(saves(plan, entry)):>5}  {pays:>5}  {sure:>4}"
    beside = max(20, columns - width(figures) - 2) if columns else 1000
    room = max(20, columns - len(_PAD)) if columns else 1000
    told = [printable(shared(entry))] if entry.shared_with else []
    told += [printable(entry.reason)] if entry.reason != f"pays back in {pays}" else []
    place = f"{item.id}  {tail(printable(where(item)), max(8, room - len(item.id) - 2))}"
    place += " · quick win" if entry.quick_win and width(place) + 12 <= room else ""
    notes = [line for one in told for line in wrapped(one, "", room).splitlines()]
    return [f"{figures}  {fit(printable(item.title), beside).rstrip()}", *(_PAD + one for one in (place, *notes))]


def owners_over(plan: Plan) -> list[str]:
    """One sentence for each whose must-do part is more than the hours that they have."""
    return [
        f"what must be done by {printable(owner)} is {hours(more)} h over their hours"
        for owner, more in plan.over_owner_hours.items()
    ]


def plan_table(plan: Plan, columns: int = 0) -> str:
    """The plan in its three parts, the budget line, and what goes on costing."""
    head = f"{plan.budget_hours:g} h budget · {plan.horizon_weeks} weeks horizon"
    gain = (
        f"{counted(len(plan.entries), 'item')}, {hours(plan.hours)} h · saves {hours(plan.saved_per_month)} h/month, "
        f"{hours(plan.saved_hours)} h over the horizon"
    )
    lines = [head, gain] if plan.entries else [head]
    if plan.break_even_months is not None:
        lines.append(f"break-even after {payback(plan.break_even_months)}")
    lines += [wrapped(told, "", columns or 1000) for told in (in_money(plan), spare(plan), proof(plan)) if told]
    if plan.over_budget_hours > 0:
        lines.append(f"the must-do part alone is {hours(plan.over_budget_hours)} h over the budget")
    lines += owners_over(plan)
    for part, title in PARTS.items():
        entries = [e for e in plan.entries if e.part == part]
        if entries:
            lines += ["", title, f"  {'fix h':>5}  {'so far':>6}  {'h/m':>5}  {'pays':>5}  {'sure':>4}"]
            lines += [line for e in entries for line in _lines(plan, e, columns)]
    lines += ["", *_rest(plan, columns), *_legend(plan, columns)]
    return "\n".join(lines) + "\n"


def _legend(plan: Plan, columns: int) -> list[str]:
    told = [_SURE] if any(e.robust is not None for e in plan.entries) else []
    told += [_SHARED_CAUSE] if any(_saves_less(plan, e) for e in plan.entries) else []
    return ["", *(wrapped(one, "", columns or 200) for one in told)] if told else []


def _saves_less(plan: Plan, entry: PlanEntry) -> bool:
    return saves(plan, entry) < entry.item.interest.hours_per_month - 0.01


def _rest(plan: Plan, columns: int) -> list[str]:
    if not plan.left_out:
        none = "Nothing to pay: no open item" + (" of which debtscope is sure." if plan.unsure else ".")
        return ["Nothing is left out." if plan.entries else none, *_unsure(plan, columns)]
    cost = total_interest(plan.left_out).value
    left = counted(len(plan.left_out), "item")
    lines = [f"left out: {left}, {hours(cost)} h/month that go on; the best of them:"]
    for i in plan.left_out[:5]:
        row = f"  {fit(i.id, 17)}  {hours(i.principal.hours):>6} h  {hours(i.interest.hours_per_month):>6} h/m  {printable(i.title)}"
        lines.append(fit(row, columns).rstrip() if columns else row)
    if plan.better_accepted:
        more = f" and {len(plan.better_accepted) - 8} more" if len(plan.better_accepted) > 8 else ""
        named = ", ".join(i.id for i in plan.better_accepted[:8]) + more
        told = f"better accepted than paid, since they are not severe and do not pay back within the horizon: {named}"
        lines.append(wrapped(told, "", columns or 1000))
    return [*lines, *_unsure(plan, columns)]


def _unsure(plan: Plan, columns: int) -> list[str]:
    """What waits for somebody's look: counted apart, since its hours may be nobody's debt."""
    if not plan.unsure:
        return []
    more = f" and {len(plan.unsure) - 8} more" if len(plan.unsure) > 8 else ""
    named = ", ".join(i.id for i in plan.unsure[:8]) + more
    return [wrapped(f"{counted(len(plan.unsure), 'item')} {UNSURE}: {named}", "", columns or 1000)]


CSV_HEAD = (
    "order", "part", "id", "rule", "title", "severity", "owner", "due", "path", "line", "hours", "cumulative_hours",
    "saved_hours", "payback_months", "robust", "quick_win", "shared_with", "why",
)  # fmt: skip


def plan_csv(plan: Plan) -> str:
    """One row for each chosen item, in the order of the plan."""
    rows = [
        (
            n, e.part, e.item.id, e.item.rule.slug, e.item.title, e.item.severity.value, e.item.triage.owner,
            e.item.triage.due, e.item.path, e.item.line, e.hours, e.cumulative_hours, e.saved_hours, e.payback_months,
            e.robust, "yes" if e.quick_win else "", e.shared_with, e.reason,
        )
        for n, e in enumerate(plan.entries, start=1)
    ]  # fmt: skip
    return csv_rows(CSV_HEAD, rows)


def render_plan(plan: Plan, ledger: Ledger, form: str, columns: int = 0, base: str = "") -> str:
    """A plan in a named format: table, markdown, csv, json, github or gitlab; links of a page go by `base`."""
    if form == "json":
        return plan_json(plan, ledger)
    if form == "csv":
        return plan_csv(plan)
    if form == "markdown":
        from debtscope.export.plan_page import plan_markdown

        return plan_markdown(plan, base)
    if form in ("github", "gitlab"):
        from debtscope.export.tickets import github_drafts, gitlab_drafts

        return github_drafts(plan) if form == "github" else gitlab_drafts(plan)
    return plan_table(plan, columns)


def plan_json(plan: Plan, ledger: Ledger) -> str:
    """The plan as a document."""

    def entry(e: PlanEntry) -> dict[str, object]:
        return {
            "id": e.item.id, "part": e.part, "hours": e.hours, "cumulative_hours": e.cumulative_hours,
            "saved_hours": e.saved_hours, "payback_months": e.payback_months, "reason": e.reason,
            "shared_with": e.shared_with, "robust": e.robust, "quick_win": e.quick_win, "item": item_document(e.item),
        }  # fmt: skip

    def brief(item: Item) -> dict[str, object]:
        return {"id": item.id, "hours": item.principal.hours, "hours_per_month": item.interest.hours_per_month}

    return strict_json(plain({
        "kind": "plan", "schema_version": SCHEMA_VERSION, "as_of": ledger.as_of,
        "repository": {"name": ledger.repository.name, "revision": ledger.repository.revision},
        "budget_hours": plan.budget_hours, "horizon_weeks": plan.horizon_weeks, "hours": plan.hours,
        "over_budget_hours": plan.over_budget_hours, "over_owner_hours": dict(plan.over_owner_hours), "saved_hours_per_month": plan.saved_per_month,
        "saved_hours": plan.saved_hours, "break_even_months": plan.break_even_months,
        "hour_rate": plan.rate and {"amount": plan.rate.amount, "currency": plan.rate.currency}, "gap": plan.gap,
        "entries": [entry(e) for e in plan.entries], "left_out": [brief(i) for i in plan.left_out],
        "better_accepted": [i.id for i in plan.better_accepted], "unsure": [brief(i) for i in plan.unsure],
    }))  # fmt: skip
