"""Our reading of `.gitignore` against git's own, and globs that nobody can make slow."""

from __future__ import annotations

import random
import subprocess
import time
from datetime import date
from pathlib import Path

import pytest

from debtscope.engine.globs import compile_glob
from debtscope.engine.ignore import IgnoreFile, is_ignored
from debtscope.engine.workspace import open_workspace
from debtscope.model.settings import Settings

PATTERNS = [
    "*.pyc", "/build", "build/", "data/*.csv", "data/**", "**/cache", "**/cache/*.bin", "a/**/z.txt", "!keep.pyc",
    "!data/raw.csv", "# comment", "", r"\#hash", r"\!bang", "trailing ", r"kept\ ", "foo[0-9].txt", "foo[!0-9].txt",
    "foo[^a-c].txt", "[[:upper:]]*.md", "doc/*/x", "*", "!*/", "!*.py", "a?c", "/*", "!/src", "src/*.py", "x/y/z",
    "*.tar.*", "foo[", "foo]", "weird[]].txt", r"back\\slash", "**", "/**/deep", "deep/**/", "logs/**/*.log", "a**b",
    "[z-a].txt", "*a*b*c*",
]  # fmt: skip
PATHS = [
    "a.pyc", "keep.pyc", "build/x.o", "src/build/y.o", "data/raw.csv", "data/sub/raw.csv", "x/cache/k.bin",
    "cache/k.bin", "a/z.txt", "a/b/c/z.txt", "#hash", "!bang", "trailing", "kept ", "foo1.txt", "foox.txt", "fooa.txt",
    "README.md", "readme.md", "doc/1/x", "doc/1/2/x", "abc", "aXc", "src/m.py", "x/y/z", "q/x/y/z", "p.tar.gz", "foo[",
    "foo]", "weird].txt", "back\\slash", "u/deep", "deep/v/w", "logs/a/b.log", "logs/b.log", "aXYb", "m.txt",
    "1a2b3c4", "data/x.py", "Ünï.pyc",
]  # fmt: skip


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("ignore")
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    for name in PATHS:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return root


def told_by_git(root: Path) -> set[str]:
    command = ["git", "-c", "core.excludesFile=/dev/null", "ls-files", "-z", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=root, check=True, capture_output=True)
    shown = set(done.stdout.decode().split("\0"))
    return {path for path in PATHS if path not in shown}


def told_by_us(root: Path) -> set[str]:
    files: dict[str, IgnoreFile] = {}
    for path in root.rglob(".gitignore"):
        folder = path.parent.relative_to(root).as_posix()
        files["" if folder == "." else folder] = IgnoreFile(path.read_text(), "" if folder == "." else folder)
    ignored: set[str] = set()
    for path in PATHS:
        rules = [files[""]] if "" in files else []
        parts = path.split("/")
        for depth in range(1, len(parts) + 1):
            part = "/".join(parts[:depth])
            if is_ignored(rules, part, parts[depth - 1], depth < len(parts)):
                ignored.add(path)
                break
            if part in files:
                rules.append(files[part])
    return ignored


def test_as_git_does(tree: Path) -> None:
    draw = random.Random(20261120)
    for _ in range(120):
        top = "\n".join(draw.choices(PATTERNS, k=draw.randint(1, 7)))
        inner = "\n".join(draw.choices(PATTERNS, k=2)) if draw.random() < 0.4 else ""
        (tree / ".gitignore").write_text(top)
        (tree / "data/.gitignore").write_text(inner)
        assert told_by_us(tree) == told_by_git(tree), f"{top!r} and {inner!r}"
    (tree / ".gitignore").unlink()
    (tree / "data/.gitignore").unlink()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_each_pattern_alone_as_git_does(tree: Path, pattern: str) -> None:
    (tree / ".gitignore").write_text(pattern)
    assert told_by_us(tree) == told_by_git(tree)
    (tree / ".gitignore").unlink()


@pytest.mark.parametrize(
    "pattern", ["*a" * 60 + "b", "**/a" * 60 + "/b", "**/*a*" * 30 + "/b", "[[[[[[", "[!", "a" * 5000, "*" * 5000]
)
def test_no_pattern_is_slow(pattern: str) -> None:
    rules = IgnoreFile(pattern, "")
    started = time.process_time()
    rules.verdict("a" * 4000, "a" * 4000, False)
    rules.verdict("a/" * 1500 + "a", "a", False)
    assert time.process_time() - started < 2


def test_many_rules_in_many_folders_are_not_slow(tmp_path: Path) -> None:
    rules = "\n".join(f"a{number}*x[0-9]b?{number}" for number in range(1500))
    folder = tmp_path
    for number in range(60):
        folder = folder / f"f{number}"
        folder.mkdir()
        (folder / ".gitignore").write_text(rules)
        (folder / "a.py").write_text("")
    started = time.process_time()
    with open_workspace(tmp_path, as_of=date(2026, 1, 1), settings=Settings()) as workspace:
        assert len(workspace.find("a.py")) == 60
        assert any("more ignore rules" in one.message for one in workspace.diagnostics)
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("**/*.py", "a.py", True),
        ("**/*.py", "a/b/c.py", True),
        ("src/**", "src/a/b", True),
        ("src/**", "src", False),
        ("src/*.py", "src/a/b.py", False),
        ("*/x.json", "a/x.json", True),
        ("a/**/b/**/c", "a/b/c", True),
        ("a/**/b/**/c", "a/x/b/y/z/c", True),
        ("a/**/b/**/c", "a/x/c", False),
        ("**/reports/*.json", "reports/x.json", True),
    ],
)
def test_globs(glob: str, path: str, expected: bool) -> None:
    assert bool(compile_glob(glob).fullmatch(path)) is expected
