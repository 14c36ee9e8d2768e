"""Titles and headings of the pages that code shows with Gradio and Streamlit. One file at a time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.python.view import ModuleView

_TITLED: Final = {
    "Blocks": ("title",),
    "Interface": ("title",),
    "ChatInterface": ("title",),
    "Markdown": ("value", 0),
    "HTML": ("value", 0),
    "set_page_config": ("page_title", 0),
    "title": ("body", 0),
    "header": ("body", 0),
    "subheader": ("body", 0),
}
"""Calls by their last word, with where the words stand."""
_PAGES: Final = ("gradio", "streamlit")
_SHOWN: Final = 400


@frozen
class PageTitle:
    """What stands above a page."""

    line: int
    text: str


@facet(PageTitle, cues=_PAGES, tests=False)
def page_titles(view: ModuleView) -> Iterator[PageTitle]:
    """Of texts that are written where they are shown."""
    for call in view.calls_to(_TITLED.keys()):
        library, _, last = (view.name(call.func) or "").rpartition(".")
        if library.partition(".")[0] not in _PAGES or last not in _TITLED:
            continue
        given = view.argument(call, *_TITLED[last])
        told = view.constant(given) if given is not None else None
        if isinstance(told, str):
            yield PageTitle(line=view.place(call), text=" ".join(told[:_SHOWN].split()))
