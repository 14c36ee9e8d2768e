"""Copies that cannot share a module are no debt; those that can are."""

from __future__ import annotations

from debtscope.testing import findings_of

_TRAIN = (
    "from sklearn.linear_model import LogisticRegression\n\n"
    'NUM_COLS = ["age", "tenure", "calls", "spend", "visits"]\n\n\n'
    'def train(df):\n    return LogisticRegression().fit(df[NUM_COLS], df["churned"])\n'
)


def test_templates_side_by_side_are_not_told() -> None:
    tree = {"pipelines/xgb/assets/train_xgb.py": _TRAIN, "pipelines/tf/assets/train_tf.py": _TRAIN}
    assert findings_of("feature-list-duplicated", tree) == []


def test_neighbours_are() -> None:
    (found,) = findings_of("feature-list-duplicated", {"src/train.py": _TRAIN, "src/again.py": _TRAIN})
    assert found.severity is None
