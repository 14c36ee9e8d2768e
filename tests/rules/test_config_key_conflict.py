"""Which places give one setting, and which give another that has the same name."""

from __future__ import annotations

import pytest

from debtscope.testing import findings_of

SLUG = "config-key-conflict"
BASE = {
    "debtscope.toml": 'maturity = "production"\n',
    "config.yaml": "training:\n  learning_rate: 0.05\nmonitor:\n  threshold: 0.4\ndeployment:\n  rolling:\n    max_surge_window: 3\n",
}
PROGRAM = "import argparse\n\np = argparse.ArgumentParser()\np.add_argument('--learning-rate', default=0.3)\nprint(p.parse_args())\n"


@pytest.mark.parametrize(
    "other",
    [
        {".env": "LEARNING_RATE=0.1\n", "src/fit.py": "import os\n\nprint(os.environ['LEARNING_RATE'])\n"},
        {"Dockerfile": "FROM python:3.11\nENV LEARNING_RATE=0.1\n"},
        {"src/config.py": "LEARNING_RATE = 0.1\n"},
        {
            "infra/main.tf": 'variable "learning_rate" {\n  default = 0.1\n}\noutput "r" {\n  value = var.learning_rate\n}\n'
        },
        {"fit.py": PROGRAM, "Procfile": "worker: python fit.py\n"},
        {"fit.py": PROGRAM, "Makefile": "train:\n\tpython fit.py --learning-rate 0.1\n"},
    ],
    ids=["variable", "image", "constant", "terraform", "default in force", "option"],
)
def test_another_value_elsewhere_is_a_conflict(other: dict[str, str]) -> None:
    (finding,) = findings_of(SLUG, {**BASE, **other})
    assert "learning_rate is " in finding.message
    assert {"config.yaml"} < {one.path for one in finding.evidence}


@pytest.mark.parametrize(
    "other",
    [
        {".env": "LEARNING_RATE=0.050\n"},
        {".env": "THRESHOLD=0.9\n"},
        {".env": "MAX_SURGE_WINDOW=9\n"},
        {"fit.py": PROGRAM},
        {"fit.py": PROGRAM, "Makefile": "train:\n\tpython fit.py --learning-rate $(RATE)\n"},
        {"tests/config.py": "LEARNING_RATE = 0.1\n"},
        {"src/config.py": "LEARNING_RATE = 0.1\nLEARNING_RATE = 0.2\n"},
    ],
    ids=["same value", "vague name", "infrastructure", "nobody runs it", "handed on", "test", "set twice"],
)
def test_what_only_looks_like_one(other: dict[str, str]) -> None:
    assert findings_of(SLUG, {**BASE, **other}) == []
