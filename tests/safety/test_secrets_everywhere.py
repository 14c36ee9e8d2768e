"""A planted key is nowhere in what debtscope writes: not through names, branches, subjects, other rules or the cache."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from debtscope.cli.main import main
from debtscope.testing import CommitSpec, git_repo

KEY = "AKIA" + "Q7ZV3MPLT2RWXKD5"
WORDS = "Xk9" + "vTq2LmN8sRb4Yw"
CODE = f'''
import argparse
import os
import pickle

import pandas as pd
from sklearn.ensemble import RandomForestClassifier

AWS = "{KEY}"
parser = argparse.ArgumentParser()
parser.add_argument("--password", default="{WORDS}")
model = RandomForestClassifier().fit(pd.read_csv("s3://user:{WORDS}@bucket/train.csv"), [1])
model = pickle.load(open(os.environ.get("MODEL", "https://me:{WORDS}@host/model.pkl"), "rb"))
'''
ANSWERS = f"""
from openai import OpenAI


def generate_answer(question: str) -> str:
    try:
        return OpenAI().responses.create(model="gpt-4o", input=question).output_text
    except Exception as error:
        return f"Error with {KEY} {{error}}"
"""
FILES = {
    "train.py": CODE,
    "answers.py": ANSWERS,
    "config/features.yaml": f"feature_columns:\n  - age\n  - {KEY}\nnumeric_columns: [age, {KEY}]\n",
    "requirements.txt": f"git+https://bot:{WORDS}@github.com/a/b.git\npandas\ntorch=1.0 password={WORDS}\nnumpy=>1.2 --token {WORDS}\n",
    "Dockerfile": f"FROM python:3.11\nENV API_TOKEN={KEY}\nRUN pip install --extra-index-url https://x:{WORDS}@host/s pandas\n",
    ".github/workflows/ci.yml": f"on: [push]\njobs:\n  a:\n    steps:\n      - run: PASSWORD={WORDS} pytest || true\n",
    "dvc.yaml": f"stages:\n  a:\n    cmd: python train.py --token {KEY} --password {WORDS}\n    deps: [train.py]\n    outs: [m.pkl]\n",
    ".dvc/config": f"[core]\n    remote = r\n['remote \"r\"']\n    url = https://me:{WORDS}@host/dvc\n",
}  # fmt: skip


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes, and what they hold when they are compressed."""
    yield data
    for expand in (zlib.decompress, gzip.decompress):
        try:
            yield expand(data)
        except (zlib.error, OSError, EOFError):
            continue


def written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every byte under a folder, cells of databases unpacked."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        yield path.name, path.read_bytes()
        if path.suffix != ".db":
            continue
        with sqlite3.connect(path) as connection:
            for (table,) in connection.execute("select name from sqlite_master where type = 'table'").fetchall():
                for row in connection.execute(f'select * from "{table}"'):
                    for cell in row:
                        raw = cell if isinstance(cell, bytes) else str(cell).encode()
                        for plain in unpacked(raw):
                            yield f"{path.name}:{table}", plain


def test_no_planted_key_is_written_anywhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root, out = tmp_path / "repo", tmp_path / "out"
    git_repo(root, [CommitSpec(on="2026-05-01", author=f"Ana {KEY}", message=f"fix {KEY}", files=FILES)])
    subprocess.run(["git", "-C", str(root), "branch", "-m", f"b-{KEY}"], check=True)
    git_repo(root, [CommitSpec(on="2026-05-02", message="try", files={"try.py": "x = 1\n"}, branch=f"c-{KEY}")])
    subprocess.run(["git", "-C", str(root), "checkout", "-q", f"b-{KEY}"], check=True)
    out.mkdir()
    for form in ("table", "json", "jsonl", "csv", "markdown"):
        assert main(["scan", str(root), "--as-of", "2026-11-20", "--format", form, "--output", str(out / form)]) == 0
    for command in (["list"], ["sources"], ["plan", "--budget", "40h"], ["scan"], ["triage", "list"]):
        main([*command, "-C", str(root), "--ascii"])
    said = capfd.readouterr()
    found = {
        name
        for name, data in (*written(root / ".debtscope"), *written(out))
        if KEY.encode() in data or WORDS.encode() in data
    }
    assert found == set()
    assert KEY not in said.out + said.err and WORDS not in said.out + said.err
    assert "CFG-001" in (out / "json").read_text()
    assert "generate_answer in answers.py catches any error and gives" in (out / "json").read_text()
