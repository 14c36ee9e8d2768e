"""Practices that are credited, each with its look-alike: a word or an import is no practice."""

from __future__ import annotations

import pytest

from debtscope.api import Credit
from debtscope.testing import facts_of

CI = "on: [push]\njobs:\n  t:\n    steps:\n      - run: {}\n"
TRAIN = "from sklearn.linear_model import LogisticRegression\nLogisticRegression().fit([[1]], [1])\n"
HOOKS = "repos:\n  - repo: https://example.com/x\n    hooks:\n      - id: {}\n"
PIPE = "import joblib\nfrom sklearn.pipeline import make_pipeline\n"


def credits_of(files: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {credit.id: credit.evidence for credit in facts_of(dict(files)).all(Credit)}


@pytest.mark.parametrize(
    ("number", "done", "only_named"),
    [
        ("CR-03", {".github/workflows/a.yml": CI.format("dvc metrics diff main")}, {".github/workflows/a.yml": CI.format("pip install cml")}),
        ("CR-07", {"src/t.py": PIPE + TRAIN + "joblib.dump(make_pipeline(), 'm.pkl')\n"}, {"src/t.py": PIPE + TRAIN + "make_pipeline()\n"}),
        ("CR-08", {"src/t.py": "from lightning import seed_everything\nseed_everything(1)\n" + TRAIN}, {"src/t.py": TRAIN}),
        ("CR-10", {".pre-commit-config.yaml": HOOKS.format("nbstripout"), ".github/workflows/a.yml": CI.format("x")}, {"README.md": "nbstripout\n"}),
        ("CR-21", {"src/t.py": "from safetensors.torch import save_file\nsave_file({}, 'm')\n"}, {"src/t.py": "import safetensors\n"}),
        ("CR-23", {"data_contracts/crm.yaml": "owner: a\n"}, {"web/manifest.json": "{}"}),
        ("CR-24", {".github/dependabot.yml": "version: 2\n", ".github/workflows/a.yml": CI.format("pip-audit")}, {".github/dependabot.yml": "version: 2\n"}),
        ("CR-25", {".github/workflows/a.yml": CI.format("ruff check .")}, {".github/workflows/a.yml": CI.format("ruff check . || true")}),
        ("CR-28", {"src/s.py": "from pydantic_settings import BaseSettings\n\n\nclass S(BaseSettings):\n    a: int = 1\n"}, {"src/s.py": "from pydantic import BaseModel\n"}),
    ],
)  # fmt: skip
def test_a_practice_and_its_look_alike(number: str, done: dict[str, str], only_named: dict[str, str]) -> None:
    assert credits_of(done).get(number)
    assert number not in credits_of(only_named)
