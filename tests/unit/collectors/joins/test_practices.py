"""Practices that are credited, each with its look-alike: a word or an import is no practice."""

from __future__ import annotations

import pytest

from debtscope.api import Credit
from debtscope.testing import facts_of

CI = "on: [push]\njobs:\n  t:\n    steps:\n      - run: {}\n"
TRAIN = "from sklearn.linear_model import LogisticRegression\nLogisticRegression().fit([[1]], [1])\n"
HOOKS = "repos:\n  - repo: https://example.com/x\n    hooks:\n      - id: {}\n"
KSERVE = """apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {{name: churn}}
spec:
  predictor:
{}    model:
      modelFormat: {{name: sklearn}}
      storageUri: s3://models/churn/7
"""
SCALED = """apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  template:
    spec:
      containers:
        - name: api
          image: registry.local/api:1.2
          resources: {requests: {cpu: 1}, limits: {cpu: 2}}
          readinessProbe: {httpGet: {path: /ready, port: 80}}
          livenessProbe: {httpGet: {path: /live, port: 80}}
"""
SCALER = """apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: api}
spec:
  scaleTargetRef: {kind: Deployment, name: api}
  minReplicas: 2
  maxReplicas: 6
"""
CRON = """apiVersion: batch/v1
kind: CronJob
metadata: {{name: score}}
spec:
  schedule: "0 2 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
{}      template:
        spec:
          containers:
            - {{name: score, image: "registry.local/score:1.2", command: ["python", "score.py"]}}
"""
LABELLED = """[{}]"""
TASK = '{{"id": {0}, "data": {{"text": "late"}}, "annotations": [{1}]}}'
JUDGED = '{{"id": {0}{1}, "completed_by": {1}, "created_at": "2026-10-01T10:00:00Z", "result": [{{"from_name": "kind", "type": "choices", "value": {{"choices": ["a"]}}}}]}}'
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
        ("CR-11", {"k8s/i.yaml": KSERVE.format("    canaryTrafficPercent: 10\n")}, {"k8s/i.yaml": KSERVE.format("")}),
        ("CR-12", {"k8s/d.yaml": SCALED, "k8s/h.yaml": SCALER}, {"k8s/d.yaml": SCALED}),
        ("CR-16", {"src/t.py": "from sklearn.model_selection import TunedThresholdClassifierCV\nTunedThresholdClassifierCV(None).fit([[1]], [1])\n"}, {"src/t.py": "threshold = 0.5\n" + TRAIN}),
        ("CR-17", {"src/t.py": "def assign_control_group(user):\n    return hash(user) % 20 == 0\n" + TRAIN}, {"src/t.py": "def split_holdout(rows):\n    return rows[:10]\n" + TRAIN}),
        ("CR-26", {"k8s/c.yaml": CRON.format("      backoffLimit: 2\n      activeDeadlineSeconds: 600\n")}, {"k8s/c.yaml": CRON.format("")}),
        ("CR-27", {"labels/e.json": LABELLED.format(", ".join(TASK.format(n, ", ".join(JUDGED.format(n, who) for who in (1, 2))) for n in range(1, 30)))}, {"labels/e.json": LABELLED.format(", ".join(TASK.format(n, JUDGED.format(n, 1)) for n in range(1, 30)))}),
        ("CR-21", {"src/t.py": "from safetensors.torch import save_file\nsave_file({}, 'm')\n"}, {"src/t.py": "import safetensors\n"}),
        ("CR-23", {"data_contracts/crm.yaml": "owner: a\n"}, {"web/manifest.json": "{}"}),
        ("CR-24", {".github/dependabot.yml": "version: 2\n", ".github/workflows/a.yml": CI.format("pip-audit")}, {".github/dependabot.yml": "version: 2\n"}),
        ("CR-25", {".github/workflows/a.yml": CI.format("ruff check .")}, {".github/workflows/a.yml": CI.format("ruff check . || true")}),
        ("CR-25", {".pre-commit-config.yaml": "ci:\n  autoupdate_schedule: monthly\n" + HOOKS.format("ruff-check")}, {".pre-commit-config.yaml": HOOKS.format("ruff-check")}),
        ("CR-25", {".pre-commit-config.yaml": "ci: {autofix_prs: false}\n" + HOOKS.format("mypy")}, {".pre-commit-config.yaml": "ci: {skip: [mypy]}\n" + HOOKS.format("mypy")}),
        ("CR-25", {".pre-commit-config.yaml": HOOKS.format("ruff"), ".github/workflows/a.yml": CI.format("prek run -a")}, {".pre-commit-config.yaml": HOOKS.format("black"), ".github/workflows/a.yml": CI.format("prek run -a")}),
        ("CR-28", {"src/s.py": "from pydantic_settings import BaseSettings\n\n\nclass S(BaseSettings):\n    a: int = 1\n"}, {"src/s.py": "from pydantic import BaseModel\n"}),
    ],
)  # fmt: skip
def test_a_practice_and_its_look_alike(number: str, done: dict[str, str], only_named: dict[str, str]) -> None:
    assert credits_of(done).get(number)
    assert number not in credits_of(only_named)
