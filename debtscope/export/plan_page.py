"""The paydown plan as Markdown, for a pull request, a chat or a ticket. Repository text is escaped, never markup."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from urllib.parse import quote

from debtscope.export.markdown import code, escape, rows_markdown
from debtscope.export.plan import UNSURE, in_money, owners_over, proof, saves, shared, spare, who
from debtscope.export.table import where
from debtscope.model.figures import counted, hours, payback
from debtscope.model.ledger import Item
from debtscope.model.plan import Plan, PlanEntry
from debtscope.model.totals import total_interest

_PARTS = {
    "must-do": "Must do (whatever its payback)",
    "pays-back": "Pays back within the horizon",
    "advised": "Advised with the hours that are left",
}
_FEWEST_ALIKE = 3
"""Items of one rule that stand below one line."""
_ABOUT_AS_SOON = 1.5
"""By so much later paid back at most, so that who stops halfway has still done the best first."""
_TELLING_WORDS = 4
"""Words that titles have to end in alike before these stand for all."""
_QUICK_SHOWN = 10
_LEFT_SHOWN = 5
_ACCEPTED_SHOWN = 10


def _linked(item: Item, base: str) -> str:
    """Where an item is, as a link into the work tree; `base` leads there from the folder of the page."""
    path, line = item.path, item.line
    if path is None:
        path, line = next(((e.path, e.line) for e in item.evidence if e.path), (None, None))
    is_whole = item.path is None and (item.subject.kind == "repo" or item.subject.name == ".")
    shown = (f"{path}:{line}" if line else path or "") if is_whole else where(item)
    if not shown:
        return ""
    if path is None or path.startswith(("outside:", "/")) or ".." in path.split("/"):
        return code(shown)
    target = quote(path.encode("utf-8", "surrogateescape"), safe="/") + (f"#L{line}" if line else "")
    return f"[{code(shown)}]({base or './'}{target})"


def _task(plan: Plan, entry: PlanEntry, base: str, *, below: str = "") -> str:
    """A check box; `below` is the title that stands above it already."""
    item = entry.item
    due = f", due {escape(item.triage.due)}" if item.triage.due else ""
    monthly = saves(plan, entry)
    gain = f"saves {hours(monthly)} h a month" if monthly else "saves no hours"
    robust = f"; chosen in {entry.robust:.0%} of redraws" if entry.robust is not None else ""
    why = escape(entry.reason) + (f"; {escape(told)}" if (told := shared(entry)) else "")
    title = "" if item.title == below else f"**{escape(item.title)}** "
    pad = "  " if below else ""
    head = " ".join(part for part in (f"{title}{_linked(item, base)}".strip(), item.id) if part)
    return (
        f"{pad}- [ ] {head}  \n"
        f"{pad}  {escape(item.message)}  \n"
        f"{pad}  {hours(entry.hours)} h, {gain}; owner: {escape(who(item) or 'nobody yet')}{due}. In because: {why}{robust}."
    )


def _tasks(plan: Plan, entries: Sequence[PlanEntry], base: str) -> list[str]:
    """In the order of the plan; three and more of one kind that pay back about as soon stand together."""
    lines: list[str] = []
    left: list[PlanEntry] = list(entries)
    while left:
        alike = _alike(left)
        together = alike if len(alike) >= _FEWEST_ALIKE else alike[:1]
        told = {entry.item.id for entry in together}
        left = [entry for entry in left if entry.item.id not in told]
        if len(together) == 1:
            lines.append(_task(plan, together[0], base))
            continue
        title = _title(alike)
        cost, gain = sum(entry.hours for entry in alike), sum(saves(plan, entry) for entry in alike)
        lines.append(f"- **{escape(title)}**: {len(alike)} items, {hours(cost)} h, {_monthly(gain)}")
        lines += [_task(plan, entry, base, below=title) for entry in alike]
    return lines


def _alike(left: Sequence[PlanEntry]) -> list[PlanEntry]:
    """The first with what is done in the same breath: of its rule, paid back not much later, and nothing waits in between."""
    first = left[0]
    waiting = {entry.item.id for entry in left if entry.item.rule.slug != first.item.rule.slug}
    latest = None if first.payback_months is None else first.payback_months * _ABOUT_AS_SOON
    return [
        entry
        for entry in left
        if entry.item.rule.slug == first.item.rule.slug
        and waiting.isdisjoint(entry.item.after)
        and (latest is None or (entry.payback_months is not None and entry.payback_months <= latest))
    ]


def _title(alike: Sequence[PlanEntry]) -> str:
    """What their titles have in common, where that says something; else the rule's name."""
    titles = sorted({entry.item.title for entry in alike})
    if len(titles) == 1:
        return titles[0]
    words = [title.split() for title in titles]
    same = 0
    while same < min(map(len, words)) and len({one[-1 - same] for one in words}) == 1:
        same += 1
    if same >= _TELLING_WORDS:
        return "… " + " ".join(words[0][len(words[0]) - same :])
    return alike[0].item.rule.slug.replace("-", " ").capitalize()


def _quick(plan: Plan) -> list[str]:
    quick = [entry for entry in plan.entries if entry.quick_win]
    if not quick:
        return []
    named = ", ".join(entry.item.id for entry in quick[:_QUICK_SHOWN])
    more = f" and {len(quick) - _QUICK_SHOWN} more" if len(quick) > _QUICK_SHOWN else ""
    cost, gain = sum(entry.hours for entry in quick), sum(saves(plan, entry) for entry in quick)
    return [
        "",
        f"Quick wins (an hour at most, paid back within a month): {len(quick)} of these, {hours(cost)} h, {_monthly(gain)}: {named}{more}.",
    ]


def _monthly(gain: float) -> str:
    return f"saves {hours(gain)} h a month" if gain else "saves no hours"


def _gain(plan: Plan) -> list[str]:
    count = f"{len(plan.entries)} item{'s' if len(plan.entries) != 1 else ''}"
    over = f"{hours(plan.saved_hours)} h over {plan.horizon_weeks} weeks"
    lines = [f"{count} for {hours(plan.hours)} h: saves {hours(plan.saved_per_month)} h a month, {over}."]
    if plan.break_even_months is not None:
        lines.append(f"Break-even after {payback(plan.break_even_months)}.")
    if plan.over_budget_hours > 0:
        lines.append(f"**The must-do part alone is {hours(plan.over_budget_hours)} h over the budget.**")
    lines += [f"**W{escape(told[1:])}.**" for told in owners_over(plan)]
    lines += [f"{told[0].upper()}{told[1:]}." for told in (in_money(plan), spare(plan), proof(plan)) if told]
    if any(entry.robust is not None for entry in plan.entries):
        lines.append("All hours are estimates: each item says in how many redraws of them it is still chosen.")
    return lines


def _by_owner(plan: Plan) -> list[str]:
    """Whose hours the plan takes; nobody's last."""
    entries: defaultdict[str, list[PlanEntry]] = defaultdict(list)
    for entry in plan.entries:
        entries[who(entry.item)].append(entry)
    if len(entries) < 2:
        return []
    ordered = sorted(entries.items(), key=lambda pair: (not pair[0], -sum(e.hours for e in pair[1]), pair[0]))
    rows = [
        [
            escape(name or "nobody yet"),
            str(len(own)),
            hours(sum(e.hours for e in own)),
            hours(sum(saves(plan, e) for e in own)),
        ]
        for name, own in ordered
    ]
    return ["", *rows_markdown(["who", "items", "hours", "saves h/month"], rows)]


def _brief(item: Item, base: str) -> str:
    place = _linked(item, base)
    return (
        f"- {escape(item.title)}{' ' if place else ''}{place} {item.id}: {hours(item.principal.hours)} h to pay off, "
        f"{hours(item.interest.hours_per_month)} h a month"
    )


def _rest(plan: Plan, base: str) -> list[str]:
    """What goes on costing, and what is better lived with."""
    accepted = {item.id for item in plan.better_accepted}
    worth = [item for item in plan.left_out if item.id not in accepted]
    lines: list[str] = []
    if plan.left_out:
        count = len(plan.left_out)
        cost = hours(total_interest(plan.left_out).value)
        lines += [
            "",
            f"Left out: {count} item{'s' if count != 1 else ''}, {cost} h a month that {'go' if count != 1 else 'goes'} on.",
        ]
    if worth:
        lines += ["Next in line:", "", *(_brief(item, base) for item in worth[:_LEFT_SHOWN])]
    if accepted:
        more = [item.id for item in plan.better_accepted[_ACCEPTED_SHOWN:]]
        lines += ["", "Better accepted than paid (not severe, and does not pay back within the horizon):", ""]
        lines += [_brief(item, base) for item in plan.better_accepted[:_ACCEPTED_SHOWN]]
        lines += [f"- and {len(more)} more: {', '.join(more)}"] if more else []
    if plan.unsure:
        more = [item.id for item in plan.unsure[_ACCEPTED_SHOWN:]]
        lines += [
            "",
            f"{counted(len(plan.unsure), 'item')} {UNSURE}:",
            "",
            *(_brief(item, base) for item in plan.unsure[:_ACCEPTED_SHOWN]),
        ]
        lines += [f"- and {len(more)} more: {', '.join(more)}"] if more else []
    return lines


def plan_markdown(plan: Plan, base: str = "") -> str:
    """A paydown plan in its three parts, with what is left out; places are links from the repository's top, or by `base`."""
    lines = [f"# Paydown plan for {plan.budget_hours:g} hours", "", *_gain(plan), *_by_owner(plan)]
    for part, title in _PARTS.items():
        entries = [e for e in plan.entries if e.part == part]
        if entries:
            lines += ["", f"## {title}", "", *_tasks(plan, entries, base)]
    return "\n".join([*lines, *_quick(plan), *_rest(plan, base)]) + "\n"
