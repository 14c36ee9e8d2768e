"""No command imports what it does not need: the absence of modules is asserted, never milliseconds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, git_repo

HEAVY = ("textual", "pandas", "plotly", "git", "numpy")
CODE = """
import sys
from debtscope.cli.main import main
status = main({argv!r})
print("\\nLOADED:" + ",".join(m for m in {heavy!r} if m in sys.modules))
raise SystemExit(status)
"""


def loaded(argv: list[str], cwd: str, heavy: tuple[str, ...]) -> set[str]:
    run = subprocess.run(
        [sys.executable, "-c", CODE.format(argv=argv, heavy=heavy)], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return set(run.stdout.rsplit("LOADED:", 1)[1].strip().split(",")) - {""}


@pytest.mark.parametrize("argv", [["--help"], ["--version"]])
def test_help_imports_nothing_heavy(argv: list[str], tmp_path: object) -> None:
    assert loaded(argv, str(tmp_path), (*HEAVY, "yaml", "sqlite3", "tomli", "debtscope.engine.scan")) == set()


@pytest.mark.parametrize("argv", [["scan", "--help"], ["triage", "--help"], ["rules"], ["explain", "drift-ignored"]])
def test_commands_import_no_front_end_and_no_analysis(argv: list[str], tmp_path: object) -> None:
    if "--help" in argv:
        code = f"import sys\nfrom debtscope.cli.main import main\nassert main({argv!r}) == 0\n"
        code += f"assert not [m for m in {HEAVY!r} if m in sys.modules]"
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=60)
        return
    assert loaded(argv, str(tmp_path), ("textual", "pandas", "plotly", "numpy")) == set()


def test_a_scan_imports_neither_textual_nor_pandas_nor_plotly(tmp_path: object) -> None:
    assert loaded(["scan", "--no-save"], str(tmp_path), ("textual", "pandas", "plotly")) == set()


def test_a_scan_of_a_plain_repository_loads_neither_gitpython_nor_what_speaks_http(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="first", files={"src/a.py": "x = 1\n"}, on="2026-10-05")])
    assert loaded(["scan", "--no-save"], str(tmp_path), ("git", "http.client", "ssl", "urllib.request")) == set()


def test_lists_exports_history_and_gates_import_no_analysis(tmp_path: Path) -> None:
    git_repo(tmp_path, [CommitSpec(message="first", files={"src/a.py": "x = 1\n"}, on="2026-10-05")])
    for argv in (
        ["scan", "--against", "HEAD", "--fail-on", "severity:>=high", "--budgets"], ["list"], ["history"],
        ["export", "--format", "json"], ["export", "--format", "sarif"],
    ):  # fmt: skip
        assert loaded(argv, str(tmp_path), ("textual", "pandas", "plotly")) == set(), argv


def test_an_item_is_explained_from_its_snapshot_without_loading_a_rule(tmp_path: Path) -> None:
    code = "import pickle\nmodel = pickle.load(open('model.pkl', 'rb'))\nmodel.predict([[1]])\n"
    git_repo(tmp_path, [CommitSpec(message="first", files={"src/serve.py": code}, on="2026-10-05")])
    subprocess.run([sys.executable, "-c", CODE.format(argv=["scan"], heavy=())], cwd=tmp_path, check=True)
    listed = subprocess.run(
        [sys.executable, "-c", CODE.format(argv=["list"], heavy=())], cwd=tmp_path, check=True, capture_output=True, text=True
    )  # fmt: skip
    found = re.search(r"[A-Z]{3}-\d{3}-[a-z2-7]{8}", listed.stdout)
    assert found is not None, listed.stdout
    rules = ("debtscope_collectors.rules", "debtscope_collectors", "git", "yaml")
    assert loaded(["explain", found[0]], str(tmp_path), rules) == set()
