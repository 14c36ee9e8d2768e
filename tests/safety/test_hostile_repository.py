"""One repository with everything that is bad in it at once: it is scanned to the end, each bad input named, nothing run."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from debtscope.testing import CommitSpec, git_repo
from tests.unit.engine.hostile import Canary, configure

WATCHER = Path(__file__).with_name("watcher.py")
TOP = Path(__file__).resolve().parents[2]
TRAIN = "import pandas as pd\nfrom sklearn.ensemble import RandomForestClassifier\n\n\ndef train():\n    df = pd.read_csv('data.csv')\n    return RandomForestClassifier().fit(df, df['y'])\n"
SERVE = "import pickle\n\n\ndef load(path):\n    return pickle.load(open(path, 'rb'))\n"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
NAMES = ["[red]x[-].py", "a\nb.py", "esc\x1b]0;owned\x07.py", "bidi\u202eyp.py", "=cmd|x.py", "--config=evil.py"]
POISON = {
    "conftest.py": "open({mark!r}, 'w')\n", "setup.py": "open({mark!r}, 'w')\n", "sitecustomize.py": "open({mark!r}, 'w')\n",
    "debtscope/__init__.py": "open({mark!r}, 'w')\n", "yaml.py": "open({mark!r}, 'w')\n", "git.py": "open({mark!r}, 'w')\n",
    "ruff.py": "open({mark!r}, 'w')\n",
}  # fmt: skip
"""Files that would run if anything scanned were imported."""


@dataclass
class Scanned:
    """What one run said and did."""

    status: int
    out: str
    err: str
    seen: dict[str, list[str]]


def run(root: Path, *arguments: str, home: Path) -> Scanned:
    report = home / "seen.json"
    report.unlink(missing_ok=True)
    environment = {
        "PATH": f"{root}:{root}/bin:{os.environ['PATH']}", "HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(TOP),
        "TMPDIR": str(home),
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-P", str(WATCHER), str(report), *arguments], cwd=root, env=environment, capture_output=True, timeout=120,
        check=False,
    )  # fmt: skip
    seen: dict[str, list[str]] = json.loads(report.read_text()) if report.exists() else {}
    return Scanned(
        done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), seen
    )


def plant(root: Path, mark: Path) -> set[str]:
    """Everything at once; the paths that have to be named."""
    (root / "cut.ipynb").write_text('{"cells": [{"cell_type": "code", "source": ["import pandas')
    (root / "huge.ipynb").write_text(
        json.dumps({"cells": [{"cell_type": "code", "source": "x=1", "outputs": ["A" * 26_000_000]}]})
    )
    (root / "old.py").write_text("print 'two'\nexec 'x'\n")
    (root / "deep.py").write_text("x = " + "-" * 20_000 + "1\n")
    (root / "nul.py").write_bytes(b"x = 1\0\n")
    (root / "one_line.py").write_text("x = [" + "1," * 1_200_000 + "]\n")
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    (root / "dvc.yaml").write_text("\n".join([*lines, "stages: *a11"]) + "\n")
    (root / "sub").mkdir()
    (root / "sub" / "dvc.yaml").write_text(
        "stages:\n  a:\n    wdir: ../../../etc\n    cmd: cat passwd\n    deps: [passwd]\n"
    )
    (root / "merge").mkdir()
    (root / "merge" / "dvc.yaml").write_text("a: &a {<<: *a}\nstages: *a\n")
    (root / "pyproject.toml").write_text("a" + ".a" * 5_000 + " = 1\n")
    (root / "deep.json").write_text("[" * 100_000)
    (root / "requirements.txt").write_text("-r ../../../etc/passwd\npandas\n")
    (root / "mlflow.db").write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    (root / "latin.md").write_bytes("Modelle für alle\n".encode("latin-1") + bytes(range(128, 256)))
    (root / "reports").mkdir()
    (root / "reports" / "report_2026-11-01.json").write_text(
        '{"metrics": [{"metric": "DatasetDriftMetric", "result": {"drift_share": NaN'
    )
    os.mkfifo(root / "pipe.py")
    (root / "out.py").symlink_to("/etc/passwd")
    (root / "loop").symlink_to(root)
    for name in NAMES:
        (root / name).write_text("import pickle\npickle.load(open('/srv/x.pkl', 'rb'))\n")
    (root / "pickled.pkl").write_bytes(b"cposix\nsystem\n(S'touch " + str(mark).encode() + b"'\ntR.")
    for name, text in POISON.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text.format(mark=str(mark)))
    return {
        "cut.ipynb",
        "huge.ipynb",
        "deep.py",
        "dvc.yaml",
        "pyproject.toml",
        "mlflow.db",
        "pipe.py",
        "out.py",
        "loop",
    }


def configured(root: Path, canary: Canary) -> None:
    """Everything in git's configuration that names a program."""
    program = canary.program
    configure(
        root,
        f"[core]\n\tfsmonitor = {program}\n\tsshCommand = {program}\n\tpager = {program}\n\thooksPath = {root}/bin\n"
        f"\tgitProxy = {program}\n[diff]\n\texternal = {program}\n[diff \"x\"]\n\ttextconv = {program}\n"
        f"[filter \"x\"]\n\tclean = {program}\n\tsmudge = {program}\n\tprocess = {program}\n"
        f"[include]\n\tpath = {root}/more\n[alias]\n\tlog = !{program}\n[credential]\n\thelper = !{program}\n",
    )  # fmt: skip
    (root / ".gitattributes").write_text("* filter=x diff=x merge=x\n")
    (root / "bin").mkdir()
    for name in ("git", "ruff", "python", "python3", "dvc", "mlflow", "pre-commit", "reference-transaction"):
        (root / "bin" / name).write_text(program.read_text())
        (root / "bin" / name).chmod(0o755)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Canary, Path, set[str]]:
    base = tmp_path_factory.mktemp("hostile")
    root, canary, mark = base / "repo", Canary(base / "canary"), base / "imported"
    git_repo(
        root,
        [
            CommitSpec(
                message="\x1b[31mone\x1b[0m",
                author="=HYPERLINK(1)",
                files={"train.py": TRAIN, "serve.py": SERVE},
                on="2026-01-05",
            ),
            CommitSpec(message="two", files={"serve.py": SERVE + "\n"}, on="2026-02-05"),
        ],
    )
    named = plant(root, mark)
    configured(root, canary)
    canary.reset()
    return root, canary, mark, named


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


def rests_on(document: dict[str, Any]) -> set[tuple[str, str | None]]:
    """(rule, file) of every piece of evidence."""
    return {(item["rule"]["slug"], one["path"]) for item in document["items"] for one in item["evidence"]}


def test_it_is_scanned_to_the_end_and_each_bad_input_named(
    hostile: tuple[Path, Canary, Path, set[str]], home: Path
) -> None:
    root, canary, mark, named = hostile
    done = run(root, "scan", str(root), "--as-of", "2026-11-20", "--no-save", "--format", "json", home=home)
    assert done.status == 0, done.err
    assert "Traceback" not in done.err
    document = json.loads(done.out)
    told = {one["path"]: one["message"] for one in document["diagnostics"]}
    assert named <= told.keys(), named - told.keys()
    assert all(message for message in told.values())
    assert any("passwd" in one["message"] for one in document["diagnostics"]), (
        "the outside requirements file is not named"
    )
    assert ("unsafe-model-deserialisation", "serve.py") in rests_on(document)
    assert ("training-data-not-versioned", "train.py") in rests_on(document)
    assert len(document["repository"]["revision"]) == 40
    assert not canary.fired and not mark.exists()
    assert "root:x:0" not in done.out


def test_nothing_is_run_reached_or_written(hostile: tuple[Path, Canary, Path, set[str]], home: Path) -> None:
    root, canary, mark, _ = hostile
    done = run(root, "scan", str(root), "--as-of", "2026-11-20", home=home)
    assert done.status == 0, done.err
    programs = {Path(one).name for one in done.seen["started"]}
    assert programs <= {"git", "ruff"}, programs
    assert not any(str(root) in one for one in done.seen["started"])
    assert not done.seen["sockets"] and not done.seen["unpickled"]
    strange = [
        one for one in done.seen["written"]
        if one not in ("/dev/null", "None") and not one.startswith((str(home), str(root / ".debtscope"))) and "__pycache__" not in one
        and one.startswith("/")
    ]  # fmt: skip
    assert not strange, strange
    assert not {"conftest", "sitecustomize_", "train", "serve"} & set(done.seen["imported"])
    assert not canary.fired and not mark.exists()
    inside = {path.name for path in (root / ".debtscope").iterdir()}
    assert inside <= {"history.db", "history.db-wal", "history.db-shm", ".gitignore"}


@pytest.mark.parametrize("form", ["table", "jsonl", "csv", "markdown"])
def test_what_is_printed_is_harmless(hostile: tuple[Path, Canary, Path, set[str]], home: Path, form: str) -> None:
    root, *_ = hostile
    done = run(root, "export", "--format", form, home=home)
    assert done.status == 0, done.err
    assert "unsafe-model" in done.out or "COD-004" in done.out
    for text in (done.out, done.err):
        assert not CONTROL.search(text.replace("\n", "")), CONTROL.search(text.replace("\n", ""))
    if form == "csv":
        for row in csv.reader(io.StringIO(done.out)):
            assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row), row


def test_a_planted_state_is_refused_or_passed_over(tmp_path: Path, home: Path) -> None:
    root = tmp_path / "repo"
    git_repo(root, [CommitSpec(message="one", files={"serve.py": SERVE}, on="2026-01-05")])
    state = root / ".debtscope"
    state.mkdir()
    with sqlite3.connect(state / "history.db") as planted:
        planted.execute("pragma journal_mode = wal")
        planted.execute("create table snapshot(id)")
        planted.execute("create trigger t after insert on snapshot begin select load_extension('/tmp/x.so'); end")
    (state / "triage.jsonl").write_bytes(b'{"v": 1}\n\x1b[2J{"kind": "verdict"}\n' + b"[" * 10_000 + b"\n")
    done = run(root, "scan", str(root), "--as-of", "2026-11-20", "--format", "json", home=home)
    assert done.status == 0, done.err
    assert "Traceback" not in done.err
    assert not CONTROL.search((done.out + done.err).replace("\n", ""))
    told = " ".join(one["path"] + one["message"] for one in json.loads(done.out)["diagnostics"])
    assert "history.db" in told and "triage.jsonl" in told, told
    outside = tmp_path / "outside"
    outside.mkdir()
    linked = tmp_path / "linked"
    git_repo(linked, [CommitSpec(message="one", files={"serve.py": SERVE}, on="2026-01-05")])
    (linked / ".debtscope").symlink_to(outside)
    done = run(linked, "scan", str(linked), "--as-of", "2026-11-20", "--format", "json", home=home)
    assert done.status == 0, done.err
    assert not list(outside.iterdir())
    assert any("symbolic link" in one["message"] for one in json.loads(done.out)["diagnostics"])
