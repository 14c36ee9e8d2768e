"""The ML Test Score: 28 tests in four sections, each with its evidence, what is in the way, or the question for the team."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.score import Decided, MlTestScore, ScoreResult, Section
from debtscope.tui.dialogs.prompt import Choices, Prompt
from debtscope.tui.page import QUIET, STRONG, Page
from debtscope.tui.place import UndoPlace
from debtscope.tui.screens.listing import Layout, Line, Listing
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.tui.place import Hint

_WORTH = {None: ("ask", "warn"), 0.0: ("0", "bad"), 0.5: ("½", ""), 1.0: ("1", "good")}
_WORDS = {Decided.EVIDENCE: "evidence", Decided.TEAM: "the team", Decided.ASK: "nobody yet"}
_ANSWERS = {"0": 0.0, "h": 0.5, "1": 1.0}
_SHOWN = 20
_CHOICES = (("0", "nothing is done"), ("h", "half: by hand, written down"), ("1", "it runs by itself"))


class ScoreScreen(Listing, UndoPlace):
    """One line a test; enter answers it."""

    NAME = "Score"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="test", width=4),
        Layout(title="worth", width=5),
        Layout(title="what it asks for", width=0),
        Layout(title="decided by", width=10, least=80),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "answer", "answer: what the test is worth", show=False),
        Binding("slash", "to_items", "the items in its way, in the ledger", show=False),
        Binding("space", "scroll(10)", "the page down", show=False),
        Binding("backspace", "scroll(-10)", "the page up", show=False),
    ]

    def hints(self) -> Sequence[Hint]:
        return (
            ("a", "a", "answer"), ("slash", "/", "its items"), ("space", "space", "page down"), ("escape", "esc", "ledger"),
            ("question_mark", "?", "more"),
        )  # fmt: skip

    @property
    def _score(self) -> MlTestScore | None:
        return self.book.ledger.score if self.book else None

    def reload(self) -> None:
        score = self._score
        if score is None:
            self.head(Content.styled("the last scan kept no ML Test Score: scan again with r", QUIET))
            self.put([])
            return
        asked = f", {score.asked} wait for the team" if score.asked else ""
        parts = ", ".join(f"{section.value} {score.section(section):g}" for section in Section)
        self.head(Content.styled(f"{score.total:g} of 7, the smallest of {parts}{asked}", QUIET))
        lines: list[Line] = []
        for section in Section:
            lines.append(Line(cells=((f"{section.value}  {score.section(section):g} of 7", "group"),), is_rule=True))
            lines += [self._line(result) for result in score.results if result.test.section is section]
        self.put(lines)

    def _line(self, result: ScoreResult) -> Line:
        worth, style = _WORTH[result.value]
        quiet = "quiet" if result.decided is Decided.ASK else ""
        return Line(
            key=result.id,
            cells=((result.id, "strong"), (worth, style), (result.test.title, ""), (_WORDS[result.decided], quiet)),
        )

    def _result(self, key: str) -> ScoreResult | None:
        score = self._score
        return next((result for result in score.results if result.id == key), None) if score else None

    def page(self, key: str, width: int) -> Content:
        result = self._result(key)
        if result is None:
            return Content("")
        page = Page(self.ink, width)
        page.text(f"{result.id}  {result.test.title}", STRONG)
        page.text(f"{_WORTH[result.value][0]}, decided by {_WORDS[result.decided]}", QUIET)
        if result.answer is not None:
            page.heading("the team's answer", f"{result.answer.by}, {result.answer.at[:10]}")
            page.text(result.answer.reason, indent=2)
            if result.answer.conflict:
                page.text("another answer stands beside it: the smaller one counts", "$warning", indent=2)
        self._evidence(page, result)
        self._in_the_way(page, result)
        page.heading("the question for the team")
        page.text(result.test.question, indent=2)
        page.text("a answers it", QUIET, indent=2)
        return page.done()

    def _evidence(self, page: Page, result: ScoreResult) -> None:
        for title, found in (("runs by itself", result.full), ("done by hand", result.half)):
            if found:
                page.heading(title)
                for one in found:
                    page.text(one, indent=2)
        if result.searched and not result.full and not result.half:
            page.heading("looked at")
            page.text(result.searched, indent=2)

    def _in_the_way(self, page: Page, result: ScoreResult) -> None:
        if not result.blocked_by:
            return
        titles = {item.id: item.title for item in self.book.ledger.items} if self.book else {}
        page.heading("in the way")
        for number in result.blocked_by:
            page.text(f"{number} {titles.get(number, '')}".rstrip(), indent=2)

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_answer()

    @work(group="choice", exclusive=True)
    async def action_answer(self) -> None:
        """What the test is worth, and why."""
        result = self._result(self.current_key)
        if result is None or not self.scope.may_decide():
            return
        key = await self.scope.push_screen_wait(Choices(f"{result.id} is worth", _CHOICES))
        if key is None:
            return
        title = self.ink.text(result.test.title)[:60]
        question = Content.assemble(
            (f"{result.id} ", "bold $accent"), (title, "bold"), ("  why, and where can one see it?", QUIET)
        )
        reason = await self.scope.push_screen_wait(Prompt(question, example="docs/latency.md", check=_is_given))
        if reason:
            await self._record(result.id, _ANSWERS[key], reason)

    async def _record(self, test: str, value: float, reason: str) -> None:
        session = self.scope.session
        if await self.scope.deeds.do(lambda book: session.answer(book, test, value, reason)):
            self.scope.say(f"{test} is {_WORTH[value][0]} {self.ink.dot} u undoes")

    def action_to_items(self) -> None:
        """The ledger, filtered to the items that keep the test from its point."""
        result = self._result(self.current_key)
        if result is not None and result.blocked_by:
            self.scope.show_query(f"id:{','.join(result.blocked_by[:_SHOWN])}")

    def action_scroll(self, lines: int) -> None:
        """The page at the right (or below), by so many lines."""
        self.query_one("#listing-side").scroll_relative(y=lines, animate=False)


def _is_given(text: str) -> str | None:
    return None if text.strip() else "an answer needs a reason: what is done, and where one can see it"
