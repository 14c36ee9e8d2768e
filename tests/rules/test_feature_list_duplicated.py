"""Copies that cannot share a module weigh less than those that can."""

from __future__ import annotations

from debtscope.api import Severity
from debtscope.testing import findings_of

_TRAIN = (
    "from sklearn.linear_model import LogisticRegression\n\n"
    'NUM_COLS = ["age", "tenure", "calls", "spend", "visits"]\n\n\n'
    'def train(df):\n    return LogisticRegression().fit(df[NUM_COLS], df["churned"])\n'
)


def test_templates_side_by_side_are_low() -> None:
    tree = {"pipelines/xgb/assets/train_xgb.py": _TRAIN, "pipelines/tf/assets/train_tf.py": _TRAIN}
    (found,) = findings_of("feature-list-duplicated", tree)
    assert found.severity is Severity.LOW


def test_neighbours_are_not() -> None:
    (found,) = findings_of("feature-list-duplicated", {"src/train.py": _TRAIN, "src/again.py": _TRAIN})
    assert found.severity is None
