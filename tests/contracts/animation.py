"""Writes screenshots/triage-flow.svg: filter, mark, plan and undo, played by the application on the demo project.

Frames are the application's own pictures; what several frames share stands once in the file, and a style sheet shows it
while it holds. No script, no font and no tool is needed to look at it; who wants no motion sees one frame.
`python -m tests.contracts.animation`, or `make screenshots`.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from textual.widgets import Input

from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.tui.app import DebtscopeApp
from debtscope.tui.screenshots import SETTLE, tidy
from debtscope.tui.services import ServiceSession

FILE = Path(__file__).resolve().parents[2] / "screenshots" / "triage-flow.svg"
SIZE = (110, 30)
POSTER = 7
"""The frame for who wants no motion: many items marked, one question."""
SCENE: tuple[tuple[tuple[str, ...], float], ...] = (
    ((), 1.6),
    (("j",), 0.5),
    (("j",), 0.5),
    (("j",), 1.4),
    (("slash", *"data"), 0.9),
    (tuple(" severity:>=high"), 1.5),
    (("enter", "asterisk"), 1.6),
    (("f", *"bo 2w"), 2.0),
    (("enter",), 2.6),
    (("u",), 1.8),
    (("escape", "escape", "3"), 3.0),
)
"""Keys, and for how many seconds what they lead to is looked at."""

_CLASS = re.compile(r"\.terminal-\d+-(r\d+)\s*\{([^}]*)\}")
_GROUND = re.compile(r'<rect fill="([^"]*)" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="24\.65"[^>]*/>')
_TEXT = re.compile(r"<text .*?</text>", re.DOTALL)
_CLIP = re.compile(r' clip-path="[^"]*"')
_USED = re.compile(r'class="terminal-\d+-(r\d+)"')
_ID = re.compile(r"terminal-\d+-")
_OLD = re.compile(r"\.t-r\d+\s*\{[^}]*\}\s*|<clipPath id=\"t-line-\d+\">.*?</clipPath>\s*", re.DOTALL)


@dataclass(slots=True)
class Film:
    """What is shown, piece by piece: a background or a text at its place -> the frames in which it stands."""

    frame: str = ""
    """The window around it, from the first picture."""
    styles: dict[str, str] = field(default_factory=dict[str, str])
    grounds: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    texts: dict[str, list[int]] = field(default_factory=dict[str, list[int]])

    def add(self, number: int, svg: str) -> None:
        """One picture more."""
        own = {
            name: self.styles.setdefault(" ".join(css.split()), f"c{len(self.styles)}")
            for name, css in _CLASS.findall(svg)
        }
        start = svg.index("<g transform=", svg.index("</g>"))
        self.frame = self.frame or svg[:start]
        for ground in _joined(_GROUND.findall(svg[start:])):
            self.grounds.setdefault(ground, []).append(number)
        for text in _TEXT.findall(svg[start:]):
            shown = _USED.sub(lambda used: f'class="{own[used[1]]}"', _CLIP.sub("", text)).replace("&#160;", "\xa0")
            self.texts.setdefault(shown, []).append(number)

    def svg(self, seconds: Sequence[float]) -> str:
        """The whole, as one picture that moves."""
        total = sum(seconds)
        starts = [sum(seconds[:n]) / total * 100 for n in range(len(seconds))]
        names: dict[tuple[int, ...], str] = {}
        groups: list[str] = []
        for pieces in (self.grounds, self.texts):  # all texts over all grounds
            together: dict[tuple[int, ...], list[str]] = {}
            for piece, on in pieces.items():
                together.setdefault(tuple(on), []).append(piece)
            groups += [
                f'<g class="{names.setdefault(on, f"f{len(names)}")}">{"".join(found)}</g>'
                for on, found in together.items()
            ]
        rules = [f".{name} {{ {css} }}" for css, name in self.styles.items()]
        for on, name in names.items():
            if len(on) < len(seconds):
                rules += _shown_while(on, name, starts, total)
        rules.append("@media (prefers-reduced-motion: reduce) { g { animation: none !important; } }")
        window = _ID.sub("t-", self.frame).replace("</style>", "\n".join(rules) + "\n</style>", 1)
        window = _OLD.sub("", window)
        return f'{window}<g transform="translate(9, 41)" class="t-matrix">{"".join(groups)}</g>\n</svg>\n'


def _joined(grounds: Sequence[tuple[str, str, str, str]]) -> list[str]:
    """Neighbours of one colour as one rectangle."""
    made: list[tuple[str, float, str, float]] = []
    for fill, x, y, width in grounds:
        if made and made[-1][0] == fill and made[-1][2] == y and abs(made[-1][1] + made[-1][3] - float(x)) < 0.1:
            last = made.pop()
            made.append((fill, last[1], y, last[3] + float(width)))
        else:
            made.append((fill, float(x), y, float(width)))
    return [
        f'<rect fill="{fill}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="24.65"/>' for fill, x, y, width in made
    ]


def _shown_while(on: tuple[int, ...], name: str, starts: Sequence[float], total: float) -> list[str]:
    """The style of what stands in some frames only."""
    steps = " ".join(
        f"{start:.2f}% {{ visibility: {'visible' if n in on else 'hidden'}; }}"
        for n, start in enumerate(starts)
        if not n or (n in on) != (n - 1 in on)
    )
    still = "visible" if POSTER in on else "hidden"
    return [
        f"@keyframes {name} {{ {steps} }}",
        f".{name} {{ visibility: {still}; animation: {name} {total:.1f}s step-end infinite; }}",
    ]


async def _play(request: ScanRequest) -> str:
    app, film = DebtscopeApp(ServiceSession(request)), Film()
    app.rescan.start_behind_soon = lambda: None
    async with app.run_test(size=SIZE) as pilot:
        while not app.is_loaded:
            await pilot.pause(0.01)
        await pilot.pause(SETTLE)
        for number, (keys, _) in enumerate(SCENE):
            for key in keys:
                await pilot.press("space" if key == " " else key)
            for line in app.screen.query(Input):
                line.cursor_blink = False  # or it is chance whether a picture has the cursor
            await pilot.pause(SETTLE)
            film.add(number, tidy(app.export_screenshot(title="debtscope")))
    return film.svg([seconds for _, seconds in SCENE])


def main() -> None:
    """Builds the demo, plays the scene and writes the file."""
    with tempfile.TemporaryDirectory() as folder:
        request = ScanRequest(root=build_demo(Path(folder) / "churn"), as_of=DEMO_DATE)
        scan(request)
        FILE.write_text(asyncio.run(_play(request)), encoding="utf-8")


if __name__ == "__main__":
    main()
