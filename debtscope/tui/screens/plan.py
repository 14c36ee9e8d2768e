"""The paydown plan: what fits the budget in three parts, a line where the budget ends, and what is left out."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.errors import DebtscopeError
from debtscope.model.figures import counted, hours, payback, place
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Verdict
from debtscope.tui.carry import CarryPlace
from debtscope.tui.child import ChildFailed
from debtscope.tui.dialogs.prompt import Choices, Prompt
from debtscope.tui.ink import SEVERITY_WORDS
from debtscope.tui.money import tally
from debtscope.tui.page import QUIET, STRONG, Page
from debtscope.tui.plan_page import MUST, break_even, held, over_budget, totals
from debtscope.tui.rows import STYLE_OF, where
from debtscope.tui.screens.listing import Layout, Line, Listing
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.plan import Plan, PlanEntry
    from debtscope.tui.place import Hint

BAR = 16
STEP = 4.0
"""Hours that + and - change the budget by: half a day."""
PARTS = {MUST: "must do", "pays-back": "pays back", "advised": "advised, beyond what hours can tell"}
LEFT_SHOWN = 200
FORMS = {
    "m": ("Markdown", "markdown", "md"), "c": ("CSV", "csv", "csv"), "j": ("JSON", "json", "json"),
    "g": ("GitHub issues", "github", "github.jsonl"), "l": ("GitLab issues", "gitlab", "gitlab.jsonl"),
    "h": ("page with figures", "page", "html"),
}  # fmt: skip
"""Letter -> name, format, ending."""
DAY_HOURS = 8.0
"""Of a working day where the budget is told in days."""


class PlanScreen(Listing, CarryPlace):
    """The budget is typed or stepped; verdict keys work here as everywhere."""

    NAME = "Plan"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="", width=1),
        Layout(title="sev", width=4),
        Layout(title="what", width=0),
        Layout(title="where", width=16, least=68, tail=True),
        Layout(title="fix h", width=5, right=True),
        Layout(title="sum", width=5, right=True, least=84),
        Layout(title="h/mo", width=5, right=True),
        Layout(title="pays in", width=7, right=True),
        Layout(title="owner", width=8, least=108),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("plus,equals_sign", "budget(1)", "4 hours more", show=False),
        Binding("minus,underscore", "budget(-1)", "4 hours less", show=False),
        Binding("b", "type_budget", "type the budget in hours", show=False),
        Binding("P", "pin", "pin: in whatever its payback", show=False),
        Binding("K", "across(-1)", "over the line: in", show=False),
        Binding("J", "across(1)", "under the line: out", show=False),
        Binding("C", "capacity", "the hours that people have", show=False),
        Binding("F", "plan_all", "plan all that is chosen", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._plan: Plan | None = None
        self._entries: dict[str, PlanEntry] = {}
        self._items: dict[str, Item] = {}
        self._out: list[Item] = []

    def hints(self) -> Sequence[Hint]:
        return (
            ("plus", "+/-", "4 h"), ("b", "b", "budget"), ("K", "K/J", "in, out"), ("P", "P", "pin"), ("C", "C", "people"),
            ("E", "E", "export"), ("escape", "esc", "ledger"), ("F", "F", "plan all"), ("f", "f", "plan one"), ("enter", "enter", "open"), ("question_mark", "?", "more"),
        )  # fmt: skip

    @work(group="plan", exclusive=True, exit_on_error=False)
    async def reload(self) -> None:
        """Redraws over 1,000 items take a moment, so the plan is made in a thread; the old one stays in view."""
        book = self.book
        if book is None:
            self.head(Content.styled("there is no ledger yet", QUIET))
            return
        plan = await asyncio.to_thread(self.scope.session.plan, book, self.scope.wanted)
        self._plan = plan
        self._entries = {entry.item.id: entry for entry in plan.entries}
        self._out = [item for item in book.ledger.items if item.id in self.scope.wanted.excluded]
        self._items = {
            item.id: item for item in [*(e.item for e in plan.entries), *plan.left_out, *plan.unsure, *self._out]
        }
        self.head(self._headline(plan))
        self.put(self._lines(plan))

    def _headline(self, plan: Plan) -> Content:
        page = Page(self.ink, max(40, self.scope.size.width - 6))
        dot = f" {self.ink.dot} "
        share = plan.hours / plan.budget_hours if plan.budget_hours else 0.0
        over = plan.over_budget_hours > 0
        page.line(
            ("budget ", QUIET), (f"{plan.budget_hours:g} h ", "bold $accent"),
            (self.ink.gauge(share, BAR), "$error" if over else "$accent"), (f" {hours(plan.hours)} h chosen", STRONG),
            (f"{dot}saves ", QUIET), (f"{hours(plan.saved_per_month)} h/month", "bold $success"),
            (f", {hours(plan.saved_hours)} h over {plan.horizon_weeks} weeks", QUIET),
        )  # fmt: skip
        left = tally(plan.left_out)
        quick = sum(entry.quick_win for entry in plan.entries)
        day = break_even(plan, self._as_of)
        parts = [f"breaks even on {day.isoformat()}"] if day is not None else []
        parts += [f"{counted(quick, 'quick win')} (*)"] if quick else []
        if plan.gap is not None and any(e.part == "pays-back" for e in plan.entries):
            parts.append("the best choice there is" if plan.gap < 0.0005 else f"within {plan.gap:.1%} of the best")
        if self.scope.size.width < 100:  # a wide window has it beside the list
            parts += [f"left out: {counted(left.count, 'item')}, {hours(left.interest)} h/month goes on"]
        page.text(dot.join(parts), QUIET)
        if over:
            page.text(over_budget(plan), "$error")
        return page.done()

    @property
    def _as_of(self) -> date:
        return date.fromisoformat(self.book.ledger.as_of[:10]) if self.book else self._today

    def _lines(self, plan: Plan) -> list[Line]:
        lines: list[Line] = []
        for part, title in PARTS.items():
            members = [entry for entry in plan.entries if entry.part == part]
            if members:
                total = sum(entry.hours for entry in members)
                told = ", ".join(held(members)) if part == MUST else title
                lines.append(_rule(f"{told} ({len(members)}, {hours(total)} h)", "group"))
                lines += [
                    self._line(e.item, e.hours, e.cumulative_hours, e.quick_win, e.payback_months) for e in members
                ]
        lines.append(_rule(f"budget ends here: {hours(plan.hours)} of {plan.budget_hours:g} h", "warn"))
        accepted = {item.id for item in plan.better_accepted}
        lines += [self._line(i, i.principal.hours, None, False, i.payback_months) for i in self._out]
        rest = [item for item in plan.left_out if item.id not in accepted]
        lines += [self._line(i, i.principal.hours, None, False, i.payback_months) for i in rest[:LEFT_SHOWN]]
        if len(rest) > LEFT_SHOWN:
            lines.append(_rule(f"and {len(rest) - LEFT_SHOWN:,} more", "quiet"))
        if plan.better_accepted:
            lines.append(_rule("never pays back and is not severe: better accepted", "quiet"))
            chosen = plan.better_accepted[:LEFT_SHOWN]
            lines += [self._line(i, i.principal.hours, None, False, i.payback_months) for i in chosen]
        if plan.unsure:
            lines.append(_rule("unsure: look first, then plan or dismiss", "quiet"))
            lines += [self._line(i, i.principal.hours, None, False, i.payback_months) for i in plan.unsure[:LEFT_SHOWN]]
        return lines

    def _line(self, item: Item, fix: float, total: float | None, quick: bool, months: float | None) -> Line:
        is_in = total is not None
        calm = "" if is_in else "quiet"
        wanted = self.scope.wanted
        mark = "P" if item.id in wanted.pins else "J" if item.id in wanted.excluded else "*" if quick else ""
        return Line(
            key=item.id,
            cells=(
                (mark, "accent"),
                (SEVERITY_WORDS[item.severity], STYLE_OF[item.severity]),
                (item.title, calm),
                (where(item, 22), "quiet"),
                (hours(fix), calm),
                (hours(total) if total is not None else "", "quiet"),
                (hours(item.interest.hours_per_month), "strong" if is_in else "quiet"),
                (payback(months), calm),
                (item.triage.owner or self.ink.dash, calm),
            ),
        )

    def page(self, key: str, width: int) -> Content:
        item, entry, plan = self._items.get(key), self._entries.get(key), self._plan
        page = Page(self.ink, width)
        if plan is None:
            return Content("")
        is_beside = self.scope.size.width >= 100
        if is_beside:
            totals(page, plan, self._as_of, self.scope.wanted.owner_hours, len(self._out))
            page.blank()
        if item is not None:
            self._of_item(page, item, entry, plan)
        if not is_beside:
            totals(page, plan, self._as_of, self.scope.wanted.owner_hours, len(self._out))
        return page.done()

    def _of_item(self, page: Page, item: Item, entry: PlanEntry | None, plan: Plan) -> None:
        page.text(item.title, STRONG)
        page.text(place(item), "$accent")
        if entry is not None:
            page.text(f"In: {entry.reason}.")
            if entry.robust is not None:
                page.text(f"Robust: chosen in {entry.robust:.0%} of 200 redraws of hours within their ranges.", QUIET)
            if entry.shared_with and item.shares:
                page.text(f"Takes {hours(entry.hours)} h: {item.shares.name} is done with {entry.shared_with}.")
            page.text(f"Saves {hours(entry.saved_hours)} h over {plan.horizon_weeks} weeks.", QUIET)
        else:
            rate = f"{hours(item.interest.hours_per_month)} h/month goes on"
            by_hand = item.id in self.scope.wanted.excluded
            why = "Taken out by you" if by_hand else "Unsure, so left out" if item.is_unsure else "Left out"
            page.text(f"{why}: {rate}; K brings it in.")
        if item.after:
            page.text(f"Has to wait for {', '.join(item.after)}, which the plan takes first.", "$warning")
        page.blank()
        page.text(item.message)
        page.heading("how to pay it down")
        page.prose(item.remediation)

    # -- keys

    def targets(self) -> Sequence[Item]:
        item = self._items.get(self.current_key)
        return (item,) if item is not None else ()

    @on(LineList.Chosen)
    def _open(self, event: LineList.Chosen) -> None:
        event.stop()
        from debtscope.tui.screens.item import ItemScreen

        if self.current_key:
            self.scope.push_screen(ItemScreen(self.current_key))

    def _set_budget(self, budget: float) -> None:
        self._want(budget_hours=max(0.0, min(10_000.0, budget)))

    def _want(self, **changed: Any) -> None:
        self.scope.wanted = replace(self.scope.wanted, **changed)
        self.reload()

    def action_budget(self, steps: int) -> None:
        """Half a day more or less."""
        self._set_budget(self.scope.wanted.budget_hours + steps * STEP)

    @work(group="choice", exclusive=True)
    async def action_type_budget(self) -> None:
        """Any number of hours."""
        question = Content.assemble(
            ("budget ", "bold $accent"), ("in hours, people x hours or people x days of 8 h: 40, 2x16, 3x5d", "$quiet")
        )
        answer = await self.scope.push_screen_wait(
            Prompt(question, value=f"{self.scope.wanted.budget_hours:g}", check=_check, is_whole=True)
        )
        if answer is not None:
            self._set_budget(_budget(answer) or 0.0)

    def action_pin(self) -> None:
        """In whatever its payback, or free again."""
        key, wanted = self.current_key, self.scope.wanted
        if key:
            self._want(pins=wanted.pins ^ {key}, excluded=wanted.excluded - {key})

    def action_across(self, step: int) -> None:
        """The item goes over the line (pinned) or under it (taken out), and the rest is chosen anew around it."""
        key, wanted = self.current_key, self.scope.wanted
        if not key or self._plan is None:
            return
        if (key in self._entries) == (step < 0):
            self.say("it is on that side of the line already")
        elif step < 0:
            self._want(pins=wanted.pins | {key}, excluded=wanted.excluded - {key})
        else:
            self._want(pins=wanted.pins - {key}, excluded=wanted.excluded | {key})

    @work(group="choice", exclusive=True)
    async def action_capacity(self) -> None:
        """Nobody is given more than they have; who must do more all the same is marked."""
        known = self.scope.wanted.owner_hours
        question = Content.assemble(("people ", "bold $accent"), ("and the hours they have: ana=8 bo=12", "$quiet"))
        value = " ".join(f"{name}={given:g}" for name, given in known.items())
        answer = await self.scope.push_screen_wait(Prompt(question, value=value, example="ana=8 bo=12", check=_people))
        if answer is not None:
            self._want(owner_hours=_owner_hours(answer) or {})

    @work(group="verdict", exclusive=True)
    async def action_plan_all(self) -> None:
        """The chosen items become planned; one undo takes it back."""
        if self._plan is None or not self._plan.entries or not self.scope.may_decide():
            return
        items = [entry.item for entry in self._plan.entries]
        await self.scope.decide(items, Decision(verdict=Verdict.PLAN))

    @work(group="export", exclusive=True)
    async def action_export(self) -> None:
        """For people, for other tools, as drafts of issues, or as the review's page with its figures."""
        book, plan = self.book, self._plan
        if book is None or plan is None:
            return
        answer = await self.scope.push_screen_wait(Choices("export", tuple((k, v[0]) for k, v in FORMS.items())))
        if answer is None:
            return
        word, form, ending = FORMS[answer]
        question = Content.assemble(("export the plan ", "bold $accent"), (f"as {word} to", "$quiet"))
        name = await self.scope.push_screen_wait(Prompt(question, value=f"paydown-plan.{ending}", check=_check_path))
        if name is None:
            return
        path = Path(name.strip()).expanduser()
        session = self.scope.session
        try:
            if form == "page":
                self.scope.say(f"writing {path} {self.ink.ellipsis}")
                await asyncio.to_thread(session.write_text, path, await self.scope.reviews.text("page"))
            else:
                await asyncio.to_thread(session.export_plan, book, plan, path, form)
        except ChildFailed as error:
            self.scope.say(error.message, "$error", detail=error.trace)
        except (DebtscopeError, OSError) as error:
            self.say(self.ink.text(f"not written: {error}"), "$error")
        else:
            self.scope.say(f"plan of {counted(len(plan.entries), 'item')} written to {path}")


def _rule(text: str, style: str) -> Line:
    return Line(cells=((text, style),), is_rule=True)


def _budget(text: str) -> float | None:
    """`40`, `40 h`, `2x16`, `3x5d`, `5d`; None where it is no such thing."""
    word = text.strip().lower().replace("*", "x").replace(" ", "")
    first, by, second = word.rpartition("x")
    unit = DAY_HOURS if second.endswith("d") else 1.0
    try:
        value = float(second.removesuffix("d").removesuffix("h")) * unit * (float(first) if by else 1.0)
    except ValueError:
        return None
    return value if 0 <= value <= 10_000 else None


def _check(text: str) -> str | None:
    return None if _budget(text) is not None else "a number of hours is needed: 40, 2x16, or 3x5d"


def _owner_hours(text: str) -> dict[str, float] | None:
    """`ana=8 bo=12h`; names may hold blanks, since the hours end each. None where it is no such thing."""
    found: dict[str, float] = {}
    name: list[str] = []
    for word in text.replace(",", " ").split():
        owner, is_end, given = word.partition("=")
        name.append(owner)
        if is_end:
            value = _budget(given)
            if value is None or not " ".join(name).strip():
                return None
            found[" ".join(name).removeprefix("@")] = value
            name = []
    return None if name else found


def _people(text: str) -> str | None:
    return None if _owner_hours(text) is not None else "names and hours are needed: ana=8 bo=12"


def _check_path(text: str) -> str | None:
    path = Path(text.strip()).expanduser()
    if not path.name or path.is_dir():
        return "a file's name is needed"
    return None if path.parent.is_dir() else "there is no such folder"
