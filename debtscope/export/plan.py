"""The paydown plan in its formats."""

from __future__ import annotations

from debtscope.export.cells import fit, width
from debtscope.export.document import SCHEMA_VERSION, item_document, plain, strict_json
from debtscope.export.table import csv_rows, where
from debtscope.model.figures import hours, payback
from debtscope.model.ledger import Item, Ledger
from debtscope.model.plan import Plan, PlanEntry
from debtscope.model.text import printable
from debtscope.model.totals import total_interest

WEEKS_PER_MONTH = 365.25 / 12 / 7
_HARDLY_ANY = 0.5
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


def saves(plan: Plan, entry: PlanEntry) -> float:
    """Hours a month that go with an entry, beside the others of its cause: entries sum to the plan's saving."""
    return entry.saved_hours * WEEKS_PER_MONTH / plan.horizon_weeks if plan.horizon_weeks else 0.0


def who(item: Item) -> str:
    """The owner, or who is proposed; empty where nobody is."""
    return item.triage.owner or (f"{item.proposed_owner.name} (proposed)" if item.proposed_owner else "")


def spare(plan: Plan) -> str:
    """Why hours of the budget are left; empty when hardly any are."""
    left = plan.budget_hours - plan.hours
    if left < _HARDLY_ANY:
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


def _line(plan: Plan, entry: PlanEntry, wide: int) -> str:
    item = entry.item
    quick = " · quick win" if entry.quick_win else ""
    robust = f" · in {entry.robust:.0%} of redraws" if entry.robust is not None else ""
    place = fit(printable(where(item)), wide)
    less = f" · {printable(shared(entry))}" if entry.shared_with else ""
    return (
        f"  {hours(entry.hours):>6}  {hours(entry.cumulative_hours):>6}  {hours(saves(plan, entry)):>6}  "
        f"{payback(entry.payback_months):>6}  {fit(item.id, 17)}  {place}  {printable(item.title)}"
        f"\n  {'':>32}{printable(entry.reason)}{quick}{less}{robust}"
    )


def owners_over(plan: Plan) -> list[str]:
    """One sentence for each whose must-do part is more than the hours that they have."""
    return [
        f"what must be done by {printable(owner)} is {hours(more)} h over their hours"
        for owner, more in plan.over_owner_hours.items()
    ]


def plan_table(plan: Plan, columns: int = 0) -> str:
    """The plan in its three parts, the budget line, and what goes on costing."""
    head = f"{plan.budget_hours:g} h budget · {plan.horizon_weeks} weeks horizon"
    gain = f"{len(plan.entries)} items, {hours(plan.hours)} h · saves {hours(plan.saved_per_month)} h/month, {hours(plan.saved_hours)} h over the horizon"
    lines = [head, gain]
    if plan.break_even_months is not None:
        lines.append(f"break-even after {payback(plan.break_even_months)}")
    lines += [told for told in (spare(plan), proof(plan)) if told]
    if plan.over_budget_hours > 0:
        lines.append(f"the must-do part alone is {hours(plan.over_budget_hours)} h over the budget")
    lines += owners_over(plan)
    wide = min(max([width(printable(where(e.item))) for e in plan.entries] + [8]), 44 if columns else 60)
    for part, title in PARTS.items():
        entries = [e for e in plan.entries if e.part == part]
        if entries:
            lines += ["", title, f"  {'fix h':>6}  {'so far':>6}  {'h/m':>6}  {'pays':>6}  id"]
            lines += [_line(plan, e, wide) for e in entries]
    lines += ["", *_rest(plan)]
    return "\n".join(lines) + "\n"


def _rest(plan: Plan) -> list[str]:
    if not plan.left_out:
        return ["Nothing is left out." if plan.entries else "Nothing to pay: no open item."]
    count, cost = len(plan.left_out), total_interest(plan.left_out).value
    lines = [f"left out: {count} item{'s' if count != 1 else ''}, {hours(cost)} h/month that go on; the best of them:"]
    lines += [
        f"  {fit(i.id, 17)}  {hours(i.principal.hours):>6} h  {hours(i.interest.hours_per_month):>6} h/m  {printable(i.title)}"
        for i in plan.left_out[:5]
    ]
    if plan.better_accepted:
        lines.append(
            f"better accepted than paid: {', '.join(i.id for i in plan.better_accepted[:8])}"
            + (" …" if len(plan.better_accepted) > 8 else "")
        )
    return lines


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
        "gap": plan.gap,
        "entries": [entry(e) for e in plan.entries], "left_out": [brief(i) for i in plan.left_out],
        "better_accepted": [i.id for i in plan.better_accepted],
    }))  # fmt: skip
