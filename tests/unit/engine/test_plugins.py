"""A third party's package, built and installed as its author would, and packages that fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]

SCAN = """
import sys
from datetime import date
from pathlib import Path
from debtscope.export import render
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
book = scan(ScanRequest(root=Path(sys.argv[1]), as_of=date(2026, 11, 20), save=False))
sys.stdout.write(render(book.ledger, "json"))
"""


def install(package: str, target: Path) -> None:
    """Offline, with the build backend that is here."""
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index",
         "--disable-pip-version-check", "--target", str(target), str(TESTS / package)],
        check=True, capture_output=True, text=True,
    )  # fmt: skip


def scan_with(target: Path, root: Path) -> dict[str, list[dict[str, str]]]:
    environment = {**os.environ, "PYTHONPATH": str(target)}
    done = subprocess.run(
        [sys.executable, "-c", SCAN, str(root)], env=environment, check=True, capture_output=True, text=True
    )
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repo")
    (folder / "night.runbook.yaml").write_text("title: what to do at night\n")
    (folder / "day.runbook.yaml").write_text("title: by day\nowner: ana\n")
    (folder / "torn.runbook.yaml").write_text("title: [\n")
    return folder


def test_a_third_partys_collector_join_rule_and_priors_are_used_like_ours(root: Path, tmp_path: Path) -> None:
    install("plugin_sample", tmp_path)
    ledger = scan_with(tmp_path, root)
    items = [item for item in ledger["items"] if "ACME-001" in str(item["rule"])]
    assert [item["path"] for item in items] == ["night.runbook.yaml"]
    item = json.loads(json.dumps(items[0]))
    assert item["rule"]["origin"] == "plugin"
    assert item["principal"]["hours"] == 0.25
    assert "torn.runbook.yaml" in {d["path"] for d in ledger["diagnostics"] if d["collector"] == "runbooks"}
    assert {s["status"] for s in ledger["sources"] if s["collector"] == "runbooks"} == {"read"}


def test_a_broken_one_costs_one_diagnostic_each_and_nothing_else(root: Path, tmp_path: Path) -> None:
    clean = scan_with(tmp_path, root)
    install("plugin_broken", tmp_path)
    ledger = scan_with(tmp_path, root)
    before = clean["diagnostics"]
    told = [(d["severity"], d["collector"]) for d in ledger["diagnostics"] if d not in before]
    assert sorted(told) == [("error", "broken-collect"), ("error", "broken-import"), ("error", "broken-rules")]
    assert ledger["items"] == clean["items"]
