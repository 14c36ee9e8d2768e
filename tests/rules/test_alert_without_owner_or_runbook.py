"""MON-006 against a history: who is behind a receiver."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, findings_of, git_repo
from tests.rules.monitoring_made import WEEKS

RULES = """groups:
  - name: eta
    rules:
      - alert: EtaSlow
        expr: eta_p95 > 2
        labels: {severity: page, team: parcels}
        annotations: {summary: slow, runbook_url: "https://wiki.example.com/eta"}
"""
MANAGER = """route:
  receiver: fallback
  routes:
    - match: {severity: page}
      receiver: someone
receivers:
  - name: fallback
    slack_configs: [{channel: "#eta"}]
  - name: someone
    email_configs: [{to: "%s"}]
"""


def found(folder: Path, to: str, stopped: date, *, busy: bool = True) -> list[str]:
    files = {
        "debtscope.toml": 'maturity = "production"\n',
        "ops/eta.rules.yml": RULES,
        "ops/alertmanager.yml": MANAGER % to,
    }
    early = [stopped - timedelta(days=7 * n) for n in range(12, 0, -1)]
    commits = [
        CommitSpec(message="start", files=files, author="Ola Berg", on=(early[0] - timedelta(days=1)).isoformat())
    ]
    commits += [
        CommitSpec(message="x", files={"a": str(day)}, author="Mia Stone", on=day.isoformat())
        for day in [*early, stopped]
    ]
    later = [date.fromisoformat(day) - timedelta(days=40) for day in WEEKS] * 2 if busy else []
    commits += [
        CommitSpec(message="y", files={"b": f"{n}"}, author="Ola Berg", on=(day + timedelta(days=n)).isoformat())
        for n, day in enumerate(sorted(later))
        if day > stopped
    ]
    git_repo(folder, commits)
    return [finding.message for finding in findings_of("alert-without-owner-or-runbook", folder)]


def test_a_page_to_a_person_who_left(tmp_path: Path) -> None:
    (message,) = found(tmp_path, "mia.stone@example.com", date(2026, 2, 1))
    assert message == "Alert EtaSlow: its receiver someone mails only a person without a commit since 2026-02-01."


def test_a_frequent_author_who_stopped_while_others_went_on_has_left(tmp_path: Path) -> None:
    assert found(tmp_path, "mstone@example.com", date(2026, 7, 1))


@pytest.mark.parametrize("to", ["mia.stone@example.com", "parcels-team@example.com", "ola.berg@example.com"])
def test_people_who_are_here_and_lists_are_fine(tmp_path: Path, to: str) -> None:
    assert found(tmp_path, to, date(2026, 11, 10)) == []


def test_silence_of_a_quiet_repository_is_no_farewell(tmp_path: Path) -> None:
    assert found(tmp_path, "mia.stone@example.com", date(2026, 7, 1), busy=False) == []
