"""Training data has no version

Detects
-------
An address, a table or a file outside the repository (`/mnt/share/train.csv`) that a training module (or a module that it imports) reads and whose content nothing pins: no DVC
output or `.dvc` file, no checksum in dvc.lock, no file in git, no version, commit or snapshot date in the address or query, no dataset logged with the
run. A file below the repository counts where the team keeps other data with DVC; elsewhere it is what whoever trains has put there, a public set or what another step made. Folders of pictures, documents of MongoDB that become a table, objects of a bucket, what DuckDB scans at an address and what
Airflow's hooks ask are read as tables and files are. Features and labels in files of their own (`X_train.npy`, `y_train.npy`) are one set and one item, and so are three files and more of one folder or host. What an archive keeps
under an id (Zenodo, figshare) is pinned by it. Files and tables that the project makes itself are judged where their own source is read, unless git or
DVC keeps what was made. Notebooks, experiments and the solutions of a competition (`3rd place/`) are left out. High where the project is research. Names that stand for the user's own file (`annotations_example.csv`), toy data sets, fixtures and what is only
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

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    RepositoryMaturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.cadence import trainings
from debtscope_collectors.joins.datasets import DataSource, training_data
from debtscope_collectors.joins.external_data import training_tables
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.mlflow.facts import MlflowStore

_LOOKED_FOR = {
    "file": "no .dvc file, no stage output and no tracked file of that path",
    "uri": "no version, commit or snapshot date in the address",
    "table": "no version, time travel or snapshot date in the query",
}
_PLACED = regex(r"(?:^|/)(?:1st|2nd|3rd|\d{1,2}th|first|second|third)[ _-]place(?:[ _-][\w -]{0,40})?/", re.IGNORECASE)
"""Folders of the solutions that won a competition."""
_WORDS = regex(r"[A-Za-z]+")
_FEATURES = frozenset({"x", "features", "images"})
_LABELS = frozenset({"y", "labels", "targets"})
_SHOWN = 4
_PARTS = frozenset({"train", "training", "valid", "validation", "val", "dev"})


_FOLDER = 3
"""Files of one folder from which on they are one item."""


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
    read = list(training_data(facts))
    tables = (
        one for one in training_tables(facts, read) if "(" not in one.name
    )  # of a mapper nothing tells the table's name
    for source in (*read, *tables):
        if source.pinned_by is None and _moves(facts, source):
            by_name.setdefault(source.name, []).append(source)
    needs_setup = not facts.all(DvcProject)
    folders: dict[str, list[Finding]] = {}
    for name, sources in _sets(by_name).items():
        one = _finding(facts, name, sources, tier="setup" if needs_setup else None)
        needs_setup = False
        folders.setdefault(_home(name, sources[0].kind), []).append(one)
    for folder, found in folders.items():
        yield from found if len(found) < _FOLDER else [_together(folder, found)]


def _moves(facts: Facts, source: DataSource) -> bool:
    """Whether others change it, or the team keeps its data under a version and left this one out.

    A file below the repository is what whoever trains has put there, mostly a public set or a step's own product."""
    if source.role in {"notebook", "experiment"} or _PLACED.search(source.path):
        return False
    return (
        source.kind != "file"
        or source.name.startswith("/")
        or any(one.files or one.stages for one in facts.all(DvcProject))
    )


def _home(name: str, kind: str) -> str:
    """What one decision keeps whole: the folder of a file, the host of an address, else the source itself."""
    if "://" in name:
        return "/".join(name.split("/")[:3])
    return posixpath.dirname(name) if kind == "file" and "/" in name else name


def _together(folder: str, found: list[Finding]) -> Finding:
    """Files of one folder: one command keeps them all."""
    names = [posixpath.basename(one.subject.name) for one in found]
    first = found[0]
    return replace(
        first,
        subject=replace(first.subject, name=folder, symbol=folder),
        message=f"{first.subject.path}:{first.line} and others train on {len(found)} files of {folder} ({listed(names, _SHOWN)}); "
        "no record pins which content was used.",
        evidence=tuple(evidence for one in found for evidence in one.evidence[:1]),
        occurrences=1 + 0.25 * (len(found) - 1),
    )


def _sets(by_name: Mapping[str, list[DataSource]]) -> dict[str, list[DataSource]]:
    """With features and labels of one set together, under the name that is read first."""
    sides: dict[tuple[str, frozenset[str]], dict[str, list[str]]] = {}
    for name in by_name:
        if found := _side(name):
            side, folder, part = found
            sides.setdefault((folder, part), {}).setdefault(side, []).append(name)
    first = {name: name for name in by_name}
    for both in sides.values():
        if len(both) == 2:
            members = [name for name in by_name if name in {*both["features"], *both["labels"]}]
            first |= dict.fromkeys(members, members[0])
    sets: dict[str, list[DataSource]] = {}
    for name, sources in by_name.items():
        sets.setdefault(first[name], []).extend(sources)
    return sets


def _side(name: str) -> tuple[str, str, frozenset[str]] | None:
    """Whether a file holds features or labels, of which folder, and for which part of the work."""
    folder, file = posixpath.split(name)
    words = frozenset(word.lower() for word in _WORDS.findall(file.partition(".")[0]))
    is_features, is_labels = bool(words & _FEATURES), bool(words & _LABELS)
    if is_features is is_labels:
        return None
    return "features" if is_features else "labels", folder, words & _PARTS


def _finding(facts: Facts, name: str, sources: list[DataSource], *, tier: str | None) -> Finding:
    first = sources[0]
    others = list(dict.fromkeys(posixpath.basename(s.name) for s in sources if s.name != name))
    places = sum(s.name == name for s in sources) - 1
    more = f" with {' and '.join(others[:2])}{' …' if len(others) > 2 else ''}" if others else ""
    more += f" (and {places} more place{'s' if places > 1 else ''})" if places > 0 else ""
    via = f" for {first.trains}" if first.trains != first.path else ""
    verb = "reads" if via else "trains on"
    return Finding(
        subject=Subject(kind="dataset", name=name, path=first.path, symbol=name),
        message=f"{first.path}:{first.line} {verb} {name}{via}{more}; no record pins which content was used.",
        line=first.line,
        severity=_severity(facts, first, name),
        tier=tier,
        evidence=(
            *(Evidence(kind="line", path=s.path, line=s.line, ref=s.name, excerpt=s.call) for s in sources[:8]),
            Evidence(kind="searched", ref=name, excerpt=_LOOKED_FOR[first.kind]),
        ),
        drivers=trainings(facts.all(MlflowStore)),
        cause="no data versioning" if tier else None,
    )


def _severity(facts: Facts, first: DataSource, name: str) -> Severity | None:
    """Critical where training rests on it alone and a model is on its way to users; a public download can be fetched again."""
    maturity = facts.one(RepositoryMaturity)
    is_research = maturity is not None and maturity.value is Maturity.RESEARCH
    return Severity.HIGH if is_research or (first.kind == "uri" and name.startswith("http")) else None
