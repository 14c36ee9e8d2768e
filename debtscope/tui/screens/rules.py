"""The catalogue: every rule with its page and how often it speaks here; searched, and switched off where it does not matter."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from debtscope.model.figures import counted
from debtscope.tui.dialogs.prompt import Prompt
from debtscope.tui.ink import SEVERITY_MARKS, SEVERITY_WORDS
from debtscope.tui.page import QUIET, SEVERITY_STYLES, STRONG, Page
from debtscope.tui.place import UndoPlace
from debtscope.tui.rows import STYLE_OF
from debtscope.tui.screens.listing import Layout, Line, Listing
from debtscope.tui.widgets.bars import HintBar
from debtscope.tui.widgets.field import Field
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.model.rule import Rule
    from debtscope.tui.place import Hint


class RulesScreen(Listing, UndoPlace):
    """Enter shows the rule's items in the ledger."""

    NAME = "Rules"
    DEFAULT_CSS = """
    RulesScreen #rules-search { height: 1; display: none; background: $background; }
    RulesScreen #rules-search Static { width: 3; color: $accent; text-style: bold; }
    RulesScreen #rules-search Input {
        width: 1fr; height: 1; border: none; padding: 0; background: $background;
        &:focus { background: $panel; }
    }
    """
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="rule", width=8),
        Layout(title="sev", width=4),
        Layout(title="slug", width=0),
        Layout(title="category", width=10, least=56),
        Layout(title="items", width=5, right=True),
        Layout(title="ran", width=4),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ctrl+f", "search", "search in all that the rules say", show=False),
        Binding("escape", "back", "drop the search, then the ledger", show=False),
        Binding("w,delete", "switch", "switch the rule off here, with a reason; on again", show=False),
        Binding("space", "scroll(10)", "the page down", show=False),
        Binding("backspace", "scroll(-10)", "the page up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._rules: dict[str, Rule] = {}
        self._texts: dict[str, str] = {}
        self._off: Mapping[str, str] = {}

    def body(self) -> ComposeResult:
        with Horizontal(id="rules-search"):
            yield Static(" / ", markup=False)
            yield Field(placeholder="words that must all stand on a rule's page: pickle download", compact=True)
        yield from super().body()

    @property
    def _field(self) -> Input:
        return self.query_one("#rules-search Input", Input)

    @property
    def _sought(self) -> str:
        return self._field.value.strip()

    def hints(self) -> Sequence[Hint]:
        if self.is_drawn and self._field.has_focus:
            return (("enter", "enter", "to the list"), ("escape", "esc", "leaves the line"))
        return (
            ("slash", "/", "search"), ("enter", "enter", "its items"), ("w", "w", "switch off"), ("space", "space", "page down"),
            ("escape", "esc", "ledger"), ("question_mark", "?", "more"),
        )  # fmt: skip

    @work(group="rules", exclusive=True, exit_on_error=False)
    async def reload(self) -> None:
        """The catalogue is read in a thread: its modules are imported there."""
        book, session = self.book, self.scope.session
        if not self._rules:
            rules = await asyncio.to_thread(session.rules)
            self._rules = {rule.id: rule for rule in sorted(rules, key=lambda r: r.id)}
            self._texts = {rule.id: _all_text(rule) for rule in rules}
        self._off = await asyncio.to_thread(session.switched_off, book) if book is not None else {}
        self._draw()

    def _draw(self) -> None:
        """The rules that hold what is sought; at every letter, so nothing is asked of a thread."""
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
                    self._ran(rule, ran),
                ),
            )
            for rule in self._rules.values()
            if self._matches(rule)
        ]
        self._headline(len(lines))
        self.put(lines)

    def _matches(self, rule: Rule) -> bool:
        text = self._texts[rule.id]
        return all(word in text for word in self._sought.lower().split())

    def _headline(self, shown: int) -> None:
        off = f", {len(self._off):,} switched off" if self._off else ""
        told = f"{counted(len(self._rules), 'rule')}{off}; a rule that did not run lacked a source"
        if self._sought:
            told = f"{shown:,} of {counted(len(self._rules), 'rule')} hold {self.ink.text(self._sought)}; esc shows all"
        self.head(Content.styled(told, QUIET if shown else "$warning"))

    def _ran(self, rule: Rule, ran: set[str]) -> tuple[str, str]:
        if rule.slug in self._off:
            return ("off", "warn")
        return ("yes", "quiet") if rule.id in ran else ("no", "warn")

    def page(self, key: str, width: int) -> Content:
        rule, page = self._rules.get(key), Page(self.ink, width)
        if rule is None:
            return Content("")
        page.text(rule.title, STRONG)
        page.line(
            (f"{SEVERITY_MARKS[rule.severity]} {rule.severity.value}", SEVERITY_STYLES[rule.severity.value]),
            (f" {self.ink.dot} confidence {rule.sure().value}", QUIET),
        )
        page.text(f"needs {', '.join(rule.needs) or 'nothing'}; speaks from {rule.since.value} on", QUIET)
        if rule.slug in self._off:
            page.text(f"switched off: {self._off[rule.slug]}; w switches it on again", "$warning")
        for name, text in (
            ("detects", rule.page.detects), ("why it is debt", rule.page.why),
            ("how to pay it down", rule.page.pay_down), ("example", rule.page.example),
            ("references", rule.page.references),
        ):  # fmt: skip
            page.heading(name)
            page.prose(text)
        _false_alarms(page, rule)
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

    def action_search(self) -> None:
        """Types into the line; the list follows every letter."""
        self.query_one("#rules-search").display = True
        self._field.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._draw()

    @on(Input.Submitted)
    def _searched(self, event: Input.Submitted) -> None:
        event.stop()
        self._to_list()

    def on_key(self, event: events.Key) -> None:
        """Down from the line to the list, as from the ledger's filter."""
        if event.key in {"down", "tab"} and self._field.has_focus:
            event.stop()
            event.prevent_default()
            self._to_list()

    def _to_list(self) -> None:
        self.list.focus()
        self.query_one("#rules-search").display = bool(self._sought)

    def on_descendant_focus(self) -> None:
        """Letters go into the line, or act on a rule: the hints say which."""
        self.query_one(HintBar).hints(self.hints())

    def action_back(self) -> None:
        """One thing at a time: the line, what is sought, the ledger."""
        if self._field.has_focus:
            self._to_list()
        elif self._sought:
            self._field.value = ""
            self._to_list()
        else:
            self.action_close()

    @work(group="verdict", exclusive=True)
    async def action_switch(self) -> None:
        """For everybody who shares the triage log, from the next scan on."""
        rule = self._rules.get(self.current_key)
        if rule is None or not self.scope.may_decide():
            return
        enabled, reason = rule.slug in self._off, ""
        if not enabled:
            question = Content.assemble(
                ("switch off ", "bold $accent"), (rule.slug, "bold"), ("  why does it not matter here?", QUIET)
            )
            answer = await self.scope.push_screen_wait(Prompt(question, example="the reason", check=_is_given))
            if answer is None:
                return
            reason = answer.strip()
        session = self.scope.session
        if await self.scope.deeds.do(lambda book: session.switch_rule(book, rule.slug, enabled=enabled, reason=reason)):
            word = "on" if enabled else "off"
            self.scope.say(f"{rule.slug} is {word} from the next scan on: r scans {self.ink.dot} u undoes")

    def action_scroll(self, lines: int) -> None:
        """The page at the right (or below), by so many lines."""
        self.query_one("#listing-side").scroll_relative(y=lines, animate=False)


def _is_given(text: str) -> str | None:
    return None if text.strip() else "a reason is needed: somebody will ask"


def _all_text(rule: Rule) -> str:
    page = rule.page
    parts = (
        rule.id, rule.slug, rule.title, rule.category.value, rule.debt_type, page.detects, page.why, page.pay_down,
        page.example, page.references,
    )  # fmt: skip
    return "\n".join(parts).lower()


def _false_alarms(page: Page, rule: Rule) -> None:
    """How sure the rule is, and the narrowest way to quiet it."""
    page.heading("when it is wrong here", f"confidence {rule.sure().value}")
    page.text(rule.told_record, indent=2)
    page.text("one item: w in the ledger dismisses it with a reason, until its evidence changes", indent=2)
    page.text(f"one line: a comment `debtscope: ignore[{rule.slug}] why`", indent=2)
    page.text(f'some paths: `[rules.{rule.slug}]` with `ignore = ["notebooks/**"]` in debtscope.toml', indent=2)
    page.text("all of it: w here switches the rule off, for everybody who shares the log", indent=2)
