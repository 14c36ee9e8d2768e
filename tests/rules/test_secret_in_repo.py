"""How grave a credential is: what opens a service on somebody's own machine is not critical."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

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
