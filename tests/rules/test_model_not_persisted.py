"""A line that a function fits, asks and forgets is at most medium; a model of more than that is not."""

from __future__ import annotations

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

SOURCE = """
from sklearn.{module} import {model}


def predicted(table, later):
    model = {model}()
    model.fit(table[["a"]], table["y"])
    return model.predict(later[["a"]])


def run(tables, later):
    return [predicted(table, later) for table in tables]


if __name__ == "__main__":
    run(load("north"), load("south"))
"""


@pytest.mark.parametrize(
    ("module", "model", "severity"),
    [("linear_model", "Ridge", Severity.MEDIUM), ("ensemble", "RandomForestRegressor", None)],
)
def test_a_line_for_each_group_is_at_most_medium(module: str, model: str, severity: Severity | None) -> None:
    files: dict[str, str | bytes] = {
        "debtscope.toml": 'maturity = "production"\n',
        "src/stations.py": SOURCE.format(module=module, model=model),
    }
    (finding,) = findings_of("model-not-persisted", files)
    assert finding.severity == severity
