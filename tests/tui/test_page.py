"""How long text becomes lines: labels, lists and paths hang, nothing is wider than its pane."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from debtscope.tui.ink import UNICODE
from debtscope.tui.page import QUIET, Page
from tests.tui.made import HOSTILE

PROPOSED = ", proposed: Priya Raman (last active author in notebooks)"


def lines_of(page: Page) -> list[str]:
    return page.done().plain.split("\n")


def test_what_follows_a_label_stays_behind_it() -> None:
    page = Page(UNICODE, 36)
    page.line(("owner     ", QUIET), "nobody yet", (PROPOSED, QUIET))
    first, *rest = lines_of(page)
    assert first == "owner     nobody yet, proposed:"
    assert rest and all(line.startswith(" " * 10) and line[10] != " " for line in rest)
    styled = [page.done()[span.start : span.end].plain for span in page.done().spans if span.style == QUIET]
    assert any("Priya" in text for text in styled), "the rest has lost its style"


def test_a_line_without_a_label_hangs_below_its_first_word() -> None:
    page = Page(UNICODE, 30)
    page.line("    result = call(first_argument, second_argument)")
    assert lines_of(page) == ["    result =", "    call(first_argument,", "    second_argument)"]


def test_an_entry_of_a_list_hangs_behind_its_number() -> None:
    page = Page(UNICODE, 24)
    page.prose("1. revoke the credential before all else\n2. rotate")
    assert lines_of(page)[:3] == ["1. revoke the credential", "   before all else", "2. rotate"]


def test_a_path_is_broken_at_a_seam() -> None:
    page = Page(UNICODE, 36)
    page.text("collectors/debtscope_collectors/joins/together.py:22")
    assert lines_of(page) == ["collectors/debtscope_collectors/", "joins/together.py:22"]


@pytest.mark.parametrize("width", [20, 37])
@pytest.mark.parametrize("name", HOSTILE)
def test_nothing_is_wider_than_its_pane(name: str, width: int) -> None:
    page = Page(UNICODE, width)
    page.line(("where     ", QUIET), name, (f" and {name}", QUIET))
    page.line(name)
    page.line(" " * 60 + name)
    page.text(f"{name} is where it is {name}", indent=2, hang=2)
    page.prose(f"- {name} {name}\n\n    {name}")
    assert all(cell_len(line) <= width for line in lines_of(page))
    said = "".join(lines_of(page)).replace(" ", "")
    if 0 < len(name) < 100:  # the ink itself shortens longer ones
        assert said.count(UNICODE.text(name).replace(" ", "")) >= 6
