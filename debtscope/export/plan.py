"""The paydown plan as a table and as JSON."""

from __future__ import annotations

from debtscope.export.cells import fit, width
from debtscope.export.document import SCHEMA_VERSION, item_document, plain, strict_json
from debtscope.export.table import where
from debtscope.model.figures import hours, payback
from debtscope.model.ledger import Item, Ledger
from debtscope.model.plan import Plan, PlanEntry
from debtscope.model.text import printable

PARTS = {
    "must-do": "must do, whatever its payback",
    "pays-back": "pays back within the horizon",
    "advised": "advised with the hours that are left",
}


def _line(entry: PlanEntry, wide: int) -> str:
    item = entry.item
    quick = " · quick win" if entry.quick_win else ""
    robust = f" · in {entry.robust:.0%} of redraws" if entry.robust is not None else ""
    place = fit(printable(where(item)), wide)
    return (
        f"  {hours(entry.hours):>6}  {hours(entry.cumulative_hours):>6}  {hours(item.interest.hours_per_month):>6}  "
        f"{payback(entry.payback_months):>6}  {fit(item.id, 17)}  {place}  {printable(item.title)}"
        f"\n  {'':>32}{printable(entry.reason)}{quick}{robust}"
    )


def plan_table(plan: Plan, columns: int = 0) -> str:
    """The plan in its three parts, the budget line, and what goes on costing."""
    head = f"{plan.budget_hours:g} h budget · {plan.horizon_weeks} weeks horizon"
    gain = f"{len(plan.entries)} items, {hours(plan.hours)} h · saves {hours(plan.saved_per_month)} h/month, {hours(plan.saved_hours)} h over the horizon"
    lines = [head, gain]
    if plan.break_even_months is not None:
        lines.append(f"break-even after {payback(plan.break_even_months)}")
    if plan.over_budget_hours > 0:
        lines.append(f"the must-do part alone is {hours(plan.over_budget_hours)} h over the budget")
    wide = min(max([width(printable(where(e.item))) for e in plan.entries] + [8]), 44 if columns else 60)
    for part, title in PARTS.items():
        entries = [e for e in plan.entries if e.part == part]
        if entries:
            lines += ["", title, f"  {'fix h':>6}  {'so far':>6}  {'h/m':>6}  {'pays':>6}  id"]
            lines += [_line(e, wide) for e in entries]
    lines += ["", *_rest(plan)]
    return "\n".join(lines) + "\n"


def _rest(plan: Plan) -> list[str]:
    if not plan.left_out:
        return ["Nothing is left out." if plan.entries else "Nothing to pay: no open item."]
    cost = sum(i.interest.hours_per_month for i in plan.left_out)
    lines = [f"left out: {len(plan.left_out)} items that go on costing {hours(cost)} h/month; the best of them:"]
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


def plan_json(plan: Plan, ledger: Ledger) -> str:
    """The plan as a document."""

    def entry(e: PlanEntry) -> dict[str, object]:
        return {
            "id": e.item.id, "part": e.part, "hours": e.hours, "cumulative_hours": e.cumulative_hours,
            "saved_hours": e.saved_hours, "payback_months": e.payback_months, "reason": e.reason,
            "robust": e.robust, "quick_win": e.quick_win, "item": item_document(e.item),
        }  # fmt: skip

    def brief(item: Item) -> dict[str, object]:
        return {"id": item.id, "hours": item.principal.hours, "hours_per_month": item.interest.hours_per_month}

    return strict_json(plain({
        "kind": "plan", "schema_version": SCHEMA_VERSION, "as_of": ledger.as_of,
        "repository": {"name": ledger.repository.name, "revision": ledger.repository.revision},
        "budget_hours": plan.budget_hours, "horizon_weeks": plan.horizon_weeks, "hours": plan.hours,
        "over_budget_hours": plan.over_budget_hours, "saved_hours_per_month": plan.saved_per_month,
        "saved_hours": plan.saved_hours, "break_even_months": plan.break_even_months,
        "entries": [entry(e) for e in plan.entries], "left_out": [brief(i) for i in plan.left_out],
        "better_accepted": [i.id for i in plan.better_accepted],
    }))  # fmt: skip
