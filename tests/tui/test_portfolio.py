"""A portfolio in the application: its file opens read-only, items say their repository, `repo:` and groups narrow."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.export.portfolio import portfolio_json
from debtscope.model.portfolio import Member
from debtscope.services.portfolio.gather import portfolio_of
from debtscope.services.types import ScanRequest
from debtscope.tui.app import DebtscopeApp
from debtscope.tui.services import ServiceSession
from tests.tui.conftest import Driver
from tests.tui.made import FakeSession, made_book


@pytest.fixture
def portfolio(tmp_path: Path) -> Path:
    """Two repositories, twenty items each."""
    members = [Member(name=name, ledger=made_book(20, seed=n).ledger) for n, name in enumerate(("churn", "fraud"))]
    path = tmp_path / "portfolio.json"
    path.write_text(portfolio_json(portfolio_of(members)), "utf-8")
    return path


async def test_a_portfolio_is_browsed_and_decides_nothing(portfolio: Path) -> None:
    before = portfolio.read_bytes()
    app = DebtscopeApp(ServiceSession(ScanRequest(root=portfolio)))
    async with app.run_test(size=(160, 40)) as pilot:
        driver = Driver(app, pilot, FakeSession(made_book(1)))
        while not app.is_loaded:
            await pilot.pause()
        await driver.settle()
        text = driver.text()
        assert "portfolio of 2 repositories" in text and "verdicts belong to each repository" in text
        assert "churn: " in text and "fraud: " in text
        assert f"▏ {driver.ledger.targets()[0].repository}: " in text, "the preview names the repository too"
        await driver.filter("repo:fraud")
        assert driver.table_ids and all(one.startswith("fraud/") for one in driver.table_ids)
        await driver.filter("")
        await driver.press("b", "g")
        assert [group.name for group in driver.ledger.table.groups] in (["churn", "fraud"], ["fraud", "churn"])
        await driver.press("x")
        assert driver.table_ids == []
        await driver.press("x", "j", "a")
        assert "read-only" in driver.text() or "verdicts belong" in driver.text()
    assert portfolio.read_bytes() == before
    assert [path.name for path in portfolio.parent.iterdir()] == ["portfolio.json"]
