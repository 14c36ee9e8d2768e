"""What the clone's origin adds: images and actions of the account that the repository belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import CommitSpec, findings_of, git_repo

_FILES = {
    "debtscope.toml": 'maturity = "production"\n',
    "app.py": "print(1)\n",
    "docker-compose.yml": "services:\n  api:\n    image: ghcr.io/acme/churn-api:latest\n",
    ".github/workflows/ci.yml": "on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n"
    "      - uses: Acme/actions/.github/actions/login@main\n      - run: make\n",
}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://github.com/acme/churn.git", 0),
        ("git@github.com:ACME/churn.git", 0),
        ("https://github.com/somebody/churn.git", 2),
        ("/srv/git/acme/churn", 2),
    ],
)
def test_what_the_own_account_publishes_is_the_teams(tmp_path: Path, url: str, told: int) -> None:
    git_repo(tmp_path, [CommitSpec(message="first", files=_FILES, on="2026-01-01")])
    with (tmp_path / ".git/config").open("a") as config:
        config.write(f'[remote "origin"]\n\turl = {url}\n')
    assert len(findings_of("floating-image-tags", tmp_path)) == told


def test_a_workload_that_runs_the_newest_release_is_told_all_the_same(tmp_path: Path) -> None:
    manifest = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: api\nspec:\n  containers:\n  - name: api\n    image: ghcr.io/acme/churn-api:latest\n"
    git_repo(tmp_path, [CommitSpec(message="first", files={**_FILES, "deploy/api.yaml": manifest}, on="2026-01-01")])
    with (tmp_path / ".git/config").open("a") as config:
        config.write('[remote "origin"]\n\turl = https://github.com/acme/churn\n')
    assert [one.subject.path for one in findings_of("floating-image-tags", tmp_path)] == ["deploy/api.yaml"]


@pytest.mark.parametrize(
    ("install", "severity"), [("uv sync --frozen --no-dev", Severity.LOW), ("uv pip install -r requirements.txt", None)]
)
def test_an_installer_moves_nothing_that_a_lock_holds(install: str, severity: Severity | None) -> None:
    image = f'FROM python:3.12.4-slim\nCOPY --from=ghcr.io/astral-sh/uv:latest /uv /bin/\nCOPY . .\nRUN {install}\nCMD ["python", "app.py"]\n'
    files = {"debtscope.toml": 'maturity = "production"\n', "app.py": "print(1)\n", "Dockerfile": image}
    (found,) = findings_of("floating-image-tags", files)
    assert found.severity is severity
