"""Our comparison beside the real `dvc status`, stage by stage, on a project that the real DVC made and ran."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.joins.staleness import compare
from debtscope_collectors.sources.dvc.facts import DvcProject

pytestmark = pytest.mark.real

DVC = shutil.which("dvc", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))

PIPELINE = """
vars:
  - conf.yaml
  - folder: out
stages:
  prepare:
    cmd: cat raw.csv > prepared.csv && echo ${clean} >> prepared.csv
    deps: [raw.csv, code]
    params: [clean, limits.low]
    outs: [prepared.csv]
  train:
    foreach: ${regions}
    do:
      cmd: mkdir -p ${folder} && cp prepared.csv ${folder}/${key}.bin && echo ${item.rate}
      deps: [prepared.csv]
      outs: ["${folder}/${key}.bin"]
  score:
    matrix:
      region: [north, south]
      t: ${thresholds}
    cmd: cp ${folder}/${item.region}.bin score_${item.region}_${item.t}.json
    deps: ["${folder}/${item.region}.bin"]
    metrics:
      - score_${item.region}_${item.t}.json:
          cache: false
  options:
    cmd: echo ${limits} > options.txt
    outs: [options.txt]
  folder:
    wdir: sub
    cmd: mkdir -p made && echo 1 > made/a.txt && echo 2 > made/b.txt
    deps: [../raw.csv]
    params:
      - ../conf.yaml:
    outs: [made]
  frozen:
    frozen: true
    cmd: cp raw.csv frozen.csv
    deps: [raw.csv]
    outs: [frozen.csv]
"""
FILES = {
    "dvc.yaml": PIPELINE,
    "conf.yaml": "regions: {north: {rate: 1e-3}, south: {rate: 0.5}}\n",
    "params.yaml": "clean: true\nthresholds: [0.25, 0.5]\nlimits: {low: 1e-3, name: a b, on: true, off: false}\n",
    "raw.csv": "a,b\r\n1,2\r\n",
    "code/one.py": "print(1)\n",
    "code/deep/two.py": "print(2)\n",
    "sub/.keep": "",
}
CHANGES = {
    "nothing": {},
    "parameter": {"params.yaml": FILES["params.yaml"].replace("low: 1e-3", "low: 2e-3")},
    "same number written otherwise": {"params.yaml": FILES["params.yaml"].replace("low: 1e-3", "low: 0.001")},
    "data": {"raw.csv": "a,b\n1,3\n"},
    "code in a folder": {"code/deep/two.py": "print(3)\n"},
    "one more file in a folder": {"code/three.py": ""},
    "whole parameter file": {"conf.yaml": FILES["conf.yaml"] + "more: 1\n"},
    "one of the generated": {"conf.yaml": FILES["conf.yaml"].replace("0.5", "0.75")},
    "one more generated": {"params.yaml": FILES["params.yaml"].replace("0.5]", "0.5, 0.75]")},
    "an output edited": {"score_north_0.25.json": "{}"},
    "command": {"dvc.yaml": PIPELINE.replace("cp raw.csv frozen", "cp -f raw.csv frozen").replace("echo 2", "echo 3")},
    "one more dependency": {"dvc.yaml": PIPELINE.replace("deps: [prepared.csv]", "deps: [prepared.csv, raw.csv]")},
}
UNKNOWN = {"one more file in a folder": {"prepare"}, "command": {"frozen"}}
"""Where we do not judge: a folder with more files than the lock counted may hold, without git to tell, files that nobody
else has; and a frozen stage is a matter of its own."""


def dvc(root: Path, *arguments: str) -> str:
    assert DVC
    environment = {
        **os.environ,
        "DVC_NO_ANALYTICS": "1",
        "DVC_SITE_CACHE_DIR": str(root.parent / "site"),
        "HOME": str(root.parent),
    }
    done = subprocess.run([DVC, *arguments], cwd=root, env=environment, check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if DVC is None:
        pytest.skip("dvc is not installed")
    root = tmp_path_factory.mktemp("dvc") / "project"
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content.encode())
    dvc(root, "init", "--no-scm")
    (root / "dvc.yaml").write_text(PIPELINE.replace("    frozen: true\n", ""))
    dvc(root, "repro")
    (root / "dvc.yaml").write_text(PIPELINE)
    return root


@pytest.mark.parametrize("name", CHANGES)
def test_same_verdict_as_dvc_status(name: str, made: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(made, root, symlinks=True)
    for path, content in CHANGES[name].items():
        (root / path).unlink(missing_ok=True)
        (root / path).write_bytes(content.encode())
    status = json.loads(dvc(root, "status", "--json") or "{}")
    projects = facts_of(root, collectors=("dvc",)).all(DvcProject)
    ours = {stage.name for project in projects for stage, found in compare(project) if found}
    assert ours == set(status) - UNKNOWN.get(name, set())
