"""Large data or models are committed to git

Detects
-------
Tracked files of data and models (tables, arrays, weights, archives) of 500 kB or more outside tests, examples and
documentation, all in one item: medium where a file has 5 MB or all of them 50 MB, else low. Told where the project has DVC, where
such files belong; elsewhere from 20 MB on, or where files that three commits and more changed have 5 MB in all their versions. Samples,
templates, sets for evaluations and what a published package ships are left out there. A file that is also
the cached output of a DVC stage or of a `.dvc` file counts whatever its size. LFS pointers are small and no finding.
Databases that an experiment tracker writes are another rule's (generated-files-tracked).
What was deleted from HEAD and still lies in the history is not measured.

Why it is debt
--------------
Every clone and every CI job pays for every version for ever, no diff can be read, and a new version of the data is an
anonymous blob.

How to pay it down
------------------
Move the data to DVC or LFS and untrack it. Rewrite the history only where the time of a clone hurts.

Example
-------
A train.csv of 120 MB in HEAD.

References
----------
mllint, git-no-big-files. Software Engineering for Machine Learning, practice 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.places import TRACKING_DATABASE, is_aside
from debtscope_collectors.sources.dvc.facts import DvcProject

_SHOWN_ONLY = regex(
    r"\{\{|(?:^|[/_.-])(?:samples?|evals?|evaluations?|benchmarks?)(?:[/_.-]|$)|(?:^|[/_.-])ui[_-]bundle", re.IGNORECASE
)
_TRACKING = regex(rf"(?:^|/){TRACKING_DATABASE}", re.IGNORECASE)
LEAST = 500_000
LARGE = 5_000_000
HEAVY = 20_000_000
AGAIN = 3
"""Commits of a file from which on git keeps version after version of it whole."""
TOTAL = 50_000_000
SHOWN = 8
_DATA = (
    ".csv", ".tsv", ".parquet", ".pq", ".feather", ".arrow", ".jsonl", ".ndjson", ".xlsx", ".xls", ".h5", ".hdf5", ".npy", ".npz",
    ".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".onnx", ".keras", ".safetensors", ".bin", ".zip", ".tar.gz", ".tgz",
    ".csv.gz", ".db", ".sqlite", ".sqlite3",
)  # fmt: skip


@rule(
    id="DAT-011",
    category=Category.DATA,
    debt_type="data versioning debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("git",),
    uses=("dvc", "python"),
)
def check(facts: Facts) -> Iterator[Finding]:
    kept: set[str] = set()
    for project in facts.all(DvcProject):
        uncached = {out for stage in project.stages for out in stage.uncached}
        kept |= project.tracked_outputs() - uncached
    blobs = [
        entry
        for entry in facts.all(FileEntry)
        if entry.is_tracked
        and not is_aside(entry.path)
        and not _TRACKING.search(entry.path)
        and (entry.path in kept or (entry.size >= LEAST and _is_data(entry.path)))
    ]
    if not blobs:
        return
    blobs.sort(key=lambda entry: (-entry.size, entry.path))
    if not facts.all(DvcProject):
        blobs = [entry for entry in blobs if not _SHOWN_ONLY.search(entry.path)]
        if not blobs or _is_shipped(facts) or not (_grows(facts, blobs) or sum(one.size for one in blobs) >= HEAVY):
            return  # put there once: a clone does not feel it, and there is no better place at hand
    total = sum(entry.size for entry in blobs)
    is_large = blobs[0].size >= LARGE or total >= TOTAL
    several = f"{len(blobs)} files of" if len(blobs) > 1 else "one file of"
    yield Finding(
        subject=Subject(kind="repo", name="repo"),
        message=f"git holds {several} data or models, {total / 1e6:.1f} MB in all (the largest is {blobs[0].path}); every clone pays for each version.",
        severity=Severity.MEDIUM if is_large else Severity.LOW,
        evidence=tuple(_evidence(entry, entry.path in kept) for entry in blobs[:SHOWN]),
    )


def _is_shipped(facts: Facts) -> bool:
    """The data sets of a published package are what its users get."""
    code = facts.one(CodeBase)
    return code is not None and code.is_library


def _grows(facts: Facts, blobs: Sequence[FileEntry]) -> bool:
    """Whether files that commits changed again and again weigh something, each version taken to be as large as today's."""
    history = facts.one(GitHistory)
    times = [(entry.size, len(history.touches.get(entry.path, ())) if history else 1) for entry in blobs]
    return sum(size * count for size, count in times if count >= AGAIN) >= LARGE


def _is_data(path: str) -> bool:
    """By its ending; JSON is left to be settings, annotations and lock files."""
    return path.lower().endswith(_DATA)


def _evidence(entry: FileEntry, is_output: bool) -> Evidence:
    told = f"{entry.size / 1e6:.1f} MB" + (", and an output that DVC keeps" if is_output else "")
    return Evidence(kind="file", path=entry.path, excerpt=told, value=entry.size)
