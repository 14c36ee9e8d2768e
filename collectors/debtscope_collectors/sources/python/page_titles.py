"""Titles and headings of the pages that code shows with Gradio and Streamlit, and to whom it shows them. One file at a time."""

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


@frozen
class PageLaunch:
    """One start of a page of Gradio."""

    line: int
    is_open: bool
    """To other machines: by a link that it shares, or by the address at which it listens."""


@facet(PageLaunch, cues=("launch",), tests=False)
def page_launches(view: ModuleView) -> Iterator[PageLaunch]:
    """A page listens on its own machine unless it is told otherwise."""
    for call in view.calls_to(("launch",)) if "gradio" in view.roots else ():
        told = [node for key in ("share", "server_name") if (node := view.argument(call, key)) is not None]
        is_open = any(view.constant(node) not in (False, "127.0.0.1", "localhost") for node in told)
        yield PageLaunch(line=view.place(call), is_open=is_open or view.has_star(call))
