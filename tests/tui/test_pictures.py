"""The pictures of the README and the code beside an item."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from debtscope.services.types import Excerpt
from debtscope.tui.excerpt import coloured
from debtscope.tui.ink import UNICODE
from debtscope.tui.screenshots import tidy
from tests.tui.conftest import running
from tests.tui.made import made_book

SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
ADDRESS = re.compile(r"https?:")


def addresses(svg: str) -> list[str]:
    """What is beyond the picture, its namespaces apart."""
    return ADDRESS.findall(re.sub(r'xmlns(?::\w+)?="[^"]*"', "", svg))


async def test_a_picture_asks_no_server() -> None:
    async with running(made_book(3)) as app:
        raw = app.app.export_screenshot()
        assert addresses(raw), "Textual no longer asks for its font: `tidy` has nothing to do"
        made = tidy(raw)
    assert not addresses(made)
    assert "local(" in made


def test_the_kept_pictures_ask_no_server() -> None:
    kept = sorted(SCREENSHOTS.glob("*.svg"))
    assert kept
    assert not [path.name for path in kept if addresses(path.read_text(encoding="utf-8"))]


def playing(svg: str, share: float) -> str:
    """What stands in an animated picture at a share of its time, its blanks as blanks."""
    hidden: set[str] = set()
    for name, steps in re.findall(r"@keyframes (f\d+) \{ (.*?\}) \}", svg):
        states = [(float(at), state) for at, state in re.findall(r"([\d.]+)% \{ visibility: (\w+);", steps)]
        hidden |= {name} if [state for at, state in states if at <= share * 100][-1] == "hidden" else set()
    groups = re.findall(r'<g class="(f\d+)">(.*?)</g>', svg, re.DOTALL)
    shown = " ".join(" ".join(re.findall(r">([^<]*)</text>", text)) for name, text in groups if name not in hidden)
    return unescape(shown).replace("\xa0", " ")


def test_the_animated_picture_plays_one_verdict_on_many_and_takes_it_back() -> None:
    svg = (SCREENSHOTS / "triage-flow.svg").read_text(encoding="utf-8")
    assert len(svg.encode()) < 600_000
    assert "prefers-reduced-motion" in svg
    story = [playing(svg, n / 100) for n in range(100)]
    wanted = (
        "[≥high]",
        "items marked",
        "both optional; enter plans",
        "items planned for bo",
        "undone",
        "budget",
    )
    at = [next(n for n, text in enumerate(story) if words in text) for words in wanted]
    assert at == sorted(at) and at[0] > 0
    assert not [n for n, text in enumerate(story) if "both optional" in text and "undone" in text]


def test_a_line_that_is_not_shown_is_a_note_and_no_code() -> None:
    note = "[not shown: for True in password]"
    code = Excerpt(
        path="a.py", first_line=4, lines=("import os", note, "for x in y:"), highlight_line=5, hidden=frozenset({5})
    )
    made = coloured(code, UNICODE, 80)
    lines = made.split("\n")
    at = lines[1].plain.index(note)
    assert [str(s.style) for s in lines[1].spans if s.end > at] == ["italic $quiet"]
    assert len([s for s in lines[2].spans if s.start >= at]) > 1
