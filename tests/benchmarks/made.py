"""Repositories to measure on: made files of a machine-learning project with a history, or a real one's, repeated."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

FIRST = 1_735_689_600  # 2025-01-01
_LARGEST = 1_000_000

_HEAD = '''"""{title}"""

from __future__ import annotations

import json
import logging
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import train_test_split

from project.{other} import load_{other}, THRESHOLD

logger = logging.getLogger(__name__)
COLUMNS = {columns}
'''
_LOAD = '''

def load_{name}(path: str, limit: int = {number}) -> pd.DataFrame:
    """Reads {name} and drops rows that cannot be used."""
    frame = pd.read_csv(Path(path) / "{name}.csv", nrows=limit)
    for column in COLUMNS:
        if column not in frame.columns:
            logger.warning("no column %s in %s", column, path)
            frame[column] = np.nan
    frame = frame.dropna(subset=COLUMNS[:2])
    frame["ratio_{name}"] = frame[COLUMNS[0]] / frame[COLUMNS[1]].replace(0, 1)
    return frame[frame["ratio_{name}"] < {number}.5]
'''
_TRAIN = '''

class {title}Model:
    """Trains on {name} and keeps what it learned."""

    def __init__(self, depth: int = {small}, rate: float = 0.{small}) -> None:
        self.depth = depth
        self.rate = rate
        self.model: GradientBoostingClassifier | None = None
        self.scores: dict[str, float] = {{}}

    def fit(self, frame: pd.DataFrame, target: str = "label") -> float:
        features = frame.drop(columns=[target])
        train, test, y_train, y_test = train_test_split(features, frame[target], test_size=0.{small})
        self.model = GradientBoostingClassifier(max_depth=self.depth, learning_rate=self.rate)
        self.model.fit(train, y_train)
        self.scores = {{"train": self.model.score(train, y_train), "test": self.model.score(test, y_test)}}
        if self.scores["test"] < THRESHOLD:
            raise ValueError(f"too weak: {{self.scores}}")
        return self.scores["test"]

    def report(self, folder: Path) -> None:
        with open(folder / "{name}.json", "w") as out:
            json.dump({{name: round(value, 3) for name, value in self.scores.items()}}, out)
'''
_STEP = '''

def step_{number}(values: list[float], weight: float = {small}.0) -> float:
    """Folds values; {number} of its kind."""
    total = 0.0
    for index, value in enumerate(values):
        if value is None or value < 0:
            continue
        elif index % {small} == 0 and value > {number}:
            total += weight * value ** 2
        else:
            total += value / max(weight, 1)
    return total if total > {small} else -1.0
'''


def _module(draw: random.Random, number: int) -> str:
    name = f"m{number:03d}"
    fields = {
        "name": name, "title": name.title(), "other": f"m{draw.randrange(800):03d}", "number": number,
        "small": draw.randint(2, 9), "columns": [f"c{draw.randrange(50)}" for _ in range(8)],
    }  # fmt: skip
    parts = [_HEAD, _LOAD, _TRAIN]
    text = "".join(part.format(**fields) for part in parts)
    for step in range(draw.randint(4, 14)):
        text += _STEP.format(number=number * 100 + step, small=draw.randint(2, 9))
    return text


def _commit(number: int, message: str, files: dict[str, str]) -> Iterator[bytes]:
    """One commit for `git fast-import`."""
    when = FIRST + number * 40_000
    people = ("Ana Lima <ana@example.com>", "Bo Berg <bo@example.com>", "Cy Day <cy@example.com>")
    yield f"commit refs/heads/main\ncommitter {people[number % 3]} {when} +0000\n".encode()
    yield b"data %d\n%b\n" % (len(message), message.encode())
    for path, text in files.items():
        data = text.encode()
        yield b"M 100644 inline %b\ndata %d\n%b\n" % (path.encode(), len(data), data)


def make_repository(root: Path, modules: int = 800, commits: int = 1500) -> None:
    """Writes a repository with so many Python files and commits into an empty folder."""
    draw = random.Random(20261120)
    texts = {f"src/project/p{number % 20:02d}/m{number:03d}.py": _module(draw, number) for number in range(modules)}
    root.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=root, check=True)
    stream = [b"".join(_commit(0, "all of it", {**texts, "pyproject.toml": '[project]\nname = "project"\n'}))]
    paths = sorted(texts)
    for number in range(1, commits):
        changed = draw.sample(paths[: len(paths) // 4] if number % 2 else paths, k=draw.randint(1, 4))
        for path in changed:
            texts[path] += f"\nNOTE_{number} = {number}\n"
        message = f"{'fix' if number % 4 == 0 else 'extend'} {changed[0]}"
        stream.append(b"".join(_commit(number, message, {path: texts[path] for path in changed})))
    subprocess.run(["git", "fast-import", "--quiet"], input=b"".join(stream), cwd=root, check=True)
    subprocess.run(["git", "reset", "-q", "--hard", "main"], cwd=root, check=True)


def repeat_repository(source: Path, root: Path, files: int) -> None:
    """Copies a real repository's text files, folder beside folder, until there are so many Python files; a commit a copy."""
    found = (path for path in sorted(source.rglob("*")) if ".git" not in path.parts and _is_text(path))
    texts = {path.relative_to(source).as_posix(): path.read_bytes() for path in found}
    if not any(name.endswith(".py") for name in texts):
        raise SystemExit(f"{source} has no Python file to repeat")
    root.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "init", "-q", "-b", "main"], cwd=root, check=True)
    count = copy = 0
    stream: list[bytes] = []
    while count < files:
        kept: dict[str, str] = {}
        for name, data in texts.items():
            text = data.decode("utf-8", "replace")
            if name.endswith(".py"):
                if count == files:
                    continue
                count += 1
                text += f"\n# copy {copy}\n"
            kept[f"part_{copy:03d}/{name}"] = text
        stream.append(b"".join(_commit(copy, f"copy {copy}", kept)))
        copy += 1
    subprocess.run(["git", "fast-import", "--quiet"], input=b"".join(stream), cwd=root, check=True)
    subprocess.run(["git", "reset", "-q", "--hard", "main"], cwd=root, check=True)


def _is_text(path: Path) -> bool:
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        return False
    return b"\0" not in path.read_bytes()[:8192]
