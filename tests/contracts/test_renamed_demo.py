"""No rule knows the demo: a copy with other model, column, file, people and branch names, reordered, has the same debt.

Every new name is as long as the old one, so that sizes, SQLite pages and git's own streams stay whole; hashes that
DVC and MLflow recorded are carried over.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any, cast

from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest

NAMES = {
    "churn": "leave", "Churn": "Leave", "CHURN": "LEAVE",
    "north": "delta", "south": "gamma", "west": "beta",
    "monthly_charges": "monthly_billing", "tenure_months": "months_tenure", "support_calls": "support_tells",
    "high_charge": "huge_charge", "long_tenure": "deep_tenure",
    "from features import": "from fabrics0 import", "features.py": "fabrics0.py", "features.csv": "fabrics0.csv",
    "predict.py": "scoring.py", "train.py": "build.py", "serve.py": "front.py", "evaluate.py": "measured.py",
    "churn.serve:": "leave.front:", "prepare.py": "cleaned.py", "accounts_2025": "contacts_2024", "model_v1": "trees_v1",
    "audience": "campaign", "Untitled3": "Untitled7", "02_experiment_final_v2": "02_playground_final_v2",
    "nina": "vera", "Nina": "Vera", "tomas": "pablo", "experiment/lgbm": "experiment/rnns",
    "ChurnDown": "LeaveGone", "AucLow": "RocLow",
}  # fmt: skip
assert all(len(a) == len(b) for a, b in NAMES.items())


def replaced(data: bytes, names: dict[bytes, bytes]) -> bytes:
    """All names at once, longest first, so that no new name is renamed again."""
    pattern = re.compile(b"|".join(re.escape(n) for n in sorted(names, key=len, reverse=True)))
    return pattern.sub(lambda found: names[found[0]], data)


def git(root: Path, *argv: str, data: bytes | None = None) -> bytes:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null"}
    return subprocess.run(["git", "-C", str(root), *argv], input=data, capture_output=True, check=True, env=env).stdout


def files_of(root: Path) -> list[Path]:
    return sorted(p for p in root.rglob("*") if p.is_file() and ".git" not in p.relative_to(root).parts)


def carried_hashes(root: Path, names: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """md5 of each file today -> md5 of its renamed content, as DVC would have recorded it."""
    hashes: dict[bytes, bytes] = {}
    for path in files_of(root):
        old = path.read_bytes()
        hashes[hashlib.md5(old).hexdigest().encode()] = hashlib.md5(replaced(old, names)).hexdigest().encode()
    return hashes


def rewrite_history(old: Path, new: Path, names: dict[bytes, bytes]) -> dict[bytes, bytes]:
    """The same commits under other names; returns old commit id -> new commit id."""
    new.mkdir()
    git(new, "init", "-q")
    stream = git(old, "fast-export", "--all", f"--export-marks={new}/.git/old-marks")
    git(new, "fast-import", "--quiet", f"--export-marks={new}/.git/new-marks", data=replaced(stream, names))
    git(new, "symbolic-ref", "HEAD", git(old, "symbolic-ref", "HEAD").decode().strip())
    git(new, "read-tree", "HEAD")
    marks = [
        dict(line.split() for line in (new / ".git" / f"{side}-marks").read_bytes().splitlines())
        for side in ("old", "new")
    ]
    return {sha: marks[1][mark] for mark, sha in marks[0].items() if mark in marks[1]}


def reversed_keys(value: Any) -> Any:
    if isinstance(value, dict):
        pairs = cast("dict[str, Any]", value).items()
        return {k: reversed_keys(v) for k, v in reversed(list(pairs))}
    return [reversed_keys(v) for v in cast("list[Any]", value)] if isinstance(value, list) else value


def renamed_copy(old: Path, new: Path) -> Path:
    """The demo under other names, with JSON keys and requirement lines in another order."""
    names = {a.encode(): b.encode() for a, b in NAMES.items()}
    names |= carried_hashes(old, names)
    commits = rewrite_history(old, new, names)
    for path in files_of(old):
        target = new / os.fsdecode(replaced(os.fsencode(path.relative_to(old)), names))
        target.parent.mkdir(parents=True, exist_ok=True)
        data = replaced(replaced(path.read_bytes(), names), commits)
        if path.suffix == ".json" and "monitoring" in path.parts:
            data = json.dumps(reversed_keys(json.loads(data))).encode()
        if path.name == "requirements.txt" and path.parent == old:
            data = b"".join(reversed(data.splitlines(keepends=True)))
        target.write_bytes(data)
    exclude = replaced((old / ".git/info/exclude").read_bytes(), names)
    (new / ".git/info/exclude").write_bytes(exclude)
    return new


def rules_of(root: Path) -> Counter[str]:
    ledger = scan(ScanRequest(root=root, as_of=DEMO_DATE, save=False)).ledger
    return Counter(item.rule.id for item in ledger.items)


def test_a_renamed_and_reordered_demo_has_the_same_debt(tmp_path: Path) -> None:
    original = build_demo(tmp_path / "original")
    copy = renamed_copy(original, tmp_path / "copy")
    assert not [p for p in files_of(copy) if b"monthly_charges" in p.read_bytes() or b"churn" in p.read_bytes()]
    expected = rules_of(original)
    assert expected["MON-002"] == 1
    assert rules_of(copy) == expected
