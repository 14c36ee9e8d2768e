"""MON-002 against registries, histories and the exports of real tools."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from debtscope.api import Finding, Severity
from debtscope.testing import CommitSpec, findings_of, git_repo, write_tree
from tests.rules.monitoring_made import WEEKS, evidently, manifest, registry, reports

CORPUS = Path(__file__).parents[1] / "corpora" / "monitoring"
VERSIONS = [("parcel-eta", 1, "2025-10-16"), ("parcel-eta", 2, "2026-11-07"), ("basket", 1, "2026-05-05")]
SERVING = {"parcel-eta": 1, "basket": 1}
MAPPED = '[models.parcel-eta]\nreports = ["monitoring/**"]\n'


def repo(
    folder: Path, files: Mapping[str, str], *, versions: list[tuple[str, int, str]] = VERSIONS, **serving: int
) -> Path:
    write_tree(folder, {"debtscope.toml": MAPPED, **files})
    registry(folder / "mlflow.db", versions, {**SERVING, **{k.replace("_", "-"): v for k, v in serving.items()}})
    return folder


def found(folder: Path) -> list[Finding]:
    return findings_of("drift-ignored", folder, mlflow=[str(folder / "mlflow.db")])


def test_the_drifting_model_is_named_with_its_timeline_and_its_unpromoted_version(tmp_path: Path) -> None:
    (finding,) = found(repo(tmp_path, reports("monitoring", WEEKS, "2026-11-02")))
    assert finding.subject.name == "parcel-eta"
    assert "3 Evidently reports since 2026-11-02 (75% of the columns)" in finding.message
    assert "v1 of 2025-10-16 is served, v2 was never promoted" in finding.message
    days = [evidence.ref for evidence in finding.evidence if evidence.kind == "report"]
    assert days == ["2026-10-26, before", "2026-11-02", "2026-11-09", "2026-11-16"]
    assert {e.ref for e in finding.evidence if e.kind == "metric"} == {"balance", "visits", "region"}
    (driver,) = finding.drivers
    assert (driver.name, driver.value) == ("windows_per_month", 4.35)


def test_a_promoted_version_is_an_answer(tmp_path: Path) -> None:
    assert found(repo(tmp_path, reports("monitoring", WEEKS, "2026-11-02"), parcel_eta=2)) == []


@pytest.mark.parametrize("folder", ["evidently-0.4", "evidently-0.7", "nannyml"])
def test_one_tool_is_enough(tmp_path: Path, folder: str) -> None:
    repo(tmp_path, {})
    shutil.copytree(CORPUS / folder, tmp_path / "monitoring" / folder)
    (finding,) = found(tmp_path)
    assert finding.subject.name == "parcel-eta"
    assert "since 2026-11-02" in finding.message
    assert "monthly_charges" in {evidence.ref for evidence in finding.evidence}


def test_the_same_truth_through_several_tools_is_one_item(tmp_path: Path) -> None:
    repo(tmp_path, {})
    shutil.copytree(CORPUS, tmp_path / "monitoring")
    (finding,) = found(tmp_path)
    told = {evidence.path for evidence in finding.evidence if evidence.kind == "report"}
    assert "monitoring/evidently-0.4/report_2026-11-02.json" in told
    assert "monitoring/evidently-0.7/run_2026-11-02.json" in told
    assert "monitoring/nannyml/univariate_drift.csv" in told
    assert any(evidence.ref == "roc_auc" for evidence in finding.evidence), "measured quality is evidence"
    assert "fiber" not in repr(finding), "no value of data"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("data/reference.csv.dvc", "outs:\n- md5: 1\n  path: reference.csv\n"),
        ("monitoring/baseline_sample.parquet", "PAR1"),
        (
            "ops/eta.rules.yml",
            "groups:\n  - name: e\n    rules:\n      - alert: EtaDrift\n        expr: eta_drift > 0.5\n",
        ),
    ],
)
def test_a_commit_to_reference_or_thresholds_is_an_answer(tmp_path: Path, path: str, content: str) -> None:
    files = {path: content, "debtscope.toml": MAPPED, **reports("monitoring", WEEKS, "2026-11-02")}
    git_repo(tmp_path, [CommitSpec(message="all", files=files, on="2026-10-01")])
    registry(tmp_path / "mlflow.db", VERSIONS, SERVING)
    assert len(found(tmp_path)) == 1
    git_repo(tmp_path, [CommitSpec(message="answer", files={path: content + "\n"}, on="2026-11-12")])
    assert found(tmp_path) == []


def test_a_commit_elsewhere_is_none(tmp_path: Path) -> None:
    files = {"debtscope.toml": MAPPED, **reports("monitoring", WEEKS, "2026-11-02")}
    git_repo(
        tmp_path,
        [
            CommitSpec(message="all", files=files, on="2026-10-01"),
            CommitSpec(
                message="retrain",
                files={"metrics/train.json": '{"auc": 0.8}', "params.yaml": "c: 1\n"},
                on="2026-11-08",
            ),
            CommitSpec(message="docs", files={"docs/reference/api.md": "# API\n"}, on="2026-11-09"),
        ],
    )
    registry(tmp_path / "mlflow.db", VERSIONS, SERVING)
    assert len(found(tmp_path)) == 1


def test_a_new_manifest_is_an_answer(tmp_path: Path) -> None:
    files = {"deploy/isvc.yaml": manifest("parcel-eta"), **reports("monitoring/parcel-eta", WEEKS, "2026-11-02")}
    files["debtscope.toml"] = 'maturity = "production"\n'
    git_repo(tmp_path, [CommitSpec(message="all", files=files, on="2026-10-01")])
    assert len(findings_of("drift-ignored", tmp_path)) == 1
    git_repo(
        tmp_path, [CommitSpec(message="v8", files={"deploy/isvc.yaml": manifest("parcel-eta", "8")}, on="2026-11-10")]
    )
    assert findings_of("drift-ignored", tmp_path) == []


def test_reports_that_name_no_model_are_one_item_of_low_confidence(tmp_path: Path) -> None:
    folder = repo(tmp_path, reports("monitoring", WEEKS, "2026-11-02"))
    (folder / "debtscope.toml").write_text("")
    (finding,) = found(folder)
    assert finding.subject.kind == "stream"
    assert finding.confidence == "low"
    assert "debtscope.toml" in (finding.remediation or "")


def test_a_few_features_alone_weigh_less(tmp_path: Path) -> None:
    header = "chunk_key,chunk_index,chunk_start_date,chunk_end_date,chunk_period"
    columns = "".join(
        f",f{n}_wasserstein_value,f{n}_wasserstein_upper_threshold,f{n}_wasserstein_alert" for n in range(8)
    )
    rows = [
        f"{day},{n},{day},{day},analysis" + "".join(f",0.3,0.2,{column == 3}" for column in range(8))
        for n, day in enumerate(WEEKS)
    ]
    (finding,) = found(repo(tmp_path, {"monitoring/drift.csv": "\n".join([header + columns, *rows, ""])}))
    assert finding.severity is Severity.MEDIUM
    assert "(12% of the columns)" in finding.message


def test_distribution_tests_of_great_expectations_count_and_null_checks_do_not(tmp_path: Path) -> None:
    def validation(day: str, kind: str) -> str:
        config = {"type": kind, "kwargs": {"column": "balance"}}
        result = {"success": False, "expectation_config": config, "result": {"partial_unexpected_list": ["Ms. Roe"]}}
        meta = {"validation_time": f"{day}T06:00:00+00:00"}
        return json.dumps({"success": False, "results": [result], "statistics": {}, "meta": meta})

    def tree(kind: str) -> dict[str, str]:
        return {f"gx/uncommitted/validations/input/{day}.json": validation(day, kind) for day in WEEKS}

    mapped = {"debtscope.toml": '[models.parcel-eta]\nreports = ["gx/**"]\n'}
    (finding,) = found(repo(tmp_path / "a", {**tree("expect_column_mean_to_be_between"), **mapped}))
    assert finding.severity is Severity.HIGH
    assert "Roe" not in repr(finding)
    assert found(repo(tmp_path / "b", {**tree("expect_column_values_to_not_be_null"), **mapped})) == []


def test_another_models_reports_are_left_alone(tmp_path: Path) -> None:
    files = {f"monitoring/d_{day}.json": evidently(day, ("balance", "visits"), model="basket") for day in WEEKS}
    folder = repo(tmp_path, files)
    (folder / "debtscope.toml").write_text("")
    assert [finding.subject.name for finding in found(folder)] == ["basket"]


def test_drift_in_features_without_weight_is_of_medium_severity(tmp_path: Path) -> None:
    weights = {"tenure": 0.7, "balance": 0.0, "visits": 0.0, "region": 0.001}
    files = {
        **reports("monitoring", WEEKS, "2026-11-02"),
        "artifacts/run1/feature_importance.json": json.dumps(weights),
    }
    (finding,) = found(repo(tmp_path, files))
    assert finding.severity is Severity.MEDIUM
    assert any("importance 0.001" in (evidence.excerpt or "") for evidence in finding.evidence)
    (tmp_path / "artifacts/run1/feature_importance.json").write_text(json.dumps({**weights, "visits": 0.4}))
    (finding,) = found(tmp_path)
    assert finding.severity is None
