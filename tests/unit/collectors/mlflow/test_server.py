"""A tracking server over REST: what is read, what is refused, and how a server that does not play along is told."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from debtscope.api import Diagnostic, Settings, UsageError
from debtscope.cli.main import main
from debtscope.engine.workspace import open_workspace
from debtscope.testing import facts_of
from debtscope_collectors.sources.mlflow import http as http_module
from debtscope_collectors.sources.mlflow import server as server_module
from debtscope_collectors.sources.mlflow.facts import MlflowStore
from debtscope_collectors.sources.mlflow.http import Server, address_of
from debtscope_collectors.sources.mlflow.read import collector
from debtscope_collectors.sources.mlflow.server import read_server
from tests.mlflow_server import Answer, Handler, Stub, ok, recorded, serving

AS_OF = date(2026, 11, 20)
LOGIN = ("MLFLOW_TRACKING_USERNAME", "MLFLOW_TRACKING_PASSWORD", "MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_URI")


@pytest.fixture(autouse=True)
def _without_login(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    for name in LOGIN:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def stub() -> Iterator[Stub]:
    with serving(recorded()) as one:
        yield one


def always(answer: Answer) -> Handler:
    return lambda stub, path, query, headers: answer


def store_of(stub: Stub, root: Path) -> MlflowStore:
    (store,) = facts_of(root, collectors=("mlflow",), mlflow=(stub.url,)).all(MlflowStore)
    return store


def test_recorded_answers(stub: Stub, tmp_path: Path) -> None:
    store = store_of(stub, tmp_path)
    assert (store.kind, store.path) == ("server", stub.url)
    models = {m.name: {v.version: (v.stage, v.aliases, dict(v.tags)) for v in m.versions} for m in store.models}
    assert models == {
        "churn-clf": {
            "1": ("Production", ("champion",), {}),
            "2": ("Staging", (), {"validation_status": "failed"}),
            "4": (None, (), {"validated": "yes"}),
        },
        "churn-proto": {"1": (None, ("champion",), {})},
        "churn-uplift": {},
    }
    (experiment,) = store.experiments
    assert (experiment.finished, experiment.open) == (1, 1)
    assert [run.name for run in experiment.open_runs] == ["fun-toad-634"]


def test_the_values_of_a_run_behind_a_version(stub: Stub, tmp_path: Path) -> None:
    run = stub.runs[1]["info"]["run_id"]
    stub.models[1]["latest_versions"][0]["run_id"] = run
    record = store_of(stub, tmp_path).runs[run]
    assert record.name == "trusting-ape-23"
    assert set(record.metrics) == {"train_loss", "val_auc"}
    assert record.inputs[0].columns[0] == "tenure_months"
    assert (record.inputs[0].source, record.inputs[0].rows) == ("src/churn/data.csv", 20)


def many(stub: Stub, count: int) -> None:
    """So many copies of the finished run, each a minute older."""
    pattern = json.dumps(stub.runs[1])
    stub.runs.clear()
    for n in range(count):
        run = json.loads(pattern)
        run["info"] |= {"run_id": f"{n:032x}", "start_time": run["info"]["start_time"] - 60_000 * n}
        stub.runs.append(run)


def test_pages_are_followed_and_counted(stub: Stub, tmp_path: Path) -> None:
    many(stub, 2500)
    assert store_of(stub, tmp_path).experiments[0].finished == 2500
    assert [path for path, _ in stub.asked].count("/api/2.0/mlflow/runs/search") == 3


def test_what_is_left_out_is_said(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    many(stub, 2500)
    monkeypatch.setattr(server_module, "MAX_RUN_PAGES", 2)
    with open_workspace(tmp_path, as_of=AS_OF, settings=Settings(), mlflow=(stub.url,)) as workspace:
        told = list(collector.collect(workspace))
    (store,) = (one for one in told if isinstance(one, MlflowStore))
    assert store.experiments[0].finished == 2000
    cuts = [one.message for one in told if isinstance(one, Diagnostic)]
    assert any("only the first 2 pages of runs" in cut for cut in cuts)


def test_a_server_that_never_ends_is_left(stub: Stub) -> None:
    stub.handler = lambda s, path, query, headers: (
        ok({"experiments": [], "next_page_token": str(len(s.asked))}) if "experiments" in path else None
    )
    raw = read_server(Server(stub.url), AS_OF)
    assert "only the first 50 pages of experiments were read" in raw.cuts


def test_the_time_limit_keeps_what_was_read(stub: Stub) -> None:
    server = Server(stub.url)

    def late(_: Stub, path: str, query: Mapping[str, Any], headers: Mapping[str, str]) -> Answer | None:
        if "runs/search" in path:
            server._ends = 0.0  # pyright: ignore[reportPrivateUsage] - the clock has run out
            return ok({"runs": [stub.runs[1]], "next_page_token": "1"})
        return None

    stub.handler = late
    raw = read_server(server, AS_OF)
    assert raw.experiments[0].finished == 1
    assert "limit was reached before all runs" in raw.cuts[0]


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({"MLFLOW_TRACKING_USERNAME": "ana", "MLFLOW_TRACKING_PASSWORD": "pw"}, "Basic YW5hOnB3"),
        ({"MLFLOW_TRACKING_TOKEN": "abc"}, "Bearer abc"),
        ({}, None),
    ],
)
def test_credentials_come_from_the_variables_of_mlflow(
    variables: dict[str, str], wanted: str | None, stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    store_of(stub, tmp_path)
    assert {headers.get("Authorization") for _, headers in stub.asked} == {wanted}


def test_an_address_with_a_login_is_shown_without_it(stub: Stub, tmp_path: Path) -> None:
    secret = stub.url.replace("http://", "http://ana:hunter2@")
    with open_workspace(tmp_path, as_of=AS_OF, settings=Settings(), mlflow=(secret,)) as workspace:
        told = repr(list(collector.collect(workspace)))
    assert stub.url in told
    assert "hunter2" not in told
    assert stub.asked[0][1]["Authorization"].startswith("Basic ")
    assert address_of("https://ana:pw@host:1/a/?x=1#y") == "https://host:1/a"


def test_a_redirect_to_another_host_is_not_followed(stub: Stub) -> None:
    with serving(recorded()) as other:
        stub.handler = always((302, {"Location": f"{other.url}/api/2.0/mlflow/experiments/search"}, b""))
        with pytest.raises(UsageError, match="sends on to"):
            read_server(Server(stub.url), AS_OF)
        assert other.asked == []


REFUSALS: list[tuple[Answer, str]] = [
    ((401, {}, b""), r"asks for a login \(HTTP 401\)"),
    ((403, {}, b"{}"), r"asks for a login \(HTTP 403\)"),
    ((404, {}, b""), r"no MLflow tracking server answers there \(HTTP 404\)"),
    ((500, {}, b"<html>"), "answers with HTTP 500"),
    ((200, {}, b"<html>hello"), "no MLflow tracking server answers there"),
    ((200, {}, b"[" * 100_000), "no MLflow tracking server answers there"),
    ((200, {}, b"\xff\xfe\x00"), "no MLflow tracking server answers there"),
]


@pytest.mark.parametrize(("answer", "message"), REFUSALS)
def test_refusals_are_told(answer: Answer, message: str, stub: Stub) -> None:
    stub.handler = always(answer)
    with pytest.raises(UsageError, match=message):
        read_server(Server(stub.url), AS_OF)


def test_too_much_is_refused(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_module, "MAX_ANSWER", 1000)
    stub.handler = always((200, {}, b"{" + b" " * 5000 + b"}"))
    with pytest.raises(UsageError, match="an answer of more than"):
        read_server(Server(stub.url), AS_OF)


NONSENSE: list[dict[str, Any]] = [
    {"experiments": None, "runs": 3, "registered_models": "x"},
    {"experiments": [None, 5, {"experiment_id": 1}, {"experiment_id": []}], "runs": [{"info": 1, "data": []}]},
    {
        "experiments": [{"experiment_id": "1"}],
        "runs": [{"info": {"run_id": "a", "experiment_id": "1", "start_time": 1e300}}],
    },
    {
        "experiments": [{"experiment_id": "1"}],
        "runs": [
            {
                "info": {"run_id": "a", "experiment_id": "1", "status": [], "start_time": "NaN", "end_time": -1},
                "data": {"metrics": [{"key": "a", "value": "NaN"}, 3], "params": {"key": 1}, "tags": [{"key": {}}]},
                "inputs": {"dataset_inputs": [{"dataset": {"schema": "{", "profile": "[", "source": 7}}]},
            }
        ],
        "registered_models": [{"name": "m", "aliases": [{"alias": None}], "latest_versions": [{"version": 1}]}],
    },
]


@pytest.mark.parametrize("answers", NONSENSE)
def test_nonsense_costs_nothing_but_itself(answers: dict[str, object], stub: Stub) -> None:
    stub.handler = always(ok(answers))
    read_server(Server(stub.url), AS_OF)


def test_a_server_that_is_down_ends_the_scan(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = main(["scan", str(tmp_path), "--no-save", "--mlflow", f"http://ana:hunter2@127.0.0.1:{port}"])
    told = capsys.readouterr().err
    assert code == 2
    assert f"http://127.0.0.1:{port}: connection refused" in told
    assert "hunter2" not in told


def test_a_server_that_is_silent_is_given_up() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(1)
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(UsageError, match="no answer within"):
            Server(url, request_seconds=0.05).get("version")


def test_no_server_is_asked_that_nobody_named(stub: Stub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_TRACKING_URI", stub.url)
    (tmp_path / "debtscope.toml").write_text(f'[sources]\nmlflow = ["{stub.url}"]\n')
    (tmp_path / "train.py").write_text(f'import mlflow\n\nmlflow.set_tracking_uri("{stub.url}")\n')
    main(["scan", str(tmp_path), "--no-save"])
    assert stub.asked == []
