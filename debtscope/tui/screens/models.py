"""The model inventory: what is registered, served, consumed, watched, drifting, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.content import Content

from debtscope.model.figures import counted
from debtscope.tui.model_page import model_page, places_of
from debtscope.tui.page import QUIET
from debtscope.tui.screens.listing import Cell, Layout, Line, Listing
from debtscope.tui.widgets.lines import LineList

if TYPE_CHECKING:
    from debtscope.model.inventory import ModelRecord
    from debtscope.model.ledger import Item
    from debtscope.tui.place import Hint


class ModelsScreen(Listing):
    """One line a model; enter shows its items in the ledger."""

    NAME = "Models"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="model", width=0),
        Layout(title="served", width=9),
        Layout(title="used by", width=7, right=True, least=60),
        Layout(title="watched", width=7),
        Layout(title="drifting", width=10),
        Layout(title="owner", width=12, least=70, spare=True),
        Layout(title="items", width=5, right=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "to_items", "its items in the ledger", show=False),
        Binding("space", "scroll(10)", "the page down", show=False),
        Binding("backspace", "scroll(-10)", "the page up", show=False),
    ]

    def hints(self) -> Sequence[Hint]:
        return (
            ("enter", "enter", "its items"), ("space", "space", "page down"), ("escape", "esc", "ledger"),
            ("question_mark", "?", "more"),
        )  # fmt: skip

    def reload(self) -> None:
        book = self.book
        models = book.ledger.models if book else ()
        self.head(Content.styled(self._summary(models), QUIET))
        self.put([Line(key=model.name, cells=self._cells(model)) for model in models])

    def _summary(self, models: Sequence[ModelRecord]) -> str:
        if not models:
            return "no model is known: no registry, serving manifest, serving code or report names one"
        served = sum(model.served is not None and not model.retired for model in models)
        drifting = sum(model.drifting_since is not None for model in models)
        return f"{counted(len(models), 'model')}, {served} served, {drifting} drifting"

    def _cells(self, model: ModelRecord) -> tuple[Cell, ...]:
        dash = self.ink.dash
        return (
            (model.name, "strong"),
            (f"v{model.served}" if model.served in model.versions else model.served or "no", ""),
            (str(len(model.consumers)) if model.consumers else dash, "" if model.consumers else "quiet"),
            ("yes" if model.watched_by else "no", "good" if model.watched_by else "warn" if model.served else "quiet"),
            (model.drifting_since or dash, "bad" if model.drifting_since else "quiet"),
            (model.owner or dash, "" if model.owner else "quiet"),
            (str(len(self._own(model))) or dash, ""),
        )

    def _own(self, model: ModelRecord) -> list[Item]:
        """Items whose subject is the model, the dearest first."""
        items = self.book.ledger.items if self.book else ()
        own = [item for item in items if item.subject.kind == "model" and item.subject.name == model.name]
        return sorted(own, key=lambda item: (-item.interest.hours_per_month, item.id))

    def _near(self, model: ModelRecord) -> list[Item]:
        items = self.book.ledger.items if self.book else ()
        places = places_of(model)
        near = [item for item in items if item.path in places and item.subject.kind != "model"]
        return sorted(near, key=lambda item: (-item.interest.hours_per_month, item.id))

    def page(self, key: str, width: int) -> Content:
        model = next((m for m in self.book.ledger.models if m.name == key), None) if self.book else None
        if model is None:
            return Content("")
        return model_page(model, self._own(model), self._near(model), self.ink, width)

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.action_to_items()

    def action_to_items(self) -> None:
        """The ledger, filtered to the model's items."""
        key = self.current_key
        if key:
            self.scope.show_query(f'subject:"{key}"' if " " in key else f"subject:{key}")

    def action_scroll(self, lines: int) -> None:
        """The page at the right (or below), by so many lines."""
        self.query_one("#listing-side").scroll_relative(y=lines, animate=False)
