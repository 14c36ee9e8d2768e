"""What we read of stores that the real MLflow made, beside what its own client says of them; and that they stay as they are."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Generator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from debtscope.cli.main import main
from debtscope.model.vocabulary import Severity
from debtscope.testing import CommitSpec, facts_of, findings_of, git_repo
from debtscope_collectors.sources.mlflow.facts import ExperimentStats, MlflowRun, MlflowStore, ModelVersion

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(importlib.util.find_spec("mlflow") is None, reason="mlflow is not installed"),
]

MAKER = Path(__file__).with_name("mlflow_maker.py")
TRAIN = "import mlflow\n\nwith mlflow.start_run():\n    mlflow.log_param('a', 1)\n"
COMMIT = "mlflow.source.git.commit"
DAY = datetime.now(UTC).date()
"""MLflow stamps what it makes with the machine's clock, and what comes after the day of a scan is left out."""
LAST = datetime.combine(DAY + timedelta(days=1), time(), UTC).timestamp() * 1000
FIRST = LAST - 90 * 24 * 3600 * 1000
"""The 90 days that end with DAY."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A repository with a store, and the client's words."""

    root: Path
    kind: str
    said: Any
    commit: str

    def store(self, root: Path | None = None) -> MlflowStore:
        """Our reading, of this folder or of a copy."""
        stores = facts_of(root or self.root, as_of=DAY, collectors=("mlflow",)).all(MlflowStore)
        assert [store.kind for store in stores] == [self.kind]
        return stores[0]


@pytest.fixture(scope="module", params=["sqlite", "files"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Generator[Made, None, None]:
    place = tmp_path_factory.mktemp("mlflow")
    root = place / "project"
    commit = git_repo(root, [CommitSpec(message="train", files={"train.py": TRAIN, ".gitignore": "mlruns/\n*.db\n"})])[
        0
    ]
    uri = f"sqlite:///{root}/mlflow.db" if request.param == "sqlite" else (root / "mlruns").as_uri()
    answer = place / "said.json"
    quiet = {"DO_NOT_TRACK": "true", "MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_ALLOW_FILE_STORE": "true"}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MLFLOW_")}
    done = subprocess.run(
        [sys.executable, str(MAKER), uri, str(root), commit, str(answer)],
        cwd=root, env={**inherited, **quiet, "HOME": str(place)}, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    before = bytes_of(root)
    yield Made(root=root, kind=request.param, said=json.loads(answer.read_text()), commit=commit)
    assert bytes_of(root) == before, "a scan has changed the store"


def bytes_of(root: Path) -> dict[str, str]:
    """Every file below a folder, by its content."""
    files = (path for path in root.rglob("*") if path.is_file() and ".debtscope" not in path.parts)
    return {str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


def test_the_store_holds_what_it_is_to_hold(made: Made) -> None:
    runs = list(made.said["runs"].values())
    assert {run["status"] for run in runs} == {"FINISHED", "FAILED", "KILLED", "RUNNING"}
    assert {run["active"] for run in runs} == {True, False}
    assert {run["datasets"] for run in runs} == {0, 1, 2}
    assert {name: sorted(model["versions"]) for name, model in made.said["models"].items()} == {
        "clf": ["1", "2", "3"], "good": ["1", "2"], "Abwanderung Süd": ["1"], "empty": [],
    }  # fmt: skip
    assert (made.store().schema is not None) == (made.kind == "sqlite")


def test_experiments_are_counted_as_the_client_counts_them(made: Made) -> None:
    counts = {e.name: (e.experiment_id, *_counts(e), milliseconds(e.last_start)) for e in made.store().experiments}
    assert counts == {name: (number, *_told(made, name)) for number, name in made.said["experiments"].items()}
    # 3, 5, 7, 80 and 9 days ago, the last of them deleted; neither 200 days ago nor failed, killed or running.
    assert counts["churn"][1:5] == (4, 2, 2, 2)


def _counts(stats: ExperimentStats) -> tuple[int, int, int, int]:
    return (stats.finished, stats.without_commit, stats.without_dataset, stats.without_params)


def _told(made: Made, experiment: str) -> tuple[int, int, int, int, int | None]:
    runs = [run for run in made.said["runs"].values() if run["experiment"] == experiment and run["active"]]
    counted = [run for run in runs if run["status"] == "FINISHED" and FIRST <= run["start"] < LAST]
    return (
        len(counted),
        sum(COMMIT not in run["tags"] for run in counted),
        sum(not run["datasets"] for run in counted),
        sum(not run["params"] for run in counted),
        max((run["start"] for run in runs), default=None),
    )


def test_runs_behind_versions_and_runs_without_a_commit_are_told_as_the_client_tells_them(made: Made) -> None:
    store, runs = made.store(), made.said["runs"]
    behind = {v["run"] for model in made.said["models"].values() for v in model["versions"].values()}
    bare = {
        number for number, run in runs.items()
        if run["status"] == "FINISHED" and FIRST <= run["start"] < LAST and COMMIT not in run["tags"]
    }  # fmt: skip
    assert set(store.runs) == {number for number in behind | bare if runs[number]["active"]}
    assert store.deleted_runs == {number for number in behind if not runs[number]["active"]}
    assert len(store.deleted_runs) == 1
    assert {number: _run(run) for number, run in store.runs.items()} == {
        number: _told_run(runs[number]) for number in store.runs
    }
    assert store.commits == {made.commit}


def _run(run: MlflowRun) -> tuple[object, ...]:
    times = (milliseconds(run.start), milliseconds(run.end))
    return (run.experiment, run.status, *times, run.commit, run.params, run.datasets, run.source_name, run.user)


def _told_run(run: dict[str, Any]) -> tuple[object, ...]:
    tags = run["tags"]
    named = (tags.get("mlflow.source.name"), tags.get("mlflow.user") or run["user"])
    return (*(run[k] for k in ("experiment", "status", "start", "end")), tags.get(COMMIT), run["params"], run["datasets"], *named)  # fmt: skip


def test_a_training_script_is_tied_to_its_commit_by_mlflow_itself(made: Made) -> None:
    fluent = [run for run in made.store().runs.values() if run.experiment == "fluent"]
    assert [(run.commit, run.params, Path(run.source_name or "").name) for run in fluent] == [
        (made.commit, 3, "train.py")
    ]


def test_the_registry_is_told_as_the_client_tells_it(made: Made) -> None:
    ours = {m.name: (m.description, {v.version: _version(v) for v in m.versions}) for m in made.store().models}
    assert ours == {
        name: (model["description"], {number: _told_version(v) for number, v in model["versions"].items()})
        for name, model in made.said["models"].items()
    }
    assert ours["clf"][1]["1"][:2] == (None, ["blue", "champion"])
    assert ours["clf"][1]["2"][:3] == ("Staging", [], {"validation status": "failed: Süd"})


def _version(version: ModelVersion) -> tuple[object, ...]:
    times = (milliseconds(version.created), milliseconds(version.updated))
    return (version.stage, list(version.aliases), dict(version.tags), version.run_id, version.source, *times)


def _told_version(version: dict[str, Any]) -> tuple[object, ...]:
    return tuple(version[key] for key in ("stage", "aliases", "tags", "run", "source", "created", "updated"))


def test_logged_models_are_told_as_mlflow_tells_them(made: Made) -> None:
    ours = {(m.name, v.version): _file(v) for m in made.store().models for v in m.versions}
    assert ours == {
        (name, number): _told_file(version)
        for name, model in made.said["models"].items()
        for number, version in model["versions"].items()
    }
    assert {told[:4] for told in ours.values()} == {
        (True, True, True, True), (True, True, True, False), (False, False, False, False),
    }  # fmt: skip


def _file(version: ModelVersion) -> tuple[object, ...]:
    file = version.file
    assert file, f"{version.model} v{version.version}"
    assert not file.relocated
    schema = (file.has_signature, file.has_inputs, file.has_outputs, file.has_input_example)
    return (*schema, list(file.flavours), file.serialization, list(file.requirements))


def _told_file(version: dict[str, Any]) -> tuple[object, ...]:
    keys = ("signature", "inputs", "outputs", "example", "flavours", "serialization", "requirements")
    return tuple(version[key] for key in keys)


def test_a_copy_elsewhere_says_the_same(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.root, tmp_path / "copy")
    original, copy = made.store(), made.store(tmp_path / "copy")
    assert (copy.experiments, copy.runs, copy.commits) == (original.experiments, original.runs, original.commits)
    files = [version.file for model in copy.models for version in model.versions]
    assert [file and (file.path, file.relocated) for file in files] == [
        (version.file.path, True) for model in original.models for version in model.versions if version.file
    ]


def test_runs_without_a_commit_are_found_where_they_are(made: Made) -> None:
    findings = findings_of("run-without-source-commit", made.root, as_of=DAY)
    shares = "churn: 2 of 4 FINISHED runs of the last 90 days have no commit"
    served = "the run behind clf v1, which is served, has no commit."
    assert [(found.subject.name, found.message) for found in findings] == [("churn", f"{shares}; {served}")]
    bare = {
        number for number, run in made.said["runs"].items()
        if run["experiment"] == "churn" and run["active"] and run["status"] == "FINISHED"
        and COMMIT not in run["tags"] and FIRST <= run["start"] < LAST
    }  # fmt: skip
    assert {evidence.ref for evidence in findings[0].evidence if evidence.kind == "run"} == bare


def test_models_without_a_signature_are_found_where_they_are(made: Made) -> None:
    findings = {found.subject.name: found for found in findings_of("model-without-signature", made.root, as_of=DAY)}
    assert {name: found.severity for name, found in findings.items()} == {"clf": None, "Abwanderung Süd": Severity.LOW}
    assert "v2 (Staging) has no signature and no input example; v3 has no input example" in findings["clf"].message
    assert [evidence.ref for evidence in findings["clf"].evidence] == ["v2", "v3"]


def test_a_scan_from_the_command_line(made: Made, tmp_path: Path) -> None:
    ledger = _scan(tmp_path, made.root)
    assert {"CFG-003", "DAT-022"} <= {item["rule"]["id"] for item in ledger["items"]}
    read = [source for source in ledger["sources"] if source["collector"] == "mlflow"]
    assert [(source["status"], source["location"]) for source in read] == [
        ("read", "mlflow.db" if made.kind == "sqlite" else "mlruns")
    ]
    assert "4 experiments, 4 models, 6 versions" in read[0]["detail"]
    assert not [told for told in ledger["diagnostics"] if told["collector"] == "mlflow"]


def test_a_store_elsewhere_is_named(made: Made, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    git_repo(repository, [CommitSpec(message="train", files={"train.py": TRAIN})])
    store = made.root / ("mlflow.db" if made.kind == "sqlite" else "mlruns")
    ledger = _scan(tmp_path, repository, "--mlflow", str(store))
    found = {item["subject"]["name"] for item in ledger["items"] if item["rule"]["id"] == "DAT-022"}
    assert found == {"clf", "Abwanderung Süd"}


def _scan(place: Path, root: Path, *more: str) -> Any:
    output = place / "ledger.json"
    command = ["scan", str(root), "--no-save", "--as-of", DAY.isoformat(), "--format", "json"]
    assert main([*command, "--output", str(output), *more]) == 0
    return json.loads(output.read_text(encoding="utf-8"))
