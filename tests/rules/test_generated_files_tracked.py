"""Files that tools write, in git: one item per kind, and what is kept on purpose."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, findings_of, git_repo

SLUG = "generated-files-tracked"
Files = dict[str, str | bytes]


@pytest.mark.parametrize(
    ("path", "kind", "severity"),
    [
        ("logs/running.log", "logs of runs", "low"),
        ("logs/app.log.3", "logs of runs", "low"),
        ("log.txt", "logs of runs", "low"),
        ("out/training_log.txt", "logs of runs", "low"),
        (".gradio/certificate.pem", "caches and bytecode", "low"),
        ("infra/terraform.tfstate", "Terraform state", "medium"),
        ("infra/terraform.tfstate.backup", "Terraform state", "medium"),
        ("backend/mlflow.db", "tracking databases", "medium"),
        ("mlruns/0/meta.yaml", "MLflow's file store", "low"),
        ("src/__pycache__/a.cpython-312.pyc", "caches and bytecode", "low"),
        ("tests/__pycache__/a.cpython-312.pyc", "caches and bytecode", "low"),
        ("nb/.ipynb_checkpoints/a-checkpoint.ipynb", "checkpoints of notebooks", "low"),
        ("catboost_info/learn_error.tsv", "by-products of training", "low"),
        ("runs/a/events.out.tfevents.1700000000.host", "by-products of training", "low"),
        ("wandb/offline-run-20240101_1/run.wandb", "by-products of training", "low"),
        ("src/pkg.egg-info/PKG-INFO", "built packages", "low"),
        ("reports/data_drift_report.html", "rendered reports", "low"),
        ("venv/lib/python3.11/site.py", "installed packages", "low"),
        ("vector_db/chroma.sqlite3", "built vector indexes", "low"),
        ("store/index.faiss", "built vector indexes", "low"),
        ("docs/_build/html/index.html", "built documentation", "low"),
        ("docs/build/doctrees/index.doctree", "built documentation", "low"),
        ("jobs/spark_streaming_checkpoints/commits/0", "checkpoints of Spark's streams", "low"),
        ("jobs/spark_streaming_checkpoints/offsets/.1.crc", "checkpoints of Spark's streams", "low"),
    ],
)
def test_each_kind_is_named(tmp_path: Path, path: str, kind: str, severity: str) -> None:
    git_repo(tmp_path, [CommitSpec(message="add", files={path: "x" * 2000, "a.py": "x = 1\n"})])
    (found,) = findings_of(SLUG, tmp_path)
    assert found.subject.name == kind
    assert found.severity is not None
    assert found.severity.value == severity
    assert [one.path for one in found.evidence] == [path]


@pytest.mark.parametrize(
    "files",
    [
        {"tests/golden/report.html": "<p>"},
        {"tests/data/run.log": "x"},
        {"examples/mlruns/0/meta.yaml": "a: 1"},
        {"data/.DS_Store": "x"},
        {".idea/workspace.xml": "<a/>"},
        {"logs/.gitkeep": "", "mlruns/.gitignore": "*"},
        {"change_log.txt": "1.0: first", "docs/catalog.txt": "x", "prompts/dialog.txt": "x"},
        {"logs/README.md": "Kept for the audit of 2025.", "logs/audit.log": "x"},
        {"templates/report.html": "<p>", "app/static/report.html": "<p>", "reports/index.html": "<p>"},
        {".vscode/settings.json": "{}", ".idea/misc.xml": "<a/>"},
        {"dvc.yaml": "stages:\n  a:\n    cmd: x\n    outs:\n    - reports/report.html: {cache: false}\n", "reports/report.html": "<p>"},
        {"src/wandb/client.py": "x = 1\n", "src/mlruns.py": "x = 1\n", "src/env/gym.py": "x = 1\n", "catalog.py": "x = 1\n"},
        {"data/raw.zip": b"PK"},
        {"notes/profiling_report.html": '<meta http-equiv="refresh" content="0; url=x">'},
        {"docs/index.html": "<p>", "docs/html/intro.md": "x", "docs/build/README.md": "x", "build/html.py": "x = 1\n"},
        {"data/commits/0.json": "{}", "checkpoints/model/offsets/readme": "x", "src/offsets/1.py": "x = 1\n"},
    ],
)  # fmt: skip
def test_is_silent(tmp_path: Path, files: Files) -> None:
    git_repo(tmp_path, [CommitSpec(message="add", files=files)])
    assert findings_of(SLUG, tmp_path) == []


def test_leftovers_of_desktops_are_told_from_two_on(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="add", files={"data/.DS_Store": "x", ".idea/workspace.xml": "<a/>"})])
    (found,) = findings_of(SLUG, tmp_path)
    assert found.subject.name == "leftovers of editors and desktops"


def test_one_item_per_kind_says_who_and_when(tmp_path: Path) -> None:
    logs: Files = {f"logs/{n:02}.log": "x" * n for n in range(20)}
    git_repo(tmp_path, [CommitSpec(message="add", files=logs | {"mlflow.db": b"SQLite"})])
    found = findings_of(SLUG, tmp_path)
    assert [one.subject.name for one in found] == ["tracking databases", "logs of runs"]
    assert "20 files" in found[1].message
    assert len(found[1].evidence) == 8
    assert "by Ana Lima" in (found[1].evidence[0].ref or "")


def test_untracked_files_and_folders_without_git_do_not_count(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="add", files={"a.py": "x = 1\n"})])
    (tmp_path / "run.log").write_text("x")
    assert findings_of(SLUG, tmp_path) == []
    assert findings_of(SLUG, {"run.log": "x"}) == []
