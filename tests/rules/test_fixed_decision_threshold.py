"""Thresholds of configuration, images and manifests: only old ones, only where models came meanwhile, only where read."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Finding, Severity
from debtscope.testing import CommitSpec, findings_of, git_repo
from tests.mlflow_made import make, run_id, version

SLUG = "fixed-decision-threshold"
BASE = {"debtscope.toml": 'maturity = "production"\n', "src/main.py": "print('x')\n"}
CRON = """apiVersion: batch/v1
kind: CronJob
metadata:
  name: score
spec:
  schedule: "15 4 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          containers:
            - name: score
              image: registry.example.test/score:1
              command: ["python", "src/score.py", "--threshold", "0.47"]
"""


def found(folder: Path, files: dict[str, str], *, on: str = "2026-01-10", versions: int = 2) -> list[Finding]:
    git_repo(folder, [CommitSpec(message="Begin", files={**BASE, **files}, on=on)])
    make(folder / "mlflow.db", [(run_id(n), 20 + n, None) for n in range(versions)], "".join(
        version(n + 1, run_id(n)) for n in range(versions)
    ))  # fmt: skip
    return findings_of(SLUG, folder)


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("conf/app.yaml", "name: a\nscore_threshold: 0.45  # by hand\n", 2),
        ("conf/app.toml", "[serve]\ncutoff = 0.45\n", 2),
        ("conf/app.json", '{\n  "threshold": 0.45\n}\n', 2),
        ("Dockerfile", "FROM python:3.12\nENV SCORE_THRESHOLD=0.45\n", 2),
    ],
)
def test_a_number_that_outlived_two_models_is_named_at_its_line(
    path: str, text: str, line: int, tmp_path: Path
) -> None:
    (finding,) = found(tmp_path, {path: text})
    assert (finding.subject.name, finding.line) == (path, line)
    assert "2 model versions were registered since" in finding.message


@pytest.mark.parametrize(
    ("text", "on", "versions"),
    [
        pytest.param("threshold: 0.45\n", "2026-08-10", 2, id="changed within 180 days"),
        pytest.param("threshold: 0.45\n", "2026-01-10", 0, id="no model came since"),
        pytest.param("thresholds: [0.4, 0.45]\n", "2026-01-10", 2, id="a list to evaluate"),
        pytest.param("drift_threshold: 0.45\n", "2026-01-10", 2, id="a threshold of monitoring"),
        pytest.param("threshold: 45\n", "2026-01-10", 2, id="no share"),
        pytest.param("# threshold: 0.45\n", "2026-01-10", 2, id="commented out"),
        pytest.param("threshold: ${oc.env:T,0.45}\n", "2026-01-10", 2, id="interpolated"),
    ],
)
def test_look_alikes_in_configuration(text: str, on: str, versions: int, tmp_path: Path) -> None:
    assert found(tmp_path, {"conf/app.yaml": text}, on=on, versions=versions) == []


def score(use: str) -> str:
    return f'import argparse\n\np = argparse.ArgumentParser()\np.add_argument("--threshold", type=float)\n{use}\n'


def test_an_argument_that_the_program_ignores_is_its_own_finding(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, {"k8s/cron.yaml": CRON, "src/score.py": score("p.parse_args()")}, on="2026-11-01")
    assert finding.subject.name == "k8s/cron.yaml"
    assert [e.kind for e in finding.evidence] == ["ignored-setting", "line"]


@pytest.mark.parametrize(
    "use", ["a = p.parse_args()\nprint(a.threshold)", "run(p.parse_args())", "a = p.parse_args()\nrun(a)"]
)
def test_an_argument_that_is_read_or_handed_on_is_not_ignored(use: str, tmp_path: Path) -> None:
    assert found(tmp_path, {"k8s/cron.yaml": CRON, "src/score.py": score(use)}, on="2026-11-01") == []


def test_thresholds_of_one_project_are_one_item_and_one_cause() -> None:
    (found,) = findings_of(SLUG, Path(__file__).parent / SLUG / "debt")
    assert (found.occurrences, found.cause) == (3, "decision thresholds in code")
    assert [one.line for one in found.evidence if one.kind == "line"] == [11, 19]


def test_names_of_ranges_are_low(tmp_path: Path) -> None:
    (tmp_path / "debtscope.toml").write_text('maturity = "production"\n')
    (tmp_path / "batch").mkdir()
    (tmp_path / "batch" / "scored.py").write_text(
        "import pandas as pd\n\n\ndef build(rows):\n"
        "    rows['risk'] = pd.cut(rows['probability'], bins=[-1, 0.33, 0.66, 1.0], labels=['low', 'medium', 'high'])\n"
    )
    (found,) = findings_of(SLUG, tmp_path)
    assert found.severity is Severity.LOW
    assert "labels at probability 0.33" in found.message
