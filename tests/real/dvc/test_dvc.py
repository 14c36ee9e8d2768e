"""Our comparison beside the real `dvc status`, stage by stage, on a project that the real DVC made and ran."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, facts_of, git_repo
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
  tracked:
    cmd: cat big.csv fetched.csv imported.csv > joined.csv
    deps: [big.csv, fetched.csv, imported.csv]
    outs: [joined.csv]
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
    "a stage that never ran": {"dvc.yaml": PIPELINE + "  late:\n    cmd: touch late.txt\n    outs: [late.txt]\n"},
    "one more of a matrix": {"dvc.yaml": PIPELINE.replace("[north, south]", "[north, south, south-east]")},
    "what the frozen stage reads": {"raw.csv": "a,b\n"},
    "one more dependency": {"dvc.yaml": PIPELINE.replace("deps: [prepared.csv]", "deps: [prepared.csv, raw.csv]")},
}
FRESH = {"nothing", "same number written otherwise"}
UNKNOWN = {"one more file in a folder": {"prepare"}, "command": {"frozen"}}
"""Where we do not judge: a folder with more files than the lock counted may hold, without git to tell, files that nobody
else has; and a frozen stage is a matter of its own."""


SOURCE = "elsewhere"
"""A repository beside the project, from which one file is imported and another fetched."""


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
    source = root.parent / SOURCE
    git_repo(source, [CommitSpec(message="data", files={"shared.csv": "c\n1\n", "web.csv": "d\n1\n"})])
    dvc(root, "init", "--no-scm")
    (root / "big.csv").write_text("e\n1\n")
    dvc(root, "add", "big.csv")
    dvc(root, "import-url", str(source / "web.csv"), "fetched.csv")
    dvc(root, "import", str(source), "shared.csv", "-o", "imported.csv")
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
    stale = told(root)
    assert bool(stale) == (name not in FRESH)
    assert ours(root) == stale - UNKNOWN.get(name, set())


def told(root: Path) -> set[str]:
    """The stages that the real `dvc status` names; `.dvc` files are no stages of a pipeline."""
    status = json.loads(dvc(root, "status", "--json") or "{}")
    return {name for name in status if not name.endswith(".dvc")}


def ours(root: Path) -> set[str]:
    projects = facts_of(root, collectors=("dvc",)).all(DvcProject)
    return {stage.name for project in projects for stage, found in compare(project) if found}


def test_every_kind_of_stage_is_read(made: Path) -> None:
    (project,) = facts_of(made, collectors=("dvc",)).all(DvcProject)
    assert {stage.name for stage in project.stages} == {
        "prepare", "train@north", "train@south", "score@north-0.25", "score@north-0.5", "score@south-0.25",
        "score@south-0.5", "options", "folder", "tracked", "frozen",
    }  # fmt: skip
    assert [stage.name for stage in project.stages if stage.frozen] == ["frozen"]
    assert not [stage.name for stage in project.stages if stage.unresolved or stage.locked is None]
    files = {file.path: file for file in project.files}
    assert set(files) == {"big.csv.dvc", "fetched.csv.dvc", "imported.csv.dvc"}
    assert {path for path, file in files.items() if file.frozen} == {"fetched.csv.dvc", "imported.csv.dvc"}
    imported, fetched = files["imported.csv.dvc"], files["fetched.csv.dvc"]
    assert (imported.import_repo or "").endswith(SOURCE)
    assert imported.import_rev is None
    assert re.fullmatch("[0-9a-f]{40}", imported.import_rev_lock or "")
    assert (fetched.import_url or "").endswith("web.csv")


def test_data_added_anew_makes_its_stages_stale_to_both(made: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(made, root, symlinks=True)
    (root / "big.csv").unlink()
    (root / "big.csv").write_text("e\n2\n")
    dvc(root, "add", "big.csv")
    assert ours(root) == told(root) == {"tracked"}
    dvc(root, "repro", "tracked")
    assert ours(root) == told(root) == set()
