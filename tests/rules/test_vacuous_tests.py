"""How long a test has been skipped is told by the history of its file."""

from __future__ import annotations

from pathlib import Path

from debtscope.testing import CommitSpec, findings_of, git_repo

_TEST = """import pytest

from src.model import train


@pytest.mark.skip(reason="flaky since the May data change")
def test_train():
    assert train("x.csv") is not None
"""
_MODEL = "def train(path):\n    return path\n"
_FILES = {"tests/test_model.py": _TEST, "src/model.py": _MODEL, "debtscope.toml": 'maturity = "production"\n'}


def test_a_reason_does_for_half_a_year(tmp_path: Path) -> None:
    old, young = tmp_path / "old", tmp_path / "young"
    git_repo(old, [CommitSpec(message="first", files=_FILES, on="2026-03-11")])
    git_repo(young, [CommitSpec(message="first", files=_FILES, on="2026-09-11")])
    (found,) = findings_of("vacuous-tests", old)
    assert "254 days" in found.message
    assert findings_of("vacuous-tests", young) == []


def test_a_base_classs_test_that_has_no_part_in_a_class_is_no_test_that_never_runs(tmp_path: Path) -> None:
    base = "class Tester:\n    name = ''\n\n    def test_dilated(self):\n        assert self.name\n"
    body = "    name = 'vit'\n\n    def test_dilated(self):\n        pytest.skip('Dilation is not supported')\n"
    taken = f"import pytest\n\nfrom tests import base\n\n\nclass TestVit(base.Tester):\n{body}"
    own = f"import pytest\n\n\nclass TestVit:\n{body}"
    rest = {"tests/base.py": base, "debtscope.toml": 'maturity = "production"\n'}
    for name, text, many in (("taken", taken, 0), ("own", own, 1)):
        git_repo(
            tmp_path / name, [CommitSpec(message="first", files={**rest, "tests/test_vit.py": text}, on="2025-03-11")]
        )
        assert len(findings_of("vacuous-tests", tmp_path / name)) == many


def test_how_often_the_code_under_test_changes_moves_the_interest(tmp_path: Path) -> None:
    changes = [
        CommitSpec(message=f"change {n}", files={"src/model.py": f"{_MODEL}# {n}\n"}, on=f"2026-10-1{n}")
        for n in range(6)
    ]
    git_repo(tmp_path, [CommitSpec(message="first", files=_FILES, on="2026-03-11"), *changes])
    (found,) = findings_of("vacuous-tests", tmp_path)
    assert [(driver.name, driver.value) for driver in found.drivers] == [("commits_per_month", 2.0)]
