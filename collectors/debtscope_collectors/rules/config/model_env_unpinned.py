"""Logged model environment is loose or cannot be rebuilt

Detects
-------
Versions of a registered MLflow model whose `requirements.txt`, as it was logged beside the MLmodel, has lines without `==`,
lines that point to a local path or to a branch, or for which no Python version was recorded. Only versions that somebody can
still meet count: those at an alias or a stage, and the newest. A version whose files are not here is unknown and never named.

Why it is debt
--------------
The server installs these lines on the day it is built. With `scikit-learn` alone the model that was tested with 1.5 runs with
1.9: a pickle then fails to load, or loads and scores otherwise.

How to pay it down
------------------
`log_model(..., pip_requirements="requirements.lock")`, or leave the parameter out: MLflow then records the exact versions.

Example
-------
`scikit-learn` on a line of its own in `model/requirements.txt`.

References
----------
MLflow documentation, Model Dependencies. ML Test Score, I1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.registry import Registered, met, number, places, registered
from debtscope_collectors.sources.mlflow.facts import LoggedModelFile, ModelVersion

SHOWN = 5
_NAME = regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,100}(?:\[[^\]]{0,100}\])?")
_LOCAL = regex(r"(?:^|@ ?)(?:file:|\.{0,2}/|~|[A-Za-z]:\\)|^(?:-e|--editable)\b")
_COMMIT = regex(r"@[0-9a-f]{7,40}(?:#|$)")


@rule(
    id="CFG-022",
    category=Category.CONFIG,
    debt_type="reproducibility debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("mlflow",),
)
def check(facts: Facts) -> Iterator[Finding]:
    seen: set[str] = set()
    for one in registered(facts):
        loose = [
            (version, version.file, lines)
            for version in met(one.model)
            if version.file and (lines := _loose(version.file))
        ]
        if loose and one.model.name not in seen:
            seen.add(one.model.name)
            yield _finding(one, loose)


def _loose(file: LoggedModelFile) -> list[str]:
    """What of an environment is left to the day of the build; nothing where no environment was logged."""
    if not file.requirements:
        return []
    found = [line for line in file.requirements if not line.startswith(("-r", "-c", "-f", "--")) and _is_loose(line)]
    return found if file.python_version else [*found, "no Python version"]


def _is_loose(line: str) -> bool:
    bare = line.partition(";")[0].strip()
    if _LOCAL.search(bare):
        return True
    if "://" in bare:
        return (bare.startswith("git+") and not _COMMIT.search(bare)) or (
            " @ git+" in bare and not _COMMIT.search(bare)
        )
    name = _NAME.match(bare)
    return name is not None and "==" not in bare[name.end() :]


def _finding(one: Registered, loose: Sequence[tuple[ModelVersion, LoggedModelFile, list[str]]]) -> Finding:
    served = one.served
    ordered = sorted(loose, key=lambda entry: (entry[0] is not served, number(entry[0])))
    told = "; ".join(f"v{version.version}{places(version)}: {_list(lines)}" for version, _, lines in ordered[:4])
    return Finding(
        subject=Subject(kind="model", name=one.model.name),
        message=f"The logged environment of {one.model.name} is not pinned: {told}.",
        evidence=tuple(
            Evidence(
                kind="config", path=f"{file.path.rpartition('/')[0]}/requirements.txt", ref=f"v{version.version}",
                excerpt=f"v{version.version}: {_list(lines)}",
            )
            for version, file, lines in ordered[:8]
        ),
        drivers=(one.served_driver(any(version is served for version, _, _ in loose)),),
    )  # fmt: skip


def _list(lines: Sequence[str]) -> str:
    return listed([line[:80] for line in lines], SHOWN)
