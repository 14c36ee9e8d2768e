"""The model inventory: what is registered, served, watched, drifting, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content

from debtscope.model.figures import hours
from debtscope.model.ledger import Item, ModelRecord
from debtscope.tui.ink import plural
from debtscope.tui.page import QUIET, STRONG, Page
from debtscope.tui.screens.listing import Layout, Line, Listing


class ModelsScreen(Listing):
    """One line a model."""

    NAME = "Models"
    LAYOUT: ClassVar[Sequence[Layout]] = (
        Layout(title="model", width=0),
        Layout(title="served", width=9),
        Layout(title="watched", width=8),
        Layout(title="drifting", width=11),
        Layout(title="owner", width=10, least=64),
        Layout(title="items", width=5, right=True),
    )

    def _items_of(self, model: ModelRecord) -> list[Item]:
        book = self.book
        return [i for i in book.ledger.items if i.subject.name == model.name] if book else []

    def reload(self) -> None:
        book = self.book
        models = book.ledger.models if book else ()
        dash = self.ink.dash
        lines = [
            Line(
                key=model.name,
                cells=(
                    (model.name, "strong"),
                    (f"v{model.served}" if model.served and model.served[:1].isdigit() else model.served or "no", ""),
                    ("yes" if model.watched_by else "no", "good" if model.watched_by else "warn"),
                    (
                        model.drifting_since[:10] if model.drifting_since else dash,
                        "bad" if model.drifting_since else "quiet",
                    ),
                    (model.owner or dash, "" if model.owner else "quiet"),
                    (str(len(self._items_of(model))) or dash, ""),
                ),
            )
            for model in models
        ]
        text = (
            f"{plural(len(lines), 'model')} in registry, manifests, code and reports"
            if lines
            else "no model is known: no registry, serving manifest or report names one"
        )
        self.head(Content.styled(text, QUIET))
        self.put(lines)

    def page(self, key: str, width: int) -> Content:
        book, page = self.book, Page(self.ink, width)
        model = next((m for m in book.ledger.models if m.name == key), None) if book else None
        if model is None:
            return Content("")
        page.text(model.name, STRONG)
        for name, values in (
            ("versions", model.versions),
            ("consumers", model.consumers),
            ("watched by", model.watched_by),
        ):
            page.heading(name)
            for value in values or ("none known",):
                page.text(value, "" if values else QUIET, indent=2)
        page.heading("debt")
        for item in self._items_of(model) or ():
            page.text(f"{item.rule.id} {item.title}, {hours(item.interest.hours_per_month)} h/month", indent=2)
        return page.done()
