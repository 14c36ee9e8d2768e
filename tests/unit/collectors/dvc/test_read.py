"""The collector on whole projects, and the comparison that stands for `dvc status`."""

from __future__ import annotations

import hashlib
import json
import random
import tarfile
from pathlib import Path

import pytest

from debtscope.api import Diagnostic, Facts, SourceStatus
from debtscope.demo.build import build_demo
from debtscope.engine.facts import FactStore
from debtscope.testing import CommitSpec, facts_of, findings_of, git_repo
from debtscope_collectors.joins.staleness import Field, compare
from debtscope_collectors.sources.dvc.config import read_config
from debtscope_collectors.sources.dvc.facts import DvcProject

CORPORA = Path(__file__).parents[3] / "corpora" / "dvc"
COLLECTORS = ("files", "git", "dvc")
MD5 = "d41d8cd98f00b204e9800998ecf8427e"


@pytest.fixture(scope="module")
def churn(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts_of(build_demo(tmp_path_factory.mktemp("demo") / "churn"), collectors=COLLECTORS)


def only(facts: Facts) -> DvcProject:
    project = facts.one(DvcProject)
    assert project is not None
    return project


def diagnostics(facts: Facts) -> list[Diagnostic]:
    assert isinstance(facts, FactStore)
    return [one for one in facts.diagnostics if one.collector == "dvc"]


def test_the_verdict_on_every_stage_is_that_of_dvc_status(churn: Facts) -> None:
    status = json.loads((CORPORA / "churn-status.json").read_text())
    told = {stage.name for stage, found in compare(only(churn)) if found}
    # `notify` has nothing that could be stale; .dvc files are no stages.
    assert told == {name for name in status if not name.endswith(".dvc")} - {"notify"}


def test_parameters_and_outputs_are_named_as_dvc_names_them(churn: Facts) -> None:
    found = {stage.name: differences for stage, differences in compare(only(churn))}
    assert [(d.field, d.name, d.locked, d.now) for d in found["prepare"]] == [(Field.PARAM, "prepare.min_tenure", 3, 6)]
    assert [d.name for d in found["train@north"]] == ["train.C", "metrics/train_north.json"]
    assert [d.name for d in found["featurize"]] == ["src/churn/features.py"]


def test_imports_and_remotes(churn: Facts) -> None:
    project = only(churn)
    files = {file.path: file for file in project.files}
    assert project.default_remote == "store"
    assert files["data/external/regions.csv.dvc"].import_rev == "v1.0"
    assert files["data/external/holidays.csv.dvc"].import_rev is None
    assert files["data/external/rates.csv.dvc"].import_url == "/srv/churn/landing/rates.csv"
    assert "data/raw/customers.csv" in project.tracked_outputs()


def test_a_pipeline_that_never_ran(tmp_path: Path) -> None:
    with tarfile.open(CORPORA / "pricing-mini.tar.gz") as tar:
        tar.extractall(tmp_path)
    root = tmp_path / "pricing-mini"
    project = only(facts_of(root, collectors=COLLECTORS))
    assert [(stage.name, [d.field for d in found]) for stage, found in compare(project)] == [("fit", [Field.NEVER_RUN])]
    assert project.remotes == {}
    findings = findings_of("dvc-lock-stale", root)
    assert [finding.subject.name for finding in findings] == ["fit"]
    assert findings_of("dvc-undeclared-io", root) == []


def test_config_is_read_with_its_quoting_and_without_users() -> None:
    config = read_config(
        "[core]\n    remote = a\n    analytics = false\n['remote \"a\"']\n    url = https://me:pw@host/x?sig=secret\n"
        "    password = hidden\n[remote \"b\"]\nurl = '/mnt/store' # here\n# url = none\n"
    )
    assert config.remotes == {"a": "https://host/x", "b": "/mnt/store"}
    assert config.default_remote == "a"


def test_local_config_is_never_read() -> None:
    facts = facts_of(
        {
            ".dvc/config": "[core]\n",
            ".dvc/config.local": "['remote \"x\"']\nurl = s3://me:pw@b\n",
            "a.csv.dvc": f"outs:\n- md5: {MD5}\n  path: a.csv\n",
        },
        collectors=COLLECTORS,
    )
    assert only(facts).remotes == {}


def test_bad_files_cost_themselves_only() -> None:
    facts = facts_of(
        {
            ".dvc/config": "[core]\n",
            "a/dvc.yaml": "stages:\n  x:\n    outs: [x_${a}.txt]\n",
            "b/dvc.yaml": "stages:\n  y:\n    cmd: run\n",
            "b/dvc.lock": "schema: '2.0'\nstages: [\n",
            "c/dvc.yaml": "stages:\n  z:\n    cmd: run\n    outs: [z.txt]\n",
            "d.csv.dvc": "outs: {]\n",
        },
        collectors=COLLECTORS,
    )
    assert [stage.name for stage in only(facts).stages] == ["z"]
    assert sorted(one.path for one in diagnostics(facts)) == ["a/dvc.yaml", "b/dvc.lock", "d.csv.dvc"]


def test_projects_in_subfolders_are_apart() -> None:
    stage = "stages:\n  s:\n    cmd: run\n    outs: [o.txt]\n"
    facts = facts_of(
        {"one/.dvc/config": "", "one/dvc.yaml": stage, "two/.dvc/config": "", "two/deep/dvc.yaml": stage},
        collectors=COLLECTORS,
    )
    projects = facts.all(DvcProject)
    assert [(p.root, [s.outs for s in p.stages]) for p in projects] == [
        ("one", [("one/o.txt",)]),
        ("two", [("two/deep/o.txt",)]),
    ]


def test_no_dvc_is_absent() -> None:
    facts = facts_of({"train.py": "print(1)\n"}, collectors=("dvc",))
    assert isinstance(facts, FactStore)
    assert [source.status for source in facts.sources] == [SourceStatus.ABSENT]


def lock(md5: str, size: int, out: str = MD5) -> str:
    return (
        "schema: '2.0'\nstages:\n  fit:\n    cmd: run\n    deps:\n    - path: raw.csv\n      hash: md5\n"
        f"      md5: {md5}\n      size: {size}\n    outs:\n    - path: m.bin\n      hash: md5\n      md5: {out}\n      size: 0\n"
    )


def test_data_outside_git_is_judged_by_its_committed_hash(tmp_path: Path) -> None:
    files = {
        ".dvc/config": "",
        ".gitignore": "/raw.csv\n/m.bin\n",
        "raw.csv.dvc": f"outs:\n- md5: {MD5}\n  size: 0\n  hash: md5\n  path: raw.csv\n",
        "dvc.yaml": "stages:\n  fit:\n    cmd: run\n    deps: [raw.csv]\n    outs: [m.bin]\n",
        "dvc.lock": lock(MD5, 0),
    }
    git_repo(tmp_path / "r", [CommitSpec(message="start", files=files)])
    assert findings_of("dvc-lock-stale", tmp_path / "r") == []
    # Somebody's own changed copy is no debt of the repository; another committed hash is.
    (tmp_path / "r/raw.csv").write_text("changed here")
    assert findings_of("dvc-lock-stale", tmp_path / "r") == []
    (tmp_path / "r/dvc.lock").write_text(lock("ab" * 16, 5))
    assert [f.subject.name for f in findings_of("dvc-lock-stale", tmp_path / "r")] == ["fit"]


def test_a_dependency_that_git_has_lost(tmp_path: Path) -> None:
    files = {
        ".dvc/config": "",
        "raw.csv": "a\n",
        "dvc.yaml": "stages:\n  fit:\n    cmd: run\n    deps: [raw.csv]\n    outs: [m.bin]\n",
        "dvc.lock": lock("60b725f10c9c85c70d97880dfe8191b3", 2),
    }
    git_repo(tmp_path / "r", [CommitSpec(message="start", files=files)])
    assert findings_of("dvc-lock-stale", tmp_path / "r") == []
    git_repo(tmp_path / "r", [CommitSpec(message="clean up", files={"raw.csv": None})])
    found = findings_of("dvc-lock-stale", tmp_path / "r")
    assert ["raw.csv is in dvc.lock and gone now" in finding.message for finding in found] == [True]
    assert [driver.name for driver in found[0].drivers] == ["runs_per_month"]


@pytest.mark.parametrize("hash_name", ["      hash: md5\n", ""])
def test_a_lock_from_windows_speaks_of_the_same_text(hash_name: str) -> None:
    script = "print(1)\nprint(2)\n"
    there = script.replace("\n", "\r\n")
    known = hashlib.md5(there.encode(), usedforsecurity=False).hexdigest()
    files = {
        ".dvc/config": "",
        "fit.py": script,
        "dvc.yaml": "stages:\n  fit:\n    cmd: run\n    deps: [fit.py]\n",
        "dvc.lock": "schema: '2.0'\nstages:\n  fit:\n    cmd: run\n    deps:\n    - path: fit.py\n"
        f"{hash_name}      md5: {known}\n      size: {len(there)}\n",
    }
    assert findings_of("dvc-lock-stale", files) == []
    assert len(findings_of("dvc-lock-stale", {**files, "fit.py": "print(1)\nprint(3)\n"})) == 1


def test_a_secret_among_parameters_is_not_repeated() -> None:
    found = findings_of(
        "dvc-lock-stale",
        {
            ".dvc/config": "",
            "params.yaml": "db_password: hunter22\n",
            "dvc.yaml": "stages:\n  fit:\n    cmd: run\n    params: [db_password]\n",
            "dvc.lock": "schema: '2.0'\nstages:\n  fit:\n    cmd: run\n    params:\n      params.yaml:\n        db_password: hunter11\n",
        },
    )
    assert len(found) == 1
    assert "hunter" not in repr(found)


@pytest.mark.parametrize("seed", range(60))
def test_mutated_files_never_stop_the_collector(seed: int, churn_files: dict[str, bytes]) -> None:
    chance = random.Random(seed)
    files: dict[str, str | bytes] = {}
    for path, content in churn_files.items():
        data = bytearray(content)
        for _ in range(chance.choice((0, 1, 3, 12))):
            at = chance.randrange(len(data) + 1)
            match chance.randrange(4):
                case 0:
                    del data[at : at + chance.randrange(40)]
                case 1:
                    data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randrange(8)))
                case 2:
                    data[at:at] = chance.choice(
                        (b"${", b"}", b"- ", b": ", b"&a ", b"*a", b"<<: ", b"[", b"!!python/x ", b"\t", b"\x00")
                    )
                case _:
                    data[at:at] = data[: chance.randrange(len(data) + 1)][-200:]
        files[path] = bytes(data)
    facts = facts_of(files, collectors=("dvc",))
    for project in facts.all(DvcProject):
        list(compare(project))
    assert not [one for one in diagnostics(facts) if "stopped" in one.message]


@pytest.fixture(scope="module")
def churn_files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    root = build_demo(tmp_path_factory.mktemp("mutate") / "churn")
    names = (
        "dvc.yaml",
        "dvc.lock",
        "params.yaml",
        "conf/regions.yaml",
        ".dvc/config",
        "data/external/holidays.csv.dvc",
    )
    return {name: (root / name).read_bytes() for name in names}
