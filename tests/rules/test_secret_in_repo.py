"""How grave a credential is: what opens a service on somebody's own machine is not critical."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import CommitSpec, findings_of, git_repo

CALL = """import labels

labels.connect(
    url="{url}",
    api_key="9896fa7abd15277ab9046842469fe3c2ec17e0bb",
)
"""


@pytest.mark.parametrize(
    ("url", "severity"), [("http://localhost:8080", Severity.MEDIUM), ("https://labels.acme.io", Severity.HIGH)]
)
def test_a_key_of_the_own_machine_is_medium(tmp_path: Path, url: str, severity: Severity) -> None:
    (tmp_path / "connect.py").write_text(CALL.format(url=url))
    (found,) = findings_of("secret-in-repo", tmp_path)
    assert found.severity is severity


@pytest.mark.parametrize(
    ("place", "severity"), [("devtools/tilt/airflow.py", Severity.MEDIUM), ("deploy/airflow.py", Severity.HIGH)]
)
def test_a_key_of_what_developers_start_on_their_machine_is_medium(
    tmp_path: Path, place: str, severity: Severity
) -> None:
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text(CALL.format(url="https://labels.acme.io"))
    (found,) = findings_of("secret-in-repo", tmp_path)
    assert found.severity is severity


SECRET = "q8ZrTn4vBw2KxLm9PsDf6GhJc1VyUe3NaoRt5iQz"
SESSION, LASTING = "ASIA" + "Q7ZV3MPLT2RWXKD5", "AKIA" + "Q7ZV3MPLT2RWXKD5"


@pytest.mark.parametrize(
    ("key", "kind", "on", "severity"),
    [
        (SESSION, "AWS session key", "2026-01-05", Severity.LOW),
        (SESSION, "AWS session key", "2026-11-19", None),
        (LASTING, "AWS key pair", "2026-01-05", None),
    ],
)
def test_a_session_key_opens_nothing_after_its_session(
    tmp_path: Path, key: str, kind: str, on: str, severity: Severity | None
) -> None:
    text = f'aws_access_key_id = "{key}"\naws_secret_access_key = "{SECRET}"\n'
    git_repo(tmp_path, [CommitSpec(message="run", files={"run.py": text}, on=on)])
    (found,) = findings_of("secret-in-repo", tmp_path)
    assert (found.subject.symbol, found.severity) == (kind, severity)


def test_a_session_key_outside_of_git_may_be_of_today(tmp_path: Path) -> None:
    (tmp_path / "run.py").write_text(f'connect("{SESSION}")\n')
    (found,) = findings_of("secret-in-repo", tmp_path)
    assert found.severity is None
