"""A deployed model is a file in git

Detects
-------
A tracked model file that serving code loads or that a Dockerfile copies by name, and that history has overwritten: more
than one commit added or changed it. Commits that only rename are not counted, and LFS pointers count no more than files
of DVC do, for both are versioned by a tool made for it.

Silent are tests and examples, a file committed once, a model that nothing in the repository deploys, one with a file of
metadata beside it that names run, commit or version (`model.json`, `MLmodel`, `metadata.json`), and the outputs of DVC.

Why it is debt
--------------
Each overwriting is a release that no diff shows. Nobody can tell which run, data and code made the bytes that answer
today, and going back means guessing at a commit.

How to pay it down
------------------
1. Register the model, with the run that made it.
2. Let the service load it by version or alias.
3. Untrack the file.

Example
-------
Debt: `app/model.pkl`, overwritten nine times and loaded by `app/main.py`.

Clean: `tests/data/tiny.pkl`.

References
----------
- Software Engineering for Machine Learning, practice 22
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    file_subject,
    rule,
)
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.inventory_code import same_file
from debtscope_collectors.joins.model_loads import ModelLoads, is_model_file
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.containers.facts import ContainerSpec
from debtscope_collectors.sources.dvc.facts import DvcProject

_POINTER = 200
"""Bytes up to which a model file is a pointer of LFS or a place holder."""
_SIDECARS = frozenset(
    {"mlmodel", "metadata.json", "metadata.yaml", "model_metadata.json", "model_info.json", "run_id.txt"}
)


@rule(
    id="DAT-012",
    category=Category.DATA,
    debt_type="model versioning debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("git",),
    uses=("python", "containers", "dvc", "mlflow"),
)
def check(facts: Facts) -> Iterator[Finding]:
    history = facts.one(GitHistory)
    if history is None:
        return
    kept = {out for project in facts.all(DvcProject) for out in project.tracked_outputs()}
    beside = {posixpath.dirname(path) for path in history.tracked if posixpath.basename(path).lower() in _SIDECARS}
    loads = _loads(facts)
    for entry in facts.all(FileEntry):
        path = entry.path
        if not entry.is_tracked or entry.size <= _POINTER or not is_model_file(path) or is_aside(path) or path in kept:
            continue
        stem = posixpath.splitext(path)[0]
        if posixpath.dirname(path) in beside or any(f"{stem}{end}" in history.tracked for end in (".json", ".yaml")):
            continue
        contents = sum(
            1 for commit in history.of(path) for change in commit.changes
            if change.status in ("A", "M") and posixpath.basename(change.path) == posixpath.basename(path)
            and not commit.is_merge and change.path in (path, history.origin(path))
        )  # fmt: skip
        users = [one for one, targets in loads.items() if any(same_file(target, path) for target in targets)]
        if contents > 1 and users:
            yield _finding(entry, contents, sorted(users))


def _loads(facts: Facts) -> Mapping[str, tuple[str, ...]]:
    """Serving code and Dockerfiles -> the model files that they name."""
    code, loads, inventory = facts.one(CodeBase), facts.one(ModelLoads), facts.one(ModelInventory)
    found: dict[str, tuple[str, ...]] = {}
    serving = {path for model in (inventory.models if inventory else ()) for path in model.serving_code}
    if code is not None and loads is not None:
        serving |= {path for path, module in code.modules.items() if module.facts.serving}
        found.update((path, targets) for path in serving if (targets := loads.of(path)))
    for spec in facts.all(ContainerSpec):
        if spec.kind == "dockerfile" and (copies := tuple(one for one in spec.copies if is_model_file(one))):
            found[spec.path] = copies
    return found


def _finding(entry: FileEntry, contents: int, users: list[str]) -> Finding:
    name = posixpath.basename(entry.path)
    return Finding(
        subject=file_subject(entry.path),
        message=f"{name} is the model that {users[0]} deploys, and git has had {contents} contents of it; which run made which is not recorded.",
        evidence=(
            Evidence(kind="file", path=entry.path, excerpt=f"{contents} contents in history", value=entry.size),
            *(Evidence(kind="file", path=user, excerpt="loads or copies it") for user in users[:5]),
        ),
    )
