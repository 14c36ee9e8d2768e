"""training-code-untested where it rests on history, libraries and notebooks."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.model.finding import Finding
from debtscope.testing import CommitSpec, findings_of, git_repo

SLUG = "training-code-untested"
PILOT = 'maturity = "pilot"\n'
BODY = "\n".join(f"    a{i} = {i}" for i in range(20))


def training(name: str) -> str:
    return f"from sklearn.linear_model import Ridge\n\ndef {name}(x, y):\n{BODY}\n    return Ridge().fit(x, y)\n"


def only(found: list[Finding]) -> Finding:
    (finding,) = found
    return finding


def test_the_most_changed_module_of_the_last_90_days_comes_first(tmp_path: Path) -> None:
    files = {"debtscope.toml": PILOT, "src/calm.py": training("calm"), "src/busy.py": training("busy")}
    git_repo(
        tmp_path,
        [
            CommitSpec(message="start", files=files, on="2026-02-01"),
            CommitSpec(message="calm, long ago", files={"src/calm.py": training("calm") + "# 1\n"}, on="2026-03-01"),
            CommitSpec(
                message="calm, long ago too", files={"src/calm.py": training("calm") + "# 2\n"}, on="2026-03-02"
            ),
            CommitSpec(message="busy", files={"src/busy.py": training("busy") + "# 1\n"}, on="2026-11-01"),
        ],
    )
    finding = only(findings_of(SLUG, tmp_path))
    assert [e.path for e in finding.evidence if e.kind == "line"] == ["src/busy.py", "src/calm.py"]
    assert finding.message.startswith("2 modules")
    assert "src/busy.py first (1 commit in the last 90 days)" in finding.message
    assert finding.occurrences == 2
    assert [(d.name, round(d.value, 2)) for d in finding.drivers] == [("commits_per_month", 0.33)]


def test_half_of_the_modules_reached_is_enough() -> None:
    files = {
        "debtscope.toml": PILOT, "pkg/one.py": training("one"), "pkg/two.py": training("two"),
        "tests/test_one.py": "from pkg.one import one\n\n\ndef test_one():\n    assert one([[1]], [1]).coef_ is not None\n",
    }  # fmt: skip
    assert findings_of(SLUG, files) == []
    assert findings_of(SLUG, {**files, "pkg/three.py": training("three")}) != []


@pytest.mark.parametrize(
    ("name", "report"),
    [
        ("coverage.xml", '<coverage><class name="t" filename="train.py" line-rate="{rate}"/></coverage>'),
        ("coverage.json", '{{"files": {{"src/train.py": {{"summary": {{"percent_covered": {percent}}}}}}}}}'),
        ("lcov.info", "SF:/ci/repo/src/train.py\n{lines}end_of_record\n"),
    ],
)
def test_a_coverage_report_knows_better(name: str, report: str) -> None:
    files = {"debtscope.toml": PILOT, "src/train.py": training("train")}

    def with_rate(tenths: int) -> dict[str, str]:
        lines = "".join(f"DA:{i},{int(i < tenths)}\n" for i in range(10))
        return {**files, name: report.format(rate=tenths / 10, percent=tenths * 10, lines=lines)}

    assert findings_of(SLUG, files) != []
    assert findings_of(SLUG, with_rate(6)) == []
    assert findings_of(SLUG, with_rate(3)) != []


def test_a_broken_coverage_report_says_nothing() -> None:
    files = {
        "debtscope.toml": PILOT,
        "src/train.py": training("train"),
        "coverage.json": "{",
        "coverage.xml": '<class filename="src/train.py" line-rate="x"',
    }
    assert len(findings_of(SLUG, files)) == 1


def test_a_prototype_is_not_asked_for_tests() -> None:
    assert findings_of(SLUG, {"debtscope.toml": 'maturity = "research"\n', "train.py": training("train")}) == []


def test_what_a_library_fits_in_its_classes_is_no_training_of_its_own() -> None:
    wrapper = f"from sklearn.svm import SVC\n\n\nclass Wrapper:\n    def fit(self, x, y):\n        self.m = SVC()\n{BODY.replace('    ', '        ')}\n        self.m.fit(x, y)\n"
    library = {
        "debtscope.toml": PILOT, "pkg/__init__.py": "", "pkg/wrapper.py": wrapper,
        "pyproject.toml": "[build-system]\nrequires = ['hatchling']\n[project]\nname = 'pkg'\ndependencies = []\nlicense = 'MIT'\nkeywords = ['a']\n",
    }  # fmt: skip
    assert findings_of(SLUG, library) == []
    assert findings_of(SLUG, {"debtscope.toml": PILOT, "pkg/__init__.py": "", "pkg/wrapper.py": wrapper}) != []


def test_code_that_nobody_touches_is_charged_no_commits(tmp_path: Path) -> None:
    files = {"debtscope.toml": PILOT, "src/calm.py": training("calm")}
    git_repo(tmp_path, [CommitSpec(message="start", files=files, on="2025-03-05")])
    finding = only(findings_of(SLUG, tmp_path))
    assert [(driver.name, driver.value) for driver in finding.drivers] == [("commits_per_month", 0.0)]
