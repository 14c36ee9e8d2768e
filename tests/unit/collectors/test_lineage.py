"""OpenLineage events folded into jobs, runs and datasets."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from debtscope.testing import facts_of
from debtscope_collectors.sources.lineage.facts import LineageGraph
from debtscope_collectors.sources.lineage.fold import Folding

CORPUS = Path(__file__).parents[2] / "corpora" / "lineage"
JUNK: tuple[object, ...] = (None, True, -1, 1e308, "", "x" * 5000, [3], [[0]], {"a": [1]}, 10**400, "2026-99-99")


def _graph(tree: dict[str, str | bytes]) -> LineageGraph | None:
    return facts_of(tree, collectors=["lineage"]).one(LineageGraph)


def test_jobs_runs_and_datasets_of_real_events() -> None:
    graph = facts_of(CORPUS, collectors=["lineage"]).one(LineageGraph)
    assert graph is not None
    jobs = {job.name: job for job in graph.jobs}
    assert set(jobs) == {"churn.ingest", "churn.train", "churn.score", "billing.forecast"}
    assert [run.state for run in jobs["churn.score"].runs][-1] == "START"
    assert "FAIL" in [run.state for run in jobs["churn.train"].runs]
    sets = {dataset.key.name: dataset for dataset in graph.datasets}
    assert sets["churn/predictions"].read_by == ("billing/billing.forecast", "churn/churn.ingest")
    assert sets["churn/predictions"].written_by == ("churn/churn.score",)
    assert sets["churn/raw"].owners == ("team:data",) and sets["churn/raw"].fields == ("customer_id", "email")


def test_array_marquez_list_and_one_event_are_the_same() -> None:
    lines = (CORPUS / "openlineage_events.ndjson").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    array = _graph({"lineage/events.json": json.dumps(events)})
    marquez = _graph({"lineage/events.json": json.dumps({"events": events, "totalCount": len(events)})})
    one = _graph({"lineage/event.json": json.dumps(events[0])})
    assert array is not None and marquez is not None and one is not None
    assert array.jobs == marquez.jobs and array.events == len(events) and one.events == 1


def test_an_end_stays_an_end_whatever_the_order() -> None:
    def event(kind: str, minute: int) -> dict[str, object]:
        return {"eventType": kind, "eventTime": f"2026-01-01T00:{minute:02d}:00Z", "job": {"namespace": "n", "name": "j"},
                "run": {"runId": "r"}, "producer": "https://me:secret@host/x"}  # fmt: skip

    for order in ([("START", 0), ("COMPLETE", 5), ("OTHER", 6)], [("COMPLETE", 5), ("START", 0)]):
        folding = Folding()
        assert all(folding.add("p", None, event(kind, minute)) for kind, minute in order)
        (job,) = folding.graph().jobs
        assert job.runs[0].state == "COMPLETE" and "secret" not in job.producer


def test_what_is_no_event_is_told_and_left_out() -> None:
    facts = facts_of({"lineage/a.ndjson": '{"eventTime": "2026-01-01", "job": {"name": "j"}}\n{"eventTime":\n[1]\n'},
                     collectors=["lineage"])  # fmt: skip
    graph = facts.one(LineageGraph)
    assert graph is not None and graph.events == 1
    assert _graph({"shop/orders.json": '{"eventType": "COMPLETE", "eventTime": "2026-01-01", "userId": 3}'}) is None


def test_fuzz() -> None:
    lines = (CORPUS / "openlineage_events.ndjson").read_text(encoding="utf-8").splitlines()
    dice = random.Random(20261120)
    for _ in range(600):
        event: dict[str, Any] = json.loads(dice.choice(lines))
        folding = Folding()
        for _ in range(3):
            at: dict[str, Any] = event
            for _ in range(dice.randint(0, 4)):
                inner: list[dict[str, Any]] = [v for v in at.values() if isinstance(v, dict) and v]
                at = dice.choice(inner) if inner else at
            at[dice.choice(list(at))] = dice.choice(JUNK)
        folding.add("p.ndjson", 1, event)
        assert folding.graph().events in (0, 1)
