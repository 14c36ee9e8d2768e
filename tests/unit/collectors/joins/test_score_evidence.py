"""Evidence for the ML Test Score: done by hand is a half, run by itself a whole, and a mere word nothing."""

from __future__ import annotations

import pytest

from debtscope.model.score import BY_ID, ScoreEvidence, weigh
from debtscope.testing import facts_of

TRAIN = "from sklearn.linear_model import LogisticRegression\n\n\ndef train(X, y):\n    return LogisticRegression().fit(X, y)\n"
CI = "on: [push]\njobs:\n  t:\n    runs-on: x\n    steps:\n      - run: {}\n"
DVC = "stages:\n  train:\n    cmd: python src/train.py\n"
RUN = "\nif __name__ == '__main__':\n    train([[1]], [1])\n"


def worth(test: str, files: dict[str, str]) -> float | None:
    evidence = facts_of(dict(files)).all(ScoreEvidence)
    return next(result.value for result in weigh(evidence, {}).results if result.id == test)


@pytest.mark.parametrize(
    ("test", "files", "value"),
    [
        ("D1", {"src/train.py": TRAIN}, 0.0),
        ("D1", {"src/train.py": TRAIN, "schema.yaml": "columns: []\n"}, 0.5),
        ("D1", {"src/check.py": "import pandera as pa\nSCHEMA = pa.DataFrameSchema({})\n"}, 0.5),
        ("D1", {"src/train.py": "import pandera\npandera.DataFrameSchema({})\n" + TRAIN + RUN, "dvc.yaml": DVC}, 1.0),
        ("D1", {"README.md": "We would like a schema one day.\n"}, None),
        ("D2", {"nb.py": "import shap\nshap.TreeExplainer(None)\n"}, 0.5),
        ("D3", {"docs/cost.md": "The latency of each feature is in this table.\n"}, 0.5),
        ("D5", {"README.md": "# Privacy\n\nOnly two people may read it.\n"}, 0.5),
        ("D5", {"README.md": "Privacy matters to us.\n"}, None),
        ("D7", {"src/features.py": "import pandas as pd\n\n\ndef add(df: pd.DataFrame) -> pd.DataFrame:\n    df['a'] = df['b'].fillna(0)\n    return df\n"}, 0.0),
        ("M3", {"tune.py": "import optuna\noptuna.create_study()\n"}, 0.5),
        ("M3", {"src/train.py": "import optuna\noptuna.create_study()\n" + TRAIN + RUN, "dvc.yaml": DVC}, 1.0),
        ("M5", {"src/base.py": "from sklearn.dummy import DummyClassifier\nDummyClassifier().fit([[1]], [1])\n"}, 0.5),
        ("M7", {"src/fair.py": "import fairlearn.metrics as m\nm.MetricFrame()\n"}, 0.5),
        ("I2", {"src/train.py": TRAIN}, 0.0),
        ("I2", {"src/train.py": TRAIN, "tests/test_train.py": "from src.train import train\n\n\ndef test_it():\n    assert train([[1]], [1])\n"}, 0.5),
        ("I3", {".github/workflows/ci.yml": CI.format("dvc repro")}, 1.0),
        ("I3", {".github/workflows/ci.yml": CI.format("dvc repro || true")}, None),
        ("I7", {"docs/ops.md": "# Rollback\n\nServe the version before.\n"}, 0.5),
        ("O1", {".github/dependabot.yml": "version: 2\n"}, 0.5),
        ("O4", {".github/workflows/r.yml": "on:\n  schedule:\n    - cron: '0 3 * * 1'\njobs:\n  t:\n    steps:\n      - run: python train.py\n"}, 1.0),
        ("O5", {"src/serve.py": "import numpy as np\nnp.isfinite(1.0)\n"}, 0.5),
        ("O6", {"benchmarks/latency.py": "x = 1\n"}, 0.5),
    ],
)  # fmt: skip
def test_what_a_test_is_worth(test: str, files: dict[str, str], value: float | None) -> None:
    assert worth(test, files) == value


def test_every_test_of_the_rubric_is_judged_once() -> None:
    evidence = facts_of({"a.py": "x = 1\n"}).all(ScoreEvidence)
    assert sorted(one.test for one in evidence) == sorted(BY_ID)
    assert all(not one.full and not one.half for one in evidence)
