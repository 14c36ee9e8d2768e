"""Training data has no version

Detects
-------
A file, address or table that a training module (or a module that it imports) reads and whose content nothing pins: no DVC
output or `.dvc` file, no file in git, no version, commit or snapshot date in the address or query, no dataset logged with the
run. Files that the project makes itself are judged where their own source is read. Toy data sets, fixtures and what is only
known at run time are left out.

Why it is debt
--------------
A model can be made again, compared or explained only with the rows it was trained on. A file on a share or a table that
changes daily is gone the next day: a worse model cannot be told from worse data.

How to pay it down
------------------
Track the file with DVC or git-LFS, read a dated, immutable snapshot, and log the digest with the run
(`mlflow.log_input`).

Example
-------
`pd.read_csv("/mnt/share/train.csv")` in train.py.

References
----------
ML Test Score, I1 (training is reproducible). Sculley et al. 2015, unstable data dependencies.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.cadence import trainings
from debtscope_collectors.joins.datasets import DataSource, training_data
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.mlflow.facts import MlflowStore

_LOOKED_FOR = {
    "file": "no .dvc file, no stage output and no tracked file of that path",
    "uri": "no version, commit or snapshot date in the address",
    "table": "no version, time travel or snapshot date in the query",
}


@rule(
    id="DAT-001",
    category=Category.DATA,
    debt_type="data versioning debt / reproducibility",
    severity=Severity.CRITICAL,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python", "files"),
    uses=("dvc", "git", "mlflow"),
    credits=("CR-04",),
)
def check(facts: Facts) -> Iterator[Finding]:
    stores = facts.all(MlflowStore)
    recent = [e for store in stores for e in store.experiments if e.finished]
    if recent and not any(e.without_dataset for e in recent):
        return  # the runs themselves record which content they saw
    by_name: dict[str, list[DataSource]] = {}
    for source in training_data(facts):
        if source.pinned_by is None:
            by_name.setdefault(source.name, []).append(source)
    needs_setup = not facts.all(DvcProject)
    for name, sources in by_name.items():
        yield _finding(facts, name, sources, tier="setup" if needs_setup else None)
        needs_setup = False


def _finding(facts: Facts, name: str, sources: list[DataSource], *, tier: str | None) -> Finding:
    first = sources[0]
    more = f" (and {len(sources) - 1} more places)" if len(sources) > 1 else ""
    via = f" for {first.trains}" if first.trains != first.path else ""
    verb = "reads" if via else "trains on"
    return Finding(
        subject=Subject(kind="dataset", name=name, path=first.path, symbol=name),
        message=f"{first.path}:{first.line} {verb} {name}{via}{more}; no record pins which content was used.",
        line=first.line,
        severity=_severity(first, name),
        confidence=Confidence.MEDIUM if first.role in {"notebook", "experiment"} else None,
        tier=tier,
        evidence=(
            *(Evidence(kind="line", path=s.path, line=s.line, ref=s.name, excerpt=s.call) for s in sources[:8]),
            Evidence(kind="searched", ref=name, excerpt=_LOOKED_FOR[first.kind]),
        ),
        drivers=trainings(facts.all(MlflowStore)),
        cause="no data versioning" if tier else None,
    )


def _severity(first: DataSource, name: str) -> Severity | None:
    """Critical where production trains on it; a public download can be fetched again, a notebook only explores."""
    if first.role in {"notebook", "experiment"}:
        return Severity.MEDIUM
    return Severity.HIGH if first.kind == "uri" and name.startswith("http") else None
