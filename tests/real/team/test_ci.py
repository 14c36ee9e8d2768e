"""The action and the GitLab job from their first step to their last, in an environment as a runner has it: `pip install` included."""

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

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]

ROOT = Path(__file__).parents[3]
KEY = "key_id = '" + "AKIA" + "Q7ZV3MPLT2RWXKD5" + "'\n"
INPUT = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")


class Runner:
    """A machine with a Python of its own, a checkout of this very commit, and a repository to look at."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.work, self._python = folder / "debtscope", folder / "a repo", folder / "python"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(self.checkout)], check=True)
        subprocess.run([sys.executable, "-m", "venv", str(self._python)], check=True)
        files = {"src/a.py": "x = 1\n"}
        self.commits = git_repo(self.work, [CommitSpec(message="first", files=files, on="2026-10-05")])

    def bash(self, script: str, **given: str) -> subprocess.CompletedProcess[str]:
        """As both hosts run a step: strictly, in the repository, with nothing of this test's environment but its network."""
        passed = ("HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "PIP_TRUSTED_HOST", "UV_INDEX_URL")  # fmt: skip
        kept = {name: os.environ[name] for name in passed if name in os.environ}
        env = {**kept, "PATH": f"{self._python / 'bin'}:/usr/local/bin:/usr/bin:/bin", "HOME": str(self.work.parent), **given}  # fmt: skip
        return subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=self.work, env=env, capture_output=True, text=True, check=False)  # fmt: skip

    def action(self, **inputs: str) -> list[subprocess.CompletedProcess[str]]:
        """Every step of action.yml, until one fails."""
        document: Any = yaml.safe_load((self.checkout / "action.yml").read_text(encoding="utf-8"))
        given = {name: about["default"] for name, about in document["inputs"].items()} | inputs
        done: list[subprocess.CompletedProcess[str]] = []
        for step in document["runs"]["steps"]:
            assert step["shell"] == "bash"
            named = {name: INPUT.sub(lambda found: given[found[1]], text) for name, text in step.get("env", {}).items()}
            done.append(self.bash(step["run"], GITHUB_ACTION_PATH=str(self.checkout), GITHUB_ACTIONS="true", **named))
            if done[-1].returncode:
                break
        return done


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Runner:
    return Runner(tmp_path_factory.mktemp("runner"))


def test_the_action_installs_itself_reports_and_stops_debt(runner: Runner) -> None:
    assert runner.bash("command -v debtscope").returncode != 0, "nothing is there before the first step"
    git_repo(runner.work, [CommitSpec(message="more", files={"src/b.py": "y = 1\n"}, on="2026-11-01")])
    install, scan = runner.action(against="HEAD~1")
    assert install.returncode == 0, install.stderr[-2000:]
    assert scan.returncode == 0, scan.stderr[-2000:]
    report = runner.work / "debtscope.sarif"
    assert json.loads(report.read_text(encoding="utf-8"))["runs"][0]["results"] == []
    report.unlink()
    git_repo(runner.work, [CommitSpec(message="key", files={"src/keys.py": KEY}, on="2026-11-02")])
    *_, scan = runner.action(against="HEAD~1")
    assert scan.returncode == 1 and "gate failed" in scan.stderr
    assert "::error file=src/keys.py" in scan.stdout
    (result,) = json.loads(report.read_text(encoding="utf-8"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "src/keys.py"
    report.unlink()


def test_the_gitlab_job_installs_reports_and_stops_debt(runner: Runner) -> None:
    """After the action's test: the repository holds a key in its last commit."""
    text = (runner.checkout / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```yaml\n(# \.gitlab-ci\.yml.*?)```", text, re.DOTALL)
    job = yaml.safe_load(block)["debtscope"]
    second = KEY.replace(
        "Q7ZV3MPLT2RWXKD5", "T2RWXKD5Q7ZV3MPL"
    )  # the first one in a second place would be the same item
    git_repo(runner.work, [CommitSpec(message="a second key", files={"src/more.py": second}, on="2026-11-03")])
    done = runner.bash("\n".join(job["script"]), DEBTSCOPE=str(runner.checkout), CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD~1")  # fmt: skip
    assert done.returncode == 1 and "gate failed" in done.stderr, done.stderr[-2000:]
    report = runner.work / job["artifacts"]["reports"]["codequality"]
    assert {one["location"]["path"] for one in json.loads(report.read_text(encoding="utf-8"))} == {"src/more.py"}
    report.unlink()
    git_repo(runner.work, [CommitSpec(message="calm", files={"src/calm.py": "z = 1\n"}, on="2026-11-04")])
    done = runner.bash("\n".join(job["script"]), DEBTSCOPE=str(runner.checkout), CI_MERGE_REQUEST_DIFF_BASE_SHA="HEAD~1")  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
