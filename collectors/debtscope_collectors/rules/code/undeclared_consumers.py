"""Predictions are read by consumers nobody declared

Detects
-------
A file, object, table or topic into which code that loads a model of the inventory writes its predictions, and that another
program of the repository reads (a service or job in a folder of its own), or that lies where anybody may read it (object store,
table, topic), while nothing names who consumes it: no data contract, `catalog-info.yaml`, dbt exposure, file of consumers or
section "Consumers", "Used by" or "Downstream" of a document, and no `consumers` of the model in debtscope.toml. A reader matches
by its path, or by a name that is not one of the usual ones (`predictions.csv`, `scores`); the format may differ. Readers in the
producer's own program, training, evaluation and monitoring are no consumers. Without a known reader it is asked softly.

Why it is debt
--------------
Who reads an output in silence breaks when it changes, and ties it to every change of the model. The producer cannot know whom to
warn, so columns stay for ever, or go and take a team down with them.

How to pay it down
------------------
Write down who consumes the output and who owns it, beside the code that makes it (a data contract, or a section of the README),
give each consumer its own access, and announce changes. What is known already can be named in debtscope.toml:
`[models.NAME] consumers = ["billing"]`.

Example
-------
`scores.to_parquet("s3://lake/churn/churn_scores.parquet")` in the nightly job, `read_parquet` of the same file in
`services/billing/`, and no document that says so.

References
----------
Sculley et al. 2015, section 3, "Undeclared consumers"; ML Test Score, Monitor 1; Open Data Contract Standard.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope_collectors.joins.assets import nearest_folder
from debtscope_collectors.joins.facts import Consumer, ModelInventory, PredictionSink
from debtscope_collectors.joins.naming import words
from debtscope_collectors.sources.dependencies.facts import DependencyFile

_SHARED = frozenset({"uri", "table", "topic"})
_SHOWN = 6
_ROOTS = ("Dockerfile", "pyproject.toml", "setup.py", "requirements.txt")


@rule(
    id="COD-032",
    category=Category.CODE,
    debt_type="undeclared consumers",
    severity=Severity.HIGH,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("python",),
    uses=("mlflow", "dvc", "containers", "interfaces", "docs"),
    credits=("CR-23",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per sink."""
    inventory = facts.one(ModelInventory)
    own = facts.settings.models
    folders = frozenset(_programs(facts))
    for sink in facts.all(PredictionSink):
        model = inventory.named(sink.model) if inventory else None
        if sink.kind == "route" or sink.declared_in or model is None or model.retired or not model.is_deployed:
            continue
        known = {words(name) for alias in model.names if alias in own for name in own[alias].consumers}
        told = [c for c in sink.consumers if not c.is_declared and words(c.name) not in known]
        apart = [c for c in told if nearest_folder(c.path, folders) != nearest_folder(sink.path, folders)]
        if apart or (sink.kind in _SHARED and not sink.consumers and not known):
            yield _finding(sink, apart)


def _programs(facts: Facts) -> Iterator[str]:
    """Folders that hold a program of its own: with dependencies, an image or a package."""
    yield from (posixpath.dirname(one.path) for one in facts.all(DependencyFile))
    yield from (posixpath.dirname(e.path) for e in facts.all(FileEntry) if posixpath.basename(e.path) in _ROOTS)


def _finding(sink: PredictionSink, apart: Sequence[Consumer]) -> Finding:
    names = ", ".join(dict.fromkeys(c.name for c in apart))
    if apart:
        formats = {_ending(c.reads) for c in apart} - {_ending(sink.name), ""}
        other = (
            f" as {'/'.join(sorted(formats))}, a format that the job does not write"
            if formats and _ending(sink.name)
            else ""
        )
        message = f"{names} read{_s(names)} {sink.model}'s predictions from {sink.name}{other}; no contract or document names them."
    else:
        message = f"{sink.name} publishes {sink.model}'s predictions; no declared consumer or access rule was found."
    return Finding(
        subject=Subject(kind="dataset", name=sink.name, path=sink.path),
        line=sink.line,
        message=message,
        evidence=(
            Evidence(kind="line", path=sink.path, line=sink.line, ref=sink.name, excerpt=f"writes {sink.name}"),
            *(Evidence(kind="line", path=c.path, line=c.line, ref=c.name, excerpt=f"{c.name} reads {c.reads}") for c in apart[:_SHOWN]),
            Evidence(
                kind="searched", ref="consumers",
                excerpt="data contracts, catalog-info.yaml, dbt exposures, files of consumers, sections of documents, debtscope.toml",
            ),
        ),
        confidence=Confidence.MEDIUM if apart else None,
        severity=None if apart else Severity.MEDIUM,
        drivers=(Driver(name="consumers", value=float(len(apart)), unit="undeclared readers", ref=names),) if apart else (),
        cause=f"sink:{sink.model}",
    )  # fmt: skip


def _ending(name: str) -> str:
    ending = posixpath.splitext(name.rpartition("/")[2])[1].lower().lstrip(".")
    return ending if ending in ("csv", "parquet", "json", "jsonl", "feather", "avro", "orc", "tsv") else ""


def _s(names: str) -> str:
    """The verb of one reader."""
    return "" if ", " in names else "s"
