"""The demo's hours recomputed from what anybody can read: `git log`, rows of MLflow's database, and the table of priors.

Nothing of the engine's arithmetic is used: no function of `debtscope.model.exposure`, `lognormal` or `engine.interest`.
"""

from __future__ import annotations

import json
import math
import sqlite3
import statistics
import subprocess
import tomllib
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from debtscope.cli.main import main
from debtscope.demo.build import build_demo
from tests.fast_history import Made, fast_history

MONTH = 365.25 / 12
TAU = 90 / math.log(2) / MONTH
END = datetime(2026, 11, 21, tzinfo=UTC)
PRIORS: dict[str, Any] = tomllib.loads(
    resources.files("debtscope_collectors.rules").joinpath("priors.toml").read_text("utf-8")
)
Document = dict[str, Any]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Document]:
    root = build_demo(tmp_path_factory.mktemp("by-hand") / "churn")
    return root, ledger_of(root)


def ledger_of(root: Path) -> Document:
    out = root.parent / f"{root.name}.json"
    command = ["scan", str(root), "--as-of", "2026-11-20", "--no-save", "--no-cache", "--format", "json"]
    assert main([*command, "--output", str(out)]) in (0, 1)
    return json.loads(out.read_text("utf-8"))


def factors(item: Document, head: str) -> dict[str, float]:
    """Values of a term's factors by name, its own included."""
    found: dict[str, float] = {}
    inside = False
    for one in item["interest"]["factors"]:
        if one["name"].endswith(" term"):
            inside = one["name"] == head
        if inside:
            found[one["name"]] = one["value"]
    return found


def age(seconds: int) -> float:
    return (END - datetime.fromtimestamp(seconds, UTC)).total_seconds() / 86400


class Log:
    """One file's commits, as `git log --follow` tells them."""

    def __init__(self, root: Path, path: str) -> None:
        told = subprocess.run(
            ["git", "-C", str(root), "log", "--follow", "-M100%", "--format=%ct\t%an\t%s", "--", path],
            check=True, capture_output=True, text=True,
        ).stdout  # fmt: skip
        rows = [line.split("\t", 2) for line in told.splitlines() if line]
        self.born = max(age(int(seconds)) for seconds, _, _ in rows) / MONTH
        self.weight = 0.0
        days: Counter[tuple[str, str]] = Counter()
        for seconds, author, subject in rows:
            if author.endswith("[bot]") or "[skip ci]" in subject:
                continue
            day = (author, datetime.fromtimestamp(int(seconds), UTC).date().isoformat())
            days[day] += 1
            if days[day] <= 2:
                self.weight += 2 ** (-age(int(seconds)) / 90)

    @property
    def watched(self) -> float:
        return TAU * (1 - math.exp(-self.born / TAU))


def touch_rates(root: Path, production: list[str], asked: list[str]) -> dict[str, float]:
    logs = {path: Log(root, path) for path in {*production, *asked}}
    usual = statistics.median(logs[path].weight / logs[path].watched for path in production) + 0.05
    return {path: (log.weight + 2 * usual) / (log.watched + 2) for path, log in logs.items()}


def test_every_touch_term_of_the_demo_is_its_files_own_commits(demo: tuple[Path, Document]) -> None:
    root, ledger = demo
    touching = [i for i in ledger["items"] if any(f["name"] == "touch term" for f in i["interest"]["factors"])]
    committed = subprocess.run(["git", "-C", str(root), "ls-files"], check=True, capture_output=True, text=True).stdout
    touching = [item for item in touching if item["path"] in committed.splitlines()]
    assert len(touching) > 25
    rates = touch_rates(root, [one["path"] for one in ledger["files"]], [item["path"] for item in touching])
    for item in touching:
        told, mid = factors(item, "touch term"), PRIORS[item["rule"]["slug"]]["touch"]["delta"][1]
        assert told["touches of the file"] == pytest.approx(rates[item["path"]], abs=6e-4), item["id"]
        assert told["touch term"] == pytest.approx(rates[item["path"]] * 2 * mid, abs=6e-4), item["id"]


def test_shares_of_the_demos_files_are_touches_and_size(demo: tuple[Path, Document]) -> None:
    """Fixes a month and the hours of one, split by (touches and repairs)^0.92 x lines^0.46: shares sum to one."""
    _, ledger = demo
    files = ledger["files"]
    assert sum(one["share"] for one in files) == pytest.approx(1, abs=1e-4)
    whole = sum(one["corrective_hours_per_month"] for one in files)
    for one in files:
        assert one["corrective_hours_per_month"] == pytest.approx(whole * one["share"], abs=1e-5)


def test_an_incident_term_is_its_row_of_priors_times_runs_that_anybody_can_count(demo: tuple[Path, Document]) -> None:
    root, ledger = demo
    items = [one for one in ledger["items"] if one["rule"]["slug"] == "non-reproducible-runs"]
    since = int((datetime(2026, 11, 20, tzinfo=UTC) - timedelta(days=90)).timestamp() * 1000)
    with sqlite3.connect(root / "mlflow" / "mlflow.db") as store:
        (runs,) = store.execute(
            "SELECT count(*) FROM runs JOIN experiments USING (experiment_id) WHERE experiments.name = 'churn'"
            " AND status = 'FINISHED' AND runs.lifecycle_stage = 'active' AND start_time >= ?",
            (since,),
        ).fetchone()
    row = PRIORS["non-reproducible-runs"]
    a_month = runs / 90 * MONTH
    served = 0.3  # of what the runs train, as the table has it for a model that nothing is known to serve
    by_hand = a_month * row["exposure"]["hours"][1] + math.prod(
        (row["incident"]["per_month"][1], row["incident"]["hours"][1], served)
    )
    assert [one["subject"]["name"].split()[0] for one in items] == ["churn", "churn"]
    for item in items:
        assert item["interest"]["hours_per_month"] == pytest.approx(by_hand, abs=0.005)
    assert len({item["cause"] for item in items}) == 1, "the same runs are looked up once"


def test_items_of_one_cause_and_the_total_of_the_demo(demo: tuple[Path, Document]) -> None:
    _, ledger = demo
    groups: defaultdict[str, list[float]] = defaultdict(list)
    for item in ledger["items"]:
        groups[item["cause"] or item["id"]].append(item["interest"]["hours_per_month"])
    assert sorted(groups["personal-data-duties"]) == [0.4, 0.6, 0.6]
    by_hand = sum(max(group) + (sum(group) - max(group)) / 2 for group in groups.values())
    assert ledger["summary"]["interest_hours_per_month"]["value"] == pytest.approx(by_hand, abs=0.002)


def test_every_interest_of_the_demo_opens_to_factors_that_give_it(demo: tuple[Path, Document]) -> None:
    _, ledger = demo
    for item in ledger["items"]:
        interest = item["interest"]
        heads = [one for one in interest["factors"] if one["effect_hours"]]
        assert sum(one["effect_hours"] for one in heads) == pytest.approx(interest["hours_per_month"], abs=2e-3), item[
            "id"
        ]
        for one in interest["factors"]:
            assert one["source"] in ("measured", "team", "default") and one["unit"] and one["name"]
            assert one["low"] <= one["value"] <= one["high"], item["id"]
        for head in ("touch term", "exposure term", "incident term"):
            told = factors(item, head)
            if whole := told.pop(head, None):
                assert whole == pytest.approx(math.prod(told.values()), rel=0.05, abs=2e-3), item["id"]


SMELLY = b"""import pickle

def run(path, *, a=[], b={}):
    try:
        frame = pickle.load(open(path, "rb"))
        frame["x"][0] = 1
    except Exception:
        pass
    for index, row in frame.iterrows():
        print(row)
    return pickle.load(open("/home/ana/model.pkl", "rb"))
"""


def smelly(seconds: int, fixes: int) -> list[Made]:
    """A file of many smells, touched all the time and hardly ever repaired (what several files share is one item without a file)."""
    made = [Made(seconds=seconds, subject="Begin", files={"src/m.py": SMELLY * 6})]
    for n in range(60):
        subject = "Fix wrong sum" if n < fixes else "Extend"
        body = SMELLY * 6 + f"# {n}\n".encode()
        made.append(Made(seconds=seconds + n * 6 * 86400, subject=subject, files={"src/m.py": body}))
    return made


def exceeding(ledger: Document) -> list[str]:
    """Production files whose items' touch terms sum above what their fixes cost."""
    sums: defaultdict[str, float] = defaultdict(float)
    count: Counter[str] = Counter()
    for item in ledger["items"]:
        for one in item["interest"]["factors"]:
            if one["name"] == "touch term":
                sums[item["path"]] += one["effect_hours"]
                count[item["path"]] += 1
    rounding = 0.0006
    return [
        one["path"] for one in ledger["files"]
        if sums[one["path"]] > one["corrective_hours_per_month"] + rounding * count[one["path"]]
    ]  # fmt: skip


def test_no_files_items_exceed_what_its_fixes_cost(demo: tuple[Path, Document], tmp_path: Path) -> None:
    begin = int(datetime(2025, 11, 25, tzinfo=UTC).timestamp())
    calm = ledger_of(fast_history(tmp_path / "calm", smelly(begin, 1)))
    busy = ledger_of(fast_history(tmp_path / "busy", smelly(begin, 40)))
    for ledger in (demo[1], calm, busy):
        assert exceeding(ledger) == []
    held = {f["ref"] for i in calm["items"] for f in i["interest"]["factors"] if f["name"] == "cap of the file"}
    assert held, "the calm history needs its cap"
    assert not [f for i in busy["items"] for f in i["interest"]["factors"] if f["name"] == "cap of the file"]
