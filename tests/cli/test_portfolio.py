"""`debtscope portfolio`: forms, what is left out, and the ways out of wrong options."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import jsonschema
import pytest

from tests.cli.conftest import Run

SCHEMA = Path(__file__).resolve().parents[2] / "debtscope" / "export" / "schemas" / "portfolio.schema.json"
DAY = ("--as-of", "2026-11-20")


@pytest.fixture
def ledgers(scanned_demo: Path, tmp_path: Path) -> list[Path]:
    """The demo's ledger, and the same of another repository."""
    first = scanned_demo.parent / "ledger.json"
    document = json.loads(first.read_text("utf-8"))
    document["repository"] |= {"name": "retention", "revision": "f" * 40}
    second = tmp_path / "second.json"
    second.write_text(json.dumps(document), "utf-8")
    return [first, second]


def test_every_form_from_ledgers(run: Run, ledgers: list[Path], tmp_path: Path) -> None:
    said = run("portfolio", *ledgers, tmp_path / "gone", "--format", "json")
    document = json.loads(said.out)
    jsonschema.validate(document, json.loads(SCHEMA.read_text("utf-8")))
    assert [one["name"] for one in document["repositories"]] == ["churn", "retention"]
    assert said.status == 0 and "left out: gone: no such folder or ledger file" in said.err
    parts = [one["summary"]["interest_hours_per_month"]["value"] for one in document["repositories"]]
    assert document["summary"]["interest_hours_per_month"]["value"] == pytest.approx(sum(parts), abs=0.002)
    assert any(one["name"] == "churn-clf" for one in document["models"])
    table = run("portfolio", *ledgers, tmp_path / "gone").out
    assert "portfolio of 2 repositories" in table and "left out: gone" in table
    markdown = run("portfolio", *ledgers, "--format", "markdown").out
    total = f"{document['summary']['items']} items"
    assert total in table and total in markdown
    page = tmp_path / "page.html"
    assert run("portfolio", *ledgers, "--format", "html", "--plotly", "cdn", "--output", page).status == 0
    assert total in page.read_text("utf-8")


def test_a_query_narrows_and_sorts(run: Run, ledgers: list[Path]) -> None:
    said = run("portfolio", *ledgers, "--query", "repo:retention severity:critical sort:-principal")
    rows = [line for line in said.out.splitlines() if line.startswith("!!!!")]
    assert rows and all("retention/" in row for row in rows)
    hours = [float(row.split()[-5 if row.split()[-2] in {"d", "mo", "y"} else -4]) for row in rows]
    assert hours == sorted(hours, reverse=True)


def test_a_repository_is_scanned_and_left_as_it_was(run: Run, demo: Path, scanned_demo: Path) -> None:
    before = sorted((path.relative_to(demo), path.stat().st_mtime_ns) for path in (demo / ".debtscope").iterdir())
    said = run("portfolio", demo, *DAY, "--jobs", "1", "--format", "json")
    document = json.loads(said.out)
    assert document["repositories"][0]["name"] == "churn" and document["as_of"] == "2026-11-20"
    own = json.loads((scanned_demo.parent / "ledger.json").read_text("utf-8"))
    assert document["summary"]["items"] == own["summary"]["items"] > 0
    assert before == sorted(
        (path.relative_to(demo), path.stat().st_mtime_ns) for path in (demo / ".debtscope").iterdir()
    )


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        ((), "LEDGER|REPO"),
        (("nowhere",), "no repository could be read: nowhere: no such folder or ledger file"),
        (("nowhere", "--jobs", "none"), "is no number of scans"),
        (("nowhere", "--scheduler", "tcp://h:1"), "--scheduler is for --engine dask"),
        (("nowhere", "--engine", "spark"), "invalid choice: 'spark'"),
        (("nowhere", "--query", "rpo:x"), "did you mean 'repo'?"),
    ],
)
def test_wrong_usage_names_the_way_out(run: Run, argv: tuple[str, ...], says: str) -> None:
    said = run("portfolio", *argv)
    assert (said.status, said.out) == (2, "") and says in said.err and "Traceback" not in said.err


@pytest.mark.skipif(importlib.util.find_spec("distributed") is not None, reason="Dask is installed here")
def test_without_dask_the_way_out_is_named(run: Run, demo: Path) -> None:
    said = run("portfolio", demo, "--engine", "dask")
    assert said.status == 2 and "pip install 'debtscope[dask]'" in said.err
