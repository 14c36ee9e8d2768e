"""The catalogue: every rule with its page and how often it speaks here."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.tui.ink import SEVERITY_MARKS, SEVERITY_WORDS, plural
from debtscope.tui.page import QUIET, SEVERITY_STYLES, STRONG, Page
from debtscope.tui.rows import STYLE_OF
from debtscope.tui.screens.listing import Layout, Line, Listing
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.model.rule import Rule
    from debtscope.tui.place import Hint


class RulesScreen(Listing):
    """Enter shows the rule's items in the ledger."""

    NAME = "Rules"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="rule", width=8),
        Layout(title="sev", width=4),
        Layout(title="slug", width=0),
        Layout(title="category", width=10, least=56),
        Layout(title="items", width=5, right=True),
        Layout(title="ran", width=4),
    )
    BINDINGS: ClassVar[list[BindingType]] = [Binding("slash", "to_items", "its items in the ledger", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self._rules: dict[str, Rule] = {}

    def hints(self) -> Sequence[Hint]:
        return (("enter", "enter", "its items"), ("escape", "esc", "ledger"), ("question_mark", "?", "more"))

    @work(group="rules", exclusive=True, exit_on_error=False)
    async def reload(self) -> None:
        """The catalogue is read in a thread: its modules are imported there."""
        rules = await asyncio.to_thread(self.scope.session.rules)
        self._rules = {rule.id: rule for rule in rules}
        book = self.book
        counts = Counter(item.rule.id for item in book.ledger.items) if book else Counter[str]()
        ran = {rule.id for rule in book.ledger.rules_run} if book else set[str]()
        lines = [
            Line(
                key=rule.id,
                cells=(
                    (rule.id, ""),
                    (SEVERITY_WORDS[rule.severity], STYLE_OF[rule.severity]),
                    (rule.slug, ""),
                    (rule.category.value, "quiet"),
                    (
                        str(counts[rule.id]) if counts[rule.id] else self.ink.dash,
                        "strong" if counts[rule.id] else "quiet",
                    ),
                    ("yes" if rule.id in ran else "no", "quiet" if rule.id in ran else "warn"),
                ),
            )
            for rule in sorted(rules, key=lambda r: r.id)
        ]
        self.head(Content.styled(f"{plural(len(lines), 'rule')}; a rule that did not run lacked a source", QUIET))
        self.put(lines)

    def page(self, key: str, width: int) -> Content:
        rule, page = self._rules.get(key), Page(self.ink, width)
        if rule is None:
            return Content("")
        page.text(rule.title, STRONG)
        page.line(
            (f"{SEVERITY_MARKS[rule.severity]} {rule.severity.value}", SEVERITY_STYLES[rule.severity.value]),
            (f" {self.ink.dot} confidence {rule.confidence.value}", QUIET),
        )
        page.text(f"needs {', '.join(rule.needs) or 'nothing'}; speaks from {rule.since.value} on", QUIET)
        for name, text in (
            ("detects", rule.page.detects), ("why it is debt", rule.page.why),
            ("how to pay it down", rule.page.pay_down), ("example", rule.page.example),
            ("references", rule.page.references),
        ):  # fmt: skip
            page.heading(name)
            page.prose(text)
        return page.done()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_to_items()

    def action_to_items(self) -> None:
        """The ledger, filtered to this rule."""
        key = self.current_key
        if key:
            self.scope.show_query(f"rule:{key}")
