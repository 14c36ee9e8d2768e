"""The action's own steps and the pre-commit hook's own command, run on a repository."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from debtscope.testing import CommitSpec, git_repo

ROOT = Path(__file__).parents[2]
KEY = "key_id = '" + "AKIA" + "Q7ZV3MPLT2RWXKD5" + "'\n"


def load(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = tmp_path / "a repo"
    git_repo(root, [CommitSpec(message="first", files={"src/a.py": "x = 1\n"}, on="2026-10-05")])
    return root


def bash(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, **environment}
    return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, env=env, capture_output=True, text=True, check=False)  # fmt: skip


def action(repo: Path, against: str = "HEAD~1", **inputs: str) -> subprocess.CompletedProcess[str]:
    document = load("action.yml")
    given = {name: about["default"] for name, about in document["inputs"].items()} | {"against": against} | inputs
    (step,) = [s for s in document["runs"]["steps"] if s["name"] == "scan"]
    assert "${{" not in step["run"], "an input in a script would be run as code"
    names = {name: text.removeprefix("${{ inputs.").removesuffix(" }}") for name, text in step["env"].items()}
    return bash(step["run"], repo, **{name: given[inner] for name, inner in names.items()})


def test_the_action_passes_a_clean_change_and_writes_its_report(repo: Path) -> None:
    git_repo(repo, [CommitSpec(message="more", files={"src/b.py": "y = 1\n"}, on="2026-11-01")])
    done = action(repo)
    assert done.returncode == 0, done.stderr
    assert json.loads((repo / "debtscope.sarif").read_text())["runs"][0]["results"] == []


def test_the_action_fails_a_change_that_brings_debt_and_annotates_it(repo: Path) -> None:
    git_repo(repo, [CommitSpec(message="key", files={"src/keys.py": KEY}, on="2026-11-01")])
    done = action(repo)
    assert done.returncode == 1
    assert "::error file=src/keys.py" in done.stdout and "gate failed" in done.stderr
    assert action(repo, **{"fail-on": "", "annotations": "false"}).returncode == 0


def test_the_hook_stops_a_commit_that_brings_debt(repo: Path) -> None:
    (hook,) = load(".pre-commit-hooks.yaml")
    command = " ".join([hook["entry"], *(f"'{one}'" for one in hook["args"])])
    assert bash(command, repo).returncode == 0
    git_repo(repo, [CommitSpec(message="second", files={"src/c.py": "z = 1\n"}, on="2026-11-01")])
    (repo / "src" / "keys.py").write_text(KEY)
    subprocess.run(["git", "add", "-A"], cwd=repo, check=True)
    assert bash(command, repo).returncode == 1


def test_the_readme_s_gitlab_job_reports_and_stops_debt(repo: Path) -> None:
    (text,) = re.findall(
        r"```yaml\n(# \.gitlab-ci\.yml.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    job = yaml.safe_load(text)["debtscope"]
    report = job["artifacts"]["reports"]["codequality"]
    script = "\n".join(line for line in job["script"] if not line.startswith("pip "))
    git_repo(repo, [CommitSpec(message="more", files={"src/b.py": "y = 1\n"}, on="2026-11-01")])
    assert bash(script, repo, CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD~1").returncode == 0
    git_repo(repo, [CommitSpec(message="key", files={"src/keys.py": KEY, report: None}, on="2026-11-02")])
    done = bash(script, repo, CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD~1")
    assert done.returncode == 1 and "gate failed" in done.stderr
    (found,) = json.loads((repo / report).read_text(encoding="utf-8"))
    assert found["location"]["path"] == "src/keys.py" and found["severity"] == "blocker"
