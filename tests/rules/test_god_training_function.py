"""A function that does all of a training: what it weighs."""

from __future__ import annotations

from pathlib import Path

from debtscope.api import Severity
from debtscope.testing import findings_of

SLUG = "god-training-function"
SCRIPT = (Path(__file__).parent / SLUG / "debt" / "train.py").read_text()


def test_what_a_person_starts_by_hand_is_low() -> None:
    (finding,) = findings_of(SLUG, {"train.py": SCRIPT})
    assert finding.severity is Severity.LOW


def test_what_a_stage_runs_is_medium() -> None:
    stage = "stages:\n  train:\n    cmd: python train.py\n    deps: [train.py]\n    outs: [m.pkl]\n"
    (finding,) = findings_of(SLUG, {"train.py": SCRIPT, "dvc.yaml": stage})
    assert finding.severity is None
