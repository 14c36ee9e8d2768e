"""The keys that change what the ledger shows: order, groups, columns, and the views that were, or are kept."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.query import QueryError, parse
from debtscope.tui import arrange
from debtscope.tui.arrange import EACH
from debtscope.tui.asked import Asked
from debtscope.tui.dialogs.prompt import Choices, Prompt
from debtscope.tui.estimate_keys import EstimatePlace
from debtscope.tui.filtering import readable
from debtscope.tui.views import Trail, View, sorted_by
from debtscope.tui.widgets.filter_bar import FilterBar
from debtscope.tui.widgets.ledger_table import LedgerTable

GROUPINGS = (
    ("c", "category"), ("o", "owner"), ("p", "path"), ("r", "rule"), ("v", "severity"), ("s", "single items"), ("n", "none"),
)  # fmt: skip
DIGITS = "123456789"


class ViewPlace(EstimatePlace):
    """A list that can be arranged. Subclasses draw it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "sort by", show=False),
        Binding("b", "group", "group by, or show single items", show=False),
        Binding("h,left", "fold(True)", "scroll back, or fold the group", show=False),
        Binding("l,right", "fold(False)", "unfold the group, or scroll sideways", show=False),
        Binding("x", "fold_all", "fold or unfold all groups", show=False),
        Binding("C", "columns", "choose the columns", show=False),
        Binding("minus", "last_view", "the view before, and back", show=False),
        Binding("left_square_bracket", "trail(-1)", "view before", show=False),
        Binding("right_square_bracket", "trail(1)", "view after", show=False),
        Binding("V", "views", "open or keep a view", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.asked = Asked()
        self.trail = Trail()

    @property
    def table(self) -> LedgerTable:
        """The list."""
        return self.query_one(LedgerTable)

    @abstractmethod
    def arranged(self, *, keep_item: bool = False, keep_length: bool = False) -> None:
        """Draws the list again, as it is asked now."""

    # -- the view as a string

    def view(self) -> View:
        """What is shown now."""
        grouping, columns = self.asked.grouping, self.table.rows.chosen
        return View(query=self.query_one(FilterBar).text.strip(), grouping=grouping, columns=columns)

    def view_text(self) -> str:
        return self._sound_view().command()

    def _sound_view(self) -> View:
        """Without a term that cannot be read: it does nothing to the list, and no command line takes it."""
        view = self.view()
        return replace(view, query=readable(view.query))

    def came_here(self) -> None:
        """This view can be come back to."""
        self.trail.note(self.view())

    def show_view(self, view: View) -> None:
        """Another view; the cursor stays on its item where that is still shown."""
        self.asked.grouping, self.asked.folded = view.grouping, frozenset()
        self.table.choose_columns(view.columns)
        bar = self.query_one(FilterBar)
        if bar.text.strip() != view.query:
            bar.put(view.query)
        else:
            self.arranged(keep_item=True)
        self.table.focus()

    def action_last_view(self) -> None:
        """The view before this one; the same again comes back."""
        self._go(self.trail.last(), "there was no other view yet")

    def action_trail(self, by: int) -> None:
        """Through the views of this session."""
        self._go(self.trail.step(by), "this is the first view" if by < 0 else "this is the last view")

    def _go(self, view: View | None, otherwise: str) -> None:
        if view is None:
            self.say(otherwise)
            return
        self.show_view(view)
        self.scope.say(f"view: {view.words()}")

    # -- order and groups

    @work(group="choice", exclusive=True)
    async def action_sort(self) -> None:
        """By what; the same again turns it round. It is written into the filter, so that it goes with the view."""
        choices = tuple((o.key, o.name) for o in arrange.ORDERS)
        answer = await self.scope.push_screen_wait(Choices("sort by", choices))
        chosen = next((o for o in arrange.ORDERS if o.key == answer), None)
        if chosen is not None:
            bar = self.query_one(FilterBar)
            bar.put(sorted_by(bar.text, chosen.clause))
            self.call_after_refresh(self.came_here)

    @work(group="choice", exclusive=True)
    async def action_group(self) -> None:
        """By what, or not at all."""
        book = self.book
        many = book is not None and any(item.repository for item in book.ledger.items[:1])
        choices = (("g", "repository"), *GROUPINGS) if many else GROUPINGS
        answer = await self.scope.push_screen_wait(Choices("group by", choices))
        if answer is None:
            return
        name = dict(choices)[answer]
        self.asked.grouping = None if name == "none" else EACH if name == "single items" else name
        self.asked.folded = frozenset()
        self.arranged(keep_item=True)
        self.came_here()

    def action_fold(self, fold: bool) -> None:
        """The group under the cursor, or the one that its item is in; where there is nothing to fold, the line goes sideways."""
        table = self.table
        name = table.group_name
        if fold and table.scroll_sideways(-1):
            return
        if name is not None and table.is_folded(name) is not fold:
            self.asked.fold(name, fold=fold)
            self.arranged(keep_length=True)
            table.put_on_group(name)
        elif not fold and not table.scroll_sideways(1):
            self.say("nothing more at the right")

    def action_fold_all(self) -> None:
        """All of them: fold, or unfold where all are folded."""
        if self.table.groups:
            self.asked.fold_all([group.name for group in self.table.groups])
            self.arranged(keep_length=True)
        else:
            self.say("there is no group to fold; b groups")

    # -- columns

    @work(group="choice", exclusive=True)
    async def action_columns(self) -> None:
        """Which and in what order; kept for the next time."""
        from debtscope.tui.dialogs.columns import ColumnsDialog

        names = await self.scope.push_screen_wait(ColumnsDialog(self.ink, self.table.shown_columns))
        if names is None:
            return
        self.table.choose_columns(names)
        self.came_here()
        self.scope.personal.keep(replace(self.scope.personal.tastes, columns=names))
        self.scope.say("these columns stay" if names else "the columns that fit")

    # -- kept views

    @work(group="choice", exclusive=True)
    async def action_views(self) -> None:
        """A digit opens a kept view; s keeps this one, x drops one."""
        names = list(self.scope.personal.tastes.views)[: len(DIGITS)]
        known = tuple((digit, self.ink.text(name)) for digit, name in zip(DIGITS, names, strict=False))
        verbs = (("s", "keep this view"), *((("x", "drop one"),) if names else ()))
        answer = await self.scope.push_screen_wait(Choices("views", (*known, *verbs)))
        if answer == "s":
            await self._keep_view()
        elif answer == "x":
            gone = await self.scope.push_screen_wait(Choices("drop", known))
            if gone is not None:
                name = names[DIGITS.index(gone)]
                self.scope.personal.keep(self.scope.personal.tastes.with_view(name, None))
                self.scope.say(f"dropped the view {name}")
        elif answer is not None:
            self._open_kept(names[DIGITS.index(answer)])

    def _open_kept(self, name: str) -> None:
        view = self.scope.personal.tastes.views[name]
        try:
            parse(view.query)
        except QueryError as error:
            self.scope.say(f"the view {name} cannot be opened: {error.message}", "$warning")
            return
        self.show_view(view)
        self.trail.note(view)
        self.scope.say(f"view {name}: {view.words()}")

    async def _keep_view(self) -> None:
        view = self._sound_view()
        question = Content.assemble(
            ("keep this view as ", "bold $accent"), (self.ink.text(view.words())[:60], "bold"), ("  a name", "$quiet")
        )

        def check(text: str) -> str | None:
            return None if text.strip() else "a name is needed"

        name = await self.scope.push_screen_wait(Prompt(question, check=check))
        if name is not None:
            self.scope.personal.keep(self.scope.personal.tastes.with_view(name.strip(), view))
            self.scope.say(f"kept as {name.strip()}; V opens it")
