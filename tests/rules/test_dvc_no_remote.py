"""What is at stake without a remote: data that nothing brings back, or results that a run makes again."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import CommitSpec, findings_of, git_repo

STAGE = "stages:\n  train:\n    cmd: python train.py\n    deps:\n      - train.py\n      - {data}\n    outs:\n      - mlruns\n"
LOCK = (
    "schema: '2.0'\nstages:\n  train:\n    cmd: python train.py\n    outs:\n    - path: mlruns\n      hash: md5\n"
    "      md5: b1c2a567dd089c8b22c4d418212a784f.dir\n      size: 2429464\n      nfiles: 27\n"
)
KEPT = "outs:\n- md5: e90efcb83d69faf99fcab8b0255024de\n  size: 150828752\n  hash: md5\n  path: raw.csv\n"


@pytest.mark.parametrize(
    ("more", "severity"),
    [
        ({"data/train.csv": "a,y\n1,0\n"}, Severity.LOW),
        ({}, Severity.HIGH),
        ({"data/train.csv": "a,y\n1,0\n", "data/raw.csv.dvc": KEPT}, Severity.HIGH),
    ],
    ids=["made again", "from what is not in git", "data beside it"],
)
def test_outputs_that_a_run_makes_again_are_low(tmp_path: Path, more: dict[str, str], severity: Severity) -> None:
    files = {
        ".dvc/config": "",
        "dvc.yaml": STAGE.format(data="data/train.csv"),
        "dvc.lock": LOCK,
        "train.py": "print(1)\n",
    }
    git_repo(tmp_path, [CommitSpec(message="Begin", on="2026-01-10", files={**files, **more})])
    (one,) = findings_of("dvc-no-remote", tmp_path)
    assert (one.severity or Severity.HIGH) is severity
