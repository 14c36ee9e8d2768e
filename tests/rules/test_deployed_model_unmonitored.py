"""MON-001 against a registry."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import findings_of, write_tree
from tests.rules.monitoring_made import WEEKS, registry, reports

VERSIONS = [("eta", 1, "2025-10-16"), ("eta-proto", 1, "2026-05-05")]
RULES = """groups:
  - name: eta
    rules:
      - alert: EtaAucLow
        expr: eta_auc < 0.6
        labels: {severity: page}
"""


def found(folder: Path, toml: str = "", files: dict[str, str] | None = None) -> dict[str, str | None]:
    write_tree(folder, {"debtscope.toml": toml, **(files or {})})
    registry(folder / "mlflow.db", VERSIONS, {"eta": 1, "eta-proto": 1})
    findings = findings_of("deployed-model-unmonitored", folder, mlflow=[str(folder / "mlflow.db")])
    return {finding.subject.name: finding.confidence for finding in findings}


def test_metrics_of_one_model_do_not_watch_the_one_with_a_longer_name(tmp_path: Path) -> None:
    assert set(found(tmp_path, files={"ops/rules.yml": RULES})) == {"eta-proto"}


def test_mapped_reports_watch_their_model_alone(tmp_path: Path) -> None:
    toml = '[models.eta]\nreports = ["exports/**"]\n'
    assert set(found(tmp_path, toml, reports("exports/drift", WEEKS, "2027"))) == {"eta-proto"}


def test_unbound_reports_lower_the_confidence(tmp_path: Path) -> None:
    told = found(tmp_path, files=reports("reports/weekly", WEEKS, "2027"))
    assert told == {"eta": "low", "eta-proto": "low"}


def test_nothing_watched_at_all_is_one_item(tmp_path: Path) -> None:
    assert set(found(tmp_path)) == {"repo"}


def test_an_alias_in_the_settings_is_a_name(tmp_path: Path) -> None:
    toml = '[models.eta-proto]\naliases = ["beta"]\n'
    rules = RULES + "      - alert: BetaDrift\n        expr: beta_drift > 0.2\n"
    assert found(tmp_path, toml, {"ops/rules.yml": rules}) == {}
