"""Runs and commits: shares of an experiment, served versions, foreign commits, and where nobody can tell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from debtscope.api import Finding
from debtscope.demo.build import build_demo
from debtscope.testing import CommitSpec, findings_of, git_repo
from tests.mlflow_made import Run, make, run_id, version

SLUG = "run-without-source-commit"
FOREIGN = "3f9c1eaa" + "0" * 32


def repository(root: Path) -> list[str]:
    return git_repo(root, [CommitSpec(message=str(n), files={"train.py": f"print({n})\n"}) for n in range(3)])


def found(root: Path, runs: Sequence[Run], sql: str = "") -> list[Finding]:
    make(root / "mlflow.db", runs, sql)
    return findings_of(SLUG, root)


def test_more_than_a_fifth_without_a_commit(tmp_path: Path) -> None:
    commit = repository(tmp_path)[0]
    findings = found(tmp_path, [(run_id(n), n, None if n < 3 else commit) for n in range(10)])
    assert [(f.subject.kind, f.subject.name) for f in findings] == [("experiment", "main")]
    assert findings[0].message == "main: 3 of 10 FINISHED runs of the last 90 days have no commit."
    assert {e.ref for e in findings[0].evidence if e.kind == "run"} == {run_id(n) for n in range(3)}
    assert [(d.name, d.value > 3) for d in findings[0].drivers] == [("runs_per_month", True)]


@pytest.mark.parametrize(
    "runs",
    [
        pytest.param([(n, n, n != 0) for n in range(5)], id="a fifth is not more than a fifth"),
        pytest.param([(n, 100 + n, False) for n in range(5)], id="older than ninety days"),
        pytest.param([(n, n, False) for n in range(2)], id="two runs are no share"),
    ],
)
def test_what_is_not_enough(runs: list[tuple[int, int, bool]], tmp_path: Path) -> None:
    commit = repository(tmp_path)[0]
    assert found(tmp_path, [(run_id(n), days, commit if has else None) for n, days, has in runs]) == []


@pytest.mark.parametrize("tag", ["git_commit", "mlflow.databricks.gitRepoCommit"])
def test_other_names_of_the_commit_count(tag: str, tmp_path: Path) -> None:
    commit = repository(tmp_path)[0]
    sql = "".join(f"INSERT INTO tags VALUES ('{tag}', '{commit}', '{run_id(n)}');" for n in range(5))
    assert found(tmp_path, [(run_id(n), n, None) for n in range(5)], sql) == []


def test_the_run_of_a_served_version(tmp_path: Path) -> None:
    commit = repository(tmp_path)[0]
    runs: list[Run] = [(run_id(n), 200 + n, commit) for n in range(5)]
    runs.append((run_id(9), 200, None))
    findings = found(tmp_path, runs, version(1, run_id(0)) + version(2, run_id(9), alias="champion"))
    assert [f.message for f in findings] == ["main: the run behind clf v2, which is served, has no commit."]


def test_a_version_that_nobody_serves_is_no_matter(tmp_path: Path) -> None:
    commit = repository(tmp_path)[0]
    runs: list[Run] = [(run_id(0), 5, commit), (run_id(9), 200, None)]
    assert found(tmp_path, runs, version(1, run_id(9), alias="candidate")) == []


def test_a_commit_that_is_not_in_the_repository(tmp_path: Path) -> None:
    commit = repository(tmp_path)[0]
    runs: list[Run] = [(run_id(0), 5, commit), (run_id(1), 200, FOREIGN)]
    findings = found(tmp_path, runs, version(1, run_id(1), stage="Production"))
    assert ["names commit 3f9c1eaa, which is not in this repository" in f.message for f in findings] == [True]


def test_a_store_of_other_repositories_says_nothing_about_this_one(tmp_path: Path) -> None:
    repository(tmp_path)
    runs: list[Run] = [(run_id(0), 5, "1" * 40), (run_id(1), 200, FOREIGN)]
    assert found(tmp_path, runs, version(1, run_id(1), stage="Production")) == []


def test_a_commit_on_another_branch_is_known(tmp_path: Path) -> None:
    repository(tmp_path)
    branch = git_repo(tmp_path, [CommitSpec(message="try", files={"train.py": "print(9)\n"}, branch="try")])[0]
    git_repo(tmp_path, [CommitSpec(message="on", files={"x.txt": "x"}, branch="main")])
    assert found(tmp_path, [(run_id(0), 5, branch)], version(1, run_id(0), stage="Production")) == []


def test_the_demo(tmp_path: Path) -> None:
    findings = findings_of(SLUG, build_demo(tmp_path / "demo"))
    assert sorted(f.subject.name for f in findings) == ["Default-scratch", "churn-legacy"]
