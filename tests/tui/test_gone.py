"""A state folder that goes away under the application: it is said, with the way out, and nothing is made anew without a word."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.tui.conftest import Driver, decisions, played

WAY_OUT = ".debtscope is gone: bring it back, or r scans anew without what was decided"


async def looked(app: Driver) -> None:
    """As the application does every other second."""
    await app.app.colleagues.look()
    await app.settle()


async def test_a_verdict_makes_no_folder_anew_without_a_word(demo: Path) -> None:
    async with played(demo) as app:
        await app.decide("d", "1")
        assert len(decisions(demo)) == 1
        shutil.rmtree(demo / ".debtscope")
        await app.decide("d", "2")
        assert f"not kept: {WAY_OUT}" in app.text()
        assert not (demo / ".debtscope").exists(), "one verdict alone would look like all of them"
        await app.decide("u")
        assert WAY_OUT in app.text() and not (demo / ".debtscope").exists()


async def test_whoever_only_reads_is_told_too_and_sees_when_it_is_back(demo: Path, tmp_path: Path) -> None:
    async with played(demo, size=(80, 24)) as app:
        await app.decide("d", "1")
        (demo / ".debtscope").rename(tmp_path / "aside")
        await looked(app)
        assert WAY_OUT in app.text(), "in the banner, whole, in a narrow window too"
        assert app.app.messages[-1].level == "error"
        said = len(app.app.messages)
        await looked(app)
        assert len(app.app.messages) == said, "once"
        (tmp_path / "aside").rename(demo / ".debtscope")
        await looked(app)
        assert "it is back" in app.text() and WAY_OUT not in app.text()
        await app.decide("d", "2")
        assert len(decisions(demo)) == 2


async def test_a_scan_begins_anew_where_that_is_wanted(demo: Path) -> None:
    async with played(demo) as app:
        await app.decide("d", "1")
        shutil.rmtree(demo / ".debtscope")
        await looked(app)
        await app.decide("r")
        assert "another folder than before" in "".join(said.text for said in app.app.messages)
        await app.press("1")
        assert WAY_OUT not in app.text()
        await app.decide("d", "2")
        assert len(decisions(demo)) == 1


async def test_a_folder_that_somebody_else_put_there_is_read(demo: Path, tmp_path: Path) -> None:
    shutil.copytree(demo / ".debtscope", tmp_path / "other")
    async with played(demo) as app:
        await app.decide("d", "1")
        shutil.rmtree(demo / ".debtscope")
        shutil.copytree(tmp_path / "other", demo / ".debtscope")
        await looked(app)
        assert "another folder than before: what is kept in it counts now" in app.text()
        assert app.app.book is not None
        assert not any(item.triage.by for item in app.app.book.ledger.items)
        shutil.rmtree(demo / ".debtscope")
        (demo / ".debtscope").mkdir()
        await looked(app)
        assert "no ledger on disk any more" in app.text()


async def test_every_place_can_be_gone_to_without_it(demo: Path) -> None:
    async with played(demo) as app:
        shutil.rmtree(demo / ".debtscope")
        for place in ("2", "3", "4", "5", "6", "7", "8", "U", "D", "exclamation_mark"):
            await app.press(place, "j", "escape")
            assert app.app.screen is app.ledger, place
        await app.press("enter", "escape")
        assert not [said for said in app.app.messages if said.detail], "no trace"
        assert not (demo / ".debtscope").exists()


async def test_no_scan_that_nobody_asked_for_makes_it_anew(demo: Path) -> None:
    async with played(demo) as app:
        shutil.rmtree(demo / ".debtscope")
        app.app.rescan.start_behind()
        await app.decide("j")
        assert not app.app.rescan.run.is_running and not app.app.rescan.run.steps
        assert not (demo / ".debtscope").exists()
