"""The pictures of the README, made by the application itself: `make screenshots` drives it over the demonstration."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from debtscope.model.regex import regex
from debtscope.tui.app import DebtscopeApp
from debtscope.tui.services import ServiceSession

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from debtscope.services.types import ScanRequest
    from debtscope.tui.session import Session

WIDE, NARROW = (120, 40), (80, 24)
SETTLE = 0.4
"""Seconds after which the preview and its code stand."""

Steps = Callable[["Pilot[int]"], Awaitable[None]]


async def _keys(pilot: Pilot[int], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
    await pilot.pause(SETTLE)


async def _ledger(pilot: Pilot[int]) -> None:
    await _keys(pilot, "j", "j")


async def _grouped(pilot: Pilot[int]) -> None:
    await _keys(pilot, "b", "c")


async def _item(pilot: Pilot[int]) -> None:
    await _keys(pilot, "j", "j", "enter")


async def _triage(pilot: Pilot[int]) -> None:
    await _keys(pilot, "2")
    await _keys(pilot, "right", "right")


async def _trends(pilot: Pilot[int]) -> None:
    await _keys(pilot, "4")
    app = pilot.app
    while isinstance(app, DebtscopeApp) and app.reviews.is_running:
        await pilot.pause(SETTLE)


async def _meeting(pilot: Pilot[int]) -> None:
    await _trends(pilot)
    await _keys(pilot, "M", *"ana, bo", "enter", "right")


async def _plan(pilot: Pilot[int]) -> None:
    await _keys(pilot, "3")
    await pilot.pause(SETTLE * 2)


async def _models(pilot: Pilot[int]) -> None:
    await _keys(pilot, "7")


async def _score(pilot: Pilot[int]) -> None:
    await _keys(pilot, "8")


async def _scan(pilot: Pilot[int]) -> None:
    await _keys(pilot, "6")


SHOTS: tuple[tuple[str, tuple[int, int], str, Steps], ...] = (
    ("ledger", WIDE, "debtscope-dark", _ledger),
    ("ledger-light", WIDE, "debtscope-light", _ledger),
    ("grouped", WIDE, "debtscope-dark", _grouped),
    ("item", (150, 44), "debtscope-dark", _item),
    ("triage", WIDE, "debtscope-dark", _triage),
    ("plan", WIDE, "debtscope-dark", _plan),
    ("trends", WIDE, "debtscope-dark", _trends),
    ("meeting", NARROW, "debtscope-dark", _meeting),
    ("narrow", NARROW, "debtscope-dark", _ledger),
    ("scan", WIDE, "debtscope-dark", _scan),
    ("models", WIDE, "debtscope-dark", _models),
    ("score", WIDE, "debtscope-dark", _score),
)
"""File name, size in cells, theme, and the keys that lead there."""


_REMOTE = regex(r""",?\s*url\((["']?)https?:[^)]*\1\)(?:\s*format\([^)]*\))?""")
_COMMENT = regex(r"<!--.*?-->", re.DOTALL)


def tidy(svg: str) -> str:
    """A picture that asks no server for its font, and whose blanks no renderer drops at the edges of a text."""
    return _COMMENT.sub("", _REMOTE.sub("", svg)).replace("<svg ", '<svg xml:space="preserve" ', 1)


async def _shoot(make: Callable[[], Session], folder: Path) -> list[Path]:
    made: list[Path] = []
    for name, size, theme, steps in SHOTS:
        app = DebtscopeApp(make())
        app.theme = theme
        async with app.run_test(size=size) as pilot:
            while not app.is_loaded:
                await pilot.pause(0.01)
            await pilot.pause(SETTLE)
            await steps(pilot)
            path = folder / f"{name}.svg"
            path.write_text(tidy(app.export_screenshot(title="debtscope")), encoding="utf-8")
            made.append(path)
    return made


def make_screenshots(session: Callable[[], Session], folder: Path) -> list[Path]:
    """Writes the pictures and returns their paths; every one starts from a session of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    return asyncio.run(_shoot(session, folder))


def of_request(request: ScanRequest, folder: Path) -> list[Path]:
    """The pictures of a repository that was scanned."""
    return make_screenshots(lambda: ServiceSession(request), folder)
