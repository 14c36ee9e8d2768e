"""What must never stop a scan: each bad input costs itself, and is named with its reason."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debtscope.testing import CommitSpec, git_repo
from tests.cli.conftest import Run

TRAIN = "from sklearn.ensemble import RandomForestClassifier\n\n\ndef fit(X, y):\n    return RandomForestClassifier().fit(X, y)\n"
DAY = ("--as-of", "2026-11-20", "--no-save", "--format", "json")


def names(document: dict[str, Any]) -> dict[str, str]:
    return {d["path"]: d["message"] for d in document["diagnostics"]}


def scanned(run: Run, root: Path, *extra: object) -> dict[str, Any]:
    said = run("scan", root, *DAY, *extra)
    assert said.status == 0, said.err
    assert "Traceback" not in said.err
    return json.loads(said.out)


def finds_the_good_file(document: dict[str, Any]) -> bool:
    return "train.py" in [i["path"] for i in document["items"]]


def truncated_notebook(root: Path) -> str:
    (root / "cut.ipynb").write_text('{"cells": [{"cell_type": "code", "source": ["import pandas')
    return "cut.ipynb"


def wrong_python(root: Path) -> str:
    (root / "bad.py").write_text("def f(:\n")
    return "bad.py"


def deep_python(root: Path) -> str:
    (root / "deep.py").write_text("x = " + "-" * 20_000 + "1\n")
    return "deep.py"


def wrong_yaml(root: Path) -> str:
    (root / "dvc.yaml").write_text("stages:\n  a:\n    outs: [x_${a}.txt]\n   b: 1\n")
    return "dvc.yaml"


def yaml_bomb(root: Path) -> str:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (root / "dvc.yaml").write_text("\n".join([*lines, "stages: *a11"]) + "\n")
    return "dvc.yaml"


def wrong_toml(root: Path) -> str:
    (root / "pyproject.toml").write_text("[project\nname = 1\n")
    return "pyproject.toml"


def damaged_store(root: Path) -> str:
    (root / "mlflow.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    return "mlflow.db"


def unknown_schema(root: Path) -> str:
    with sqlite3.connect(root / "mlflow.db") as db:
        for statement in (
            "create table alembic_version(version_num)",
            "create table runs(run_uuid)",
            "create table experiments(experiment_id)",
        ):
            db.execute(statement)
    return "mlflow.db"


def fifo(root: Path) -> str:
    os.mkfifo(root / "pipe.py")
    return "pipe.py"


def link_out(root: Path) -> str:
    (root / "out.py").symlink_to("/etc/passwd")
    return "out.py"


def unreadable_folder(root: Path) -> str:
    if os.geteuid() == 0:
        pytest.skip("root reads everything")
    (root / "closed").mkdir()
    (root / "closed" / "x.py").write_text("x = 1\n")
    (root / "closed").chmod(0)
    return "closed"


@pytest.mark.parametrize(
    "plant",
    [
        truncated_notebook, wrong_python, deep_python, wrong_yaml, yaml_bomb, wrong_toml, damaged_store,
        unknown_schema, fifo, link_out, unreadable_folder,
    ],
)  # fmt: skip
def test_a_bad_input_costs_itself_and_is_named(run: Run, tmp_path: Path, plant: Callable[[Path], str]) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    bad = plant(tmp_path)
    document = scanned(run, tmp_path)
    assert bad in names(document), names(document)
    assert names(document)[bad]
    assert finds_the_good_file(document)
    assert bad in run("sources", tmp_path, "--as-of", "2026-11-20").out


def test_a_locked_store_is_named(run: Run, demo: Path) -> None:
    store = demo / "mlflow" / "mlflow.db"
    with sqlite3.connect(store, isolation_level=None) as db:
        db.execute("begin exclusive")
        document = scanned(run, demo)
    assert document["items"]
    rules = {i["rule"]["slug"] for i in document["items"]}
    assert "mlflow/mlflow.db" in names(document) or "model-without-signature" in rules


def test_nan_in_a_report_is_no_harm(run: Run, demo: Path) -> None:
    path = demo / "monitoring" / "evidently" / "report_2026-11-16.json"
    path.write_text(
        path.read_text().replace('"drift_score": 0', '"drift_score": NaN', 1).replace("{", '{"x": NaN, ', 1)
    )
    document = scanned(run, demo)
    assert [i for i in document["items"] if i["rule"]["slug"] == "drift-ignored"]


HOSTILE = ["[red]x[/].py", "[/b].py", "a\nb.py", "esc\x1b]0;t\x07.py", "bidi\u202eyp.py", "wide日本.py"]


def test_hostile_names_reach_no_terminal(run: Run, tmp_path: Path) -> None:
    for name in HOSTILE:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TRAIN)
    with open(os.fsencode(tmp_path) + b"/raw\xff.py", "w") as handle:  # noqa: PTH123 - a name that is no text
        handle.write(TRAIN)
    document = scanned(run, tmp_path)
    named = {one["path"] for item in document["items"] for one in item["evidence"]}
    assert named.issuperset(HOSTILE)
    for form in ("table", "csv", "markdown", "jsonl"):
        out = run("scan", tmp_path, *DAY[:3], "--format", form).out
        assert not [c for c in out if c != "\n" and not c.isprintable()], form


def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    fixed = TRAIN + "\n# fix\n"
    git_repo(
        root,
        [
            CommitSpec(on="2026-05-01", author="Ana", message="start", files={"train.py": TRAIN}),
            CommitSpec(on="2026-10-01", author="Bo", message="fix", files={"train.py": fixed}),
        ],
    )
    return root


def git(root: Path, *argv: str) -> None:
    subprocess.run(["git", "-C", str(root), *argv], check=True, capture_output=True)


def source(document: dict[str, Any], collector: str) -> dict[str, str]:
    return next(s for s in document["sources"] if s["collector"] == collector)


@pytest.mark.parametrize("word", ["", "''", "a" * 300, "\x1b]52;c;x\x07"])
def test_a_word_too_much_is_named_whatever_it_is(run: Run, word: str) -> None:
    said = run("list", word)
    assert said.status == 2
    assert "unrecognized arguments" in said.err
    assert "see debtscope list --help" in said.err
    assert "\x1b" not in said.err


def test_without_git_it_works_and_says_so(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    document = scanned(run, tmp_path)
    assert source(document, "git")["status"] == "absent"
    assert document["repository"]["revision"] is None
    assert finds_the_good_file(document)


def test_without_commits_it_works(run: Run, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "train.py").write_text(TRAIN)
    assert finds_the_good_file(scanned(run, tmp_path))


def test_a_bare_repository_is_read_from_its_objects(run: Run, tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(tmp_path, "clone", "-q", "--bare", str(root), str(tmp_path / "bare.git"))
    assert finds_the_good_file(scanned(run, tmp_path / "bare.git"))


def test_a_shallow_clone_says_that_ages_are_lower_bounds(run: Run, tmp_path: Path) -> None:
    root = repository(tmp_path)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", str(tmp_path / "shallow"))
    document = scanned(run, tmp_path / "shallow")
    assert finds_the_good_file(document)
    assert "shallow" in json.dumps([document["sources"], document["diagnostics"]])


def test_missing_objects_are_said(run: Run, tmp_path: Path) -> None:
    root = repository(tmp_path)
    for path in (root / ".git" / "objects").glob("[0-9a-f][0-9a-f]"):
        shutil.rmtree(path)
    document = scanned(run, root)
    assert finds_the_good_file(document)
    assert source(document, "git")["status"] in {"failed", "absent"} or "git" in [
        d["collector"] for d in document["diagnostics"]
    ]


def test_strict_turns_what_went_unread_into_one(run: Run, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(TRAIN)
    assert run("scan", tmp_path, *DAY, "--strict").status == 0
    wrong_python(tmp_path)
    assert run("scan", tmp_path, *DAY, "--strict").status == 1
