"""One repository that holds every attack at once, beside the demo project whose debts must all still be found.

Each attack is a function that plants something below a folder of its own and returns the paths that the ledger's
diagnostics must name: printable, relative to the root.
"""

from __future__ import annotations

import json
import os
import pickle
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from debtscope.demo.build import build_demo
from debtscope.testing import write_tree

MIB = 1024 * 1024
TRAIN = "from sklearn.ensemble import RandomForestClassifier\n\n\ndef fit(X, y):\n    return RandomForestClassifier().fit(X, y)\n"
OUTSIDE = "outside-7f3a91"
"""Stands in every file outside the repository that an attack points at; it must not be in anything written."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an attack works."""

    root: Path
    outside: Path
    """A folder beside the repository."""
    fired: Path
    """A file that exists once anything planted was run."""

    def write(self, path: str, content: str | bytes) -> None:
        """One file below the root."""
        write_tree(self.root, {path: content})

    @property
    def touch(self) -> str:
        """A shell command that leaves the mark."""
        return f"touch '{self.fired}'"


Attack = Callable[[Place], "list[str]"]


# -- Python and notebooks


def broken_python(place: Place) -> list[str]:
    """Sources that no parser takes, or takes down."""
    sources: dict[str, str | bytes] = {
        "syntax.py": "def f(:\n",
        "minus.py": f"x = {'-' * 20_000}1\n",
        "calls.py": f"x = {'f(' * 10_000}1{')' * 10_000}\n",
        "dots.py": f"x = a{'.b' * 10_000}\n",
        "adds.py": f"x = 1{' + 1' * 10_000}\n",
        "brackets.py": f"x = {'[' * 10_000}{']' * 10_000}\n",
        "blocks.py": "".join(f"{' ' * n}if x:\n" for n in range(10_000 // 20)) + " " * 501 + "pass\n",
        "elifs.py": "if x:\n    pass\n" + "elif x:\n    pass\n" * 10_000,
        "nulls.py": b"x = 1\x00\n",
        "number.py": f"x = {'9' * 5_000}\n",
    }
    for name, content in sources.items():
        place.write(f"attack/python/{name}", content)
    return [f"attack/python/{name}" for name in sources if name not in {"dots.py", "adds.py", "elifs.py"}]


def odd_encodings(place: Place) -> list[str]:
    """Files that are not UTF-8; nothing about them is unreadable."""
    place.write("attack/encodings/latin.py", TRAIN.encode() + "# é\n".encode("latin-1"))
    place.write("attack/encodings/wide.py", TRAIN.encode("utf-16"))
    place.write("attack/encodings/wide.yaml", "a: é\n".encode("utf-16"))
    place.write("attack/encodings/declared.py", b"# -*- coding: rot13 -*-\nvzcbeg bf\n")
    return []


def notebooks(place: Place) -> list[str]:
    """Cut off, huge, deep, and with cells of every wrong type."""
    place.write("attack/notebooks/cut.ipynb", '{"cells": [{"cell_type": "code", "source": ["import pandas')
    place.write("attack/notebooks/deep.ipynb", f'{{"cells": {"[" * 5_000}{"]" * 5_000}, "nbformat": 4}}')
    wrong: list[object] = [None, 1, "x", [], {"cell_type": 7}, {"cell_type": "code", "source": {"a": 1}, "outputs": 3}]
    place.write("attack/notebooks/wrong.ipynb", json.dumps({"cells": wrong, "nbformat": "four", "metadata": []}))
    head = '{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["x = 1"], "outputs": [{"data": {"image/png": "'
    place.write("attack/notebooks/huge.ipynb", head + "A" * (50 * MIB) + '"}}]}]}')
    return [f"attack/notebooks/{name}.ipynb" for name in ("cut", "deep", "huge")]


# -- parsed documents


ALIASES = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
MERGES = "a0: &a0 {k0: 1}\n" + "".join(
    f"a{n}: &a{n}\n" + "".join(f"  k{n}_{i}: {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}\n" for i in range(30))
    for n in range(1, 9)
)
YAML_BOMBS = {
    "broken": "a:\n  b:\n    outs: [x_${a}.txt]\n   c: 1\n",
    "aliases": ALIASES,
    "merges": MERGES,
    "deep": "deep: " + "[" * 5_000 + "]" * 5_000 + "\n",
    "anchors": "".join(f"a{n}: &a{n} {n}\n" for n in range(40_000)),
}
YAML_PLACES = {
    "dvc.yaml": "stages:\n  fit: {cmd: python x.py}\n",
    "data.csv.dvc": "outs:\n- {path: data.csv, md5: d41d8cd98f00b204e9800998ecf8427e}\n",
    "docker-compose.yml": "services:\n  api: {image: x}\n",
    "environment.yml": "dependencies: [pandas]\n",
    "prometheus/rules.yml": "groups:\n- name: a\n  rules:\n  - alert: Drift\n    expr: up == 0\n",
    "alertmanager/alertmanager.yml": "route: {receiver: a}\nreceivers:\n- {name: a}\n",
    "k8s/deployment.yaml": "apiVersion: apps/v1\nkind: Deployment\n",
}  # fmt: skip
"""What makes a file worth reading there, before the bomb."""


def yaml_bombs(place: Place) -> list[str]:
    """Each bomb in each place where a collector reads YAML."""
    named: list[str] = []
    for bomb, text in YAML_BOMBS.items():
        for path, start in YAML_PLACES.items():
            place.write(f"attack/yaml-{bomb}/{path}", start + text)
            named.append(f"attack/yaml-{bomb}/{path}")
        place.write(f"attack/yaml-{bomb}/train/dvc.yaml", "stages:\n  fit: {cmd: python x.py, params: [lr]}\n")
        place.write(f"attack/yaml-{bomb}/train/params.yaml", text)
        named.append(f"attack/yaml-{bomb}/train/params.yaml")
        place.write(f".github/workflows/{bomb}.yml", "on: [push]\njobs: {a: {steps: [{run: pytest}]}}\n" + text)
        named.append(f".github/workflows/{bomb}.yml")
    place.write("attack/yaml-tags/dvc.yaml", f'stages: !!python/object/apply:os.system ["{place.touch}"]\n')
    place.write("attack/yaml-self/dvc.yaml", "stages: &a\n  b: *a\n")
    return [*named, "attack/yaml-tags/dvc.yaml", "attack/yaml-self/dvc.yaml"]


def toml_bombs(place: Place) -> list[str]:
    """Quadratic keys, deep arrays, numbers beyond Python's limit."""
    texts = {
        "keys": f"[project]\nname = 'x'\n{'.'.join(['a'] * 20_000)} = 1\n",
        "tables": f"[{'.'.join(['a'] * 20_000)}]\n",
        "arrays": f"a = {'[' * 20_000}{']' * 20_000}\n",
        "number": f"a = {'9' * 5_000}\n",
    }
    for name, text in texts.items():
        place.write(f"attack/toml-{name}/pyproject.toml", text)
        place.write(f"attack/toml-{name}/uv.lock", text)
        place.write(f"attack/toml-{name}/Pipfile", text)
    return [f"attack/toml-{name}/{file}" for name in texts for file in ("pyproject.toml", "uv.lock", "Pipfile")]


def json_bombs(place: Place) -> list[str]:
    """Depth, digits and lone surrogates where reports are looked for."""
    texts = {
        "deep": f'{{"metrics": [{{"metric": "DatasetDriftMetric"}}], "x": {"[" * 5_000}{"]" * 5_000}}}',
        "cut": '{"metrics": [{"metric": "DatasetDriftMetric", "result": {"drift_share": 0.5, ',
        "digits": f'{{"metrics": [{{"metric": "DatasetDriftMetric", "result": {{"drift_share": {"9" * 5_000}}}}}]}}',
    }
    for name, text in texts.items():
        place.write(f"attack/reports/evidently/{name}.json", text)
    surrogate = '{"metrics": [{"metric": "DatasetDriftMetric", "result": {"drift_share": 0.5, "x": "\\ud800"}}], "timestamp": "2026-11-16 \\udfff"}'
    place.write("attack/reports/evidently/surrogate.json", surrogate)
    return [f"attack/reports/evidently/{name}.json" for name in ("deep", "digits")]


def not_a_number(place: Place) -> list[str]:
    """An Evidently report as Python's own json writes it: NaN is no JSON."""
    report = next((place.root / "monitoring" / "evidently").glob("report_*.json"))
    document = json.loads(report.read_text())
    document["metrics"][0]["result"]["share_of_nothing"] = float("nan")
    place.write(f"attack/nan/evidently/{report.name}", json.dumps(document))
    return [f"attack/nan/evidently/{report.name}"]


def xml_bomb(place: Place) -> list[str]:
    """Entities in what test runners and coverage tools leave behind."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    outside = f'<!ENTITY o SYSTEM "file://{place.outside / "secret.txt"}">'
    text = f'<?xml version="1.0"?><!DOCTYPE t [<!ENTITY l0 "lol">{entities}{outside}]><testsuites>&l11;&o;</testsuites>'
    for name in ("junit.xml", "coverage.xml", "reports/junit.xml", "pom.xml"):
        place.write(f"attack/xml/{name}", text)
    return []


# -- databases


def database(path: Path, *statements: str) -> None:
    """A SQLite file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with sqlite3.connect(path) as db:
        for statement in statements:
            db.execute(statement)
    db.close()


def databases(place: Place) -> list[str]:
    """MLflow stores that are damaged, of no known schema, endless, or only in their write-ahead log."""
    folder = place.root / "attack" / "stores"
    database(
        folder / "unknown" / "mlflow.db", "create table alembic_version(version_num)",
        "create table runs(run_uuid)", "create table experiments(experiment_id)",
    )  # fmt: skip
    endless = "with recursive n(run_uuid) as (select 1 union all select run_uuid + 1 from n) select * from n"
    database(
        folder / "endless" / "mlflow.db", "create table alembic_version(version_num)",
        f"create view runs as {endless}", f"create view experiments as {endless}",
    )  # fmt: skip
    place.write("attack/stores/damaged/mlflow.db", b"SQLite format 3\x00" + b"\xff" * 5_000)
    place.write("attack/stores/cut/mlflow.db", (place.root / "mlflow" / "mlflow.db").read_bytes()[:20_000])
    return [f"attack/stores/{name}/mlflow.db" for name in ("unknown", "endless", "damaged", "cut")]


def file_store(place: Place) -> list[str]:
    """A folder of runs whose artefacts, they say, lie elsewhere."""
    run = "attack/filestore/mlruns/0/" + "a" * 32
    uri = f"file://{place.outside}"
    place.write(
        "attack/filestore/mlruns/0/meta.yaml",
        f"artifact_location: {uri}\nexperiment_id: '0'\nname: x\nlifecycle_stage: active\n",
    )
    place.write(
        f"{run}/meta.yaml",
        f"artifact_uri: {uri}\nrun_id: {'a' * 32}\nexperiment_id: '0'\nstatus: 3\nstart_time: {'9' * 400}\nend_time: -5\nlifecycle_stage: active\nsource_name: --output=/tmp/x\n",
    )
    place.write(f"{run}/tags/mlflow.source.git.commit", "--output=/tmp/x")
    place.write(f"{run}/metrics/auc", "nan nan nan\n1e999 0.5 0\n" + "x" * 100_000)
    place.write(f"{run}/params/lr", b"\xff\xfe\x00")
    (place.root / run / "artifacts").symlink_to(place.outside)
    return [f"{run}/artifacts"]


# -- files that are none, and names that are none


def no_files(place: Place) -> list[str]:
    """Pipes, links out, loops."""
    folder = place.root / "attack" / "files"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "train.py")
    os.mkfifo(folder / "requirements.txt")
    (folder / "out.py").symlink_to(place.outside / "secret.txt")
    (folder / "Dockerfile").symlink_to("/dev/zero")
    (folder / "conf").symlink_to(place.outside)
    (folder / "dangling.yaml").symlink_to("nothing")
    (folder / "self").symlink_to("self")
    (folder / "loop").symlink_to("..")
    with (folder / "giant.csv").open("wb") as sparse:
        sparse.truncate(20 * 1024 * MIB)
    with (folder / "giant.py").open("wb") as sparse:
        sparse.truncate(20 * 1024 * MIB)
    names = ("train.py", "requirements.txt", "out.py", "Dockerfile", "conf", "dangling.yaml", "self", "giant.py")
    return [f"attack/files/{name}" for name in names]


def long_lines(place: Place) -> list[str]:
    """Thirty megabytes without a line end, in a file of every kind that is read by lines."""
    for name, size in {"one.py": 30, "README.md": 30, "values.yaml": 7, ".env": 3}.items():
        place.write(f"attack/lines/{name}", "a" * (size * MIB))
    place.write("attack/lines/requirements.txt", "a==1;" * (2 * MIB))
    place.write("attack/lines/Dockerfile", "FROM x\nRUN " + "pip install " * MIB)
    place.write("attack/lines/data.csv", "a," * (4 * MIB))
    return ["attack/lines/one.py"]


NAMES = (
    "[red]x[/].py", "[/b].py", "[@click=app.quit]y.py", "a\nb.py", "esc\x1b]0;owned\x07.py", "bidi\u202eyp.py",
    "c1\x9b31m.py", "=HYPERLINK(1).py", "+1.py", "@SUM(1).py", "-rf.py", "--output=x.py", "<script>alert(1)<script>.py",
    "`code`|cell.py", "'; drop table items;--.py", "%s%n.py", "wide日本.py", "zero\u200bwidth.py",
)  # fmt: skip


def odd_names(place: Place) -> list[str]:
    """A debt under every odd name, folders included; a password of its own in each, which no other file's is folded with."""
    for number, name in enumerate(NAMES):
        place.write(f"attack/names/{name}", f'{TRAIN}\nDB_PASSWORD = "kT9vR2m{number:02}Qx7Lw4"\n')
        place.write(f"attack/names/{name}.d/train.py", TRAIN)
    raw = os.fsencode(place.root / "attack" / "names") + b"/raw\xff\xc3.py"
    with open(raw, "w") as handle:  # noqa: PTH123 - a name that is no text
        handle.write(TRAIN)
    return []


# -- paths found in data


def paths_outside(place: Place) -> list[str]:
    """Data that points out of the repository."""
    up = os.path.relpath(place.outside, place.root / "attack" / "paths")
    place.write(
        "attack/paths/requirements.txt",
        f"-r {up}/requirements.txt\n-c /etc/passwd\n--index-url http://127.0.0.1:9/simple\npandas\n",
    )
    place.write("attack/paths/environment.yml", f"dependencies: [pip: ['-r {up}/requirements.txt']]\n")
    place.write(
        "attack/paths/dvc.yaml",
        f"vars: [{up}/params.yaml]\nstages:\n  a:\n    wdir: {up}\n    cmd: {place.touch}\n    deps: [secret.txt, /etc/passwd]\n    params: ['{up}/params.yaml:']\n    outs: [../../x]\n",
    )
    place.write(
        "attack/paths/secret.txt.dvc",
        f"wdir: {up}\nouts:\n- md5: d41d8cd98f00b204e9800998ecf8427e\n  path: secret.txt\n",
    )
    place.write("attack/paths/.dvc/config", f"[core]\n    remote = r\n['remote \"r\"']\n    url = {up}\n")
    place.write(
        "attack/paths/pyproject.toml",
        f"[project]\nname='x'\ndynamic=['dependencies']\n[tool.setuptools.dynamic]\ndependencies = {{file = ['{up}/requirements.txt']}}\n",
    )
    return ["attack/paths/requirements.txt"]


# -- what wants to be run


class Bomb:
    """Unpickled, it leaves the mark."""

    def __init__(self, command: str) -> None:
        self._command = command

    def __reduce__(self) -> tuple[Any, ...]:
        return subprocess.getoutput, (self._command,)


def planted_code(place: Place) -> list[str]:
    """Everything that a careless tool would import, unpickle, run or follow."""
    mark = f"import os; os.system({place.touch!r})\n"
    for name in ("sitecustomize.py", "usercustomize.py", "conftest.py", "setup.py", "debtscope.py", "yaml.py", "json.py",
                 "debtscope_collectors/__init__.py", "tomli/__init__.py"):  # fmt: skip
        place.write(f"attack/code/{name}", mark)
    place.write("debtscope_collectors/__init__.py", mark)
    place.write("sitecustomize.py", mark)
    place.write("attack/code/evil.pth", mark)
    for name in ("model.pkl", "model.joblib", "model.pt"):
        place.write(f"attack/code/{name}", pickle.dumps(Bomb(place.touch)))
    place.write("attack/code/ruff.toml", "extend = '/etc/passwd'\n")
    place.write("attack/code/Makefile", f"X := $(shell {place.touch})\nall:\n\t{place.touch}\n")
    place.write("attack/code/.envrc", place.touch)
    place.write(
        "attack/code/run.ipynb",
        json.dumps({"nbformat": 4, "cells": [{"cell_type": "code", "source": [f"!{place.touch}\n", mark]}]}),
    )
    for name in ("git", "ruff", "dvc", "sh"):
        place.write(f"bin/{name}", f"#!/bin/sh\n{place.touch}\n")
        (place.root / "bin" / name).chmod(0o755)
    return []


def _running(git: Path, program: Path, included: Path) -> str:
    """A configuration that names a program wherever git knows one."""
    return f"""
[core]
	fsmonitor = {program}
	hooksPath = {git}/hooks
	sshCommand = {program}
	pager = {program}
	editor = {program}
	gitProxy = {program}
	askPass = {program}
	alternateRefsCommand = {program}
[pager]
	log = {program}
	show = {program}
[diff]
	external = {program}
[diff "evil"]
	textconv = {program}
	command = {program}
[filter "evil"]
	clean = {program}
	smudge = {program}
	process = {program}
[merge "evil"]
	driver = {program}
[alias]
	log = !{program}
	ls-tree = !{program}
[credential]
	helper = !{program}
[gpg]
	program = {program}
[log]
	showSignature = true
[submodule "x"]
	update = !{program}
	path = x
	url = ext::{program}
[remote "origin"]
	url = ext::{program}
	uploadpack = {program}
[protocol "ext"]
	allow = always
[include]
	path = {included}
[includeIf "gitdir:{git}/"]
	path = {included}
[uploadpack]
	packObjectsHook = {program}
"""


def git_attacks(place: Place) -> list[str]:
    """Whatever git would run for a repository that asks it to."""
    git = place.root / ".git"
    program = place.outside / "canary.sh"
    program.write_text(f"#!/bin/sh\n{place.touch}\ncat\n")
    program.chmod(0o755)
    included = place.outside / "included.cfg"
    included.write_text(f"[core]\n\tfsmonitor = {program}\n")
    with (git / "config").open("a") as config:
        config.write(_running(git, program, included))
    for hook in ("post-index-change", "post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        (git / "hooks").mkdir(exist_ok=True)
        (git / "hooks" / hook).write_text(program.read_text())
        (git / "hooks" / hook).chmod(0o755)
    place.write(".gitattributes", "* diff=evil filter=evil merge=evil\n")
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=place.root, capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"], "HOME": "/", "GIT_CONFIG_COUNT": "0"}).stdout.strip()  # fmt: skip
    (git / "refs" / "replace").mkdir(parents=True, exist_ok=True)
    (git / "refs" / "replace" / head).write_text("0" * 39 + "1\n")
    (git / "refs" / "heads" / "damaged").write_bytes(b"\x00\xff not a ref")
    return [".git/refs/heads/damaged"]


ATTACKS: tuple[Attack, ...] = (
    broken_python, odd_encodings, notebooks, yaml_bombs, toml_bombs, json_bombs, not_a_number, xml_bomb, databases,
    file_store, no_files, long_lines, odd_names, paths_outside, planted_code, git_attacks,
)  # fmt: skip


def outside_of(folder: Path) -> Path:
    """The files that must never be read."""
    write_tree(folder, dict.fromkeys(("secret.txt", "requirements.txt", "params.yaml", "train.py"), f"{OUTSIDE}\n"))
    return folder


def build(folder: Path, attacks: tuple[Attack, ...] = ATTACKS) -> tuple[Place, list[str]]:
    """The demo with all attacks in it, and the paths that must be named."""
    place = Place(build_demo(folder / "repo"), outside_of(folder / "outside"), folder / "fired")
    named = [path for attack in attacks for path in attack(place)]
    return place, named
