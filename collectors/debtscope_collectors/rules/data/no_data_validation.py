"""Data enters training without validation

Detects
-------
Data files and tables that training reads where no step on the way judges them: no pandera, Great Expectations checkpoint, TFDV,
Deepchecks, Soda, dbt test or schema of rows, no function of the project that is named as a check of data, and no assert or
raise about columns, nulls, ranges or the number of rows in the training module, in what it imports, or in the stages of the
pipeline through which the data goes. A printed warning is no check, and neither is a suite that nothing runs. One item per data
set at the start of a DVC pipeline (one for all where there are more than four), else one for the repository. Silent where a
pipeline or CI runs a validator (CR-02), for data that the repository makes itself, for folders of pictures, for notebooks whose model nobody serves, and for published packages.

Why it is debt
--------------
A column that arrives empty, in other units or with new values changes the model and stops nothing. The first to notice are
those who use the predictions.

How to pay it down
------------------
Put one check of schema, ranges, nulls and freshness behind the read, and let it stop the pipeline.

Example
-------
`df = pd.read_parquet(p); model.fit(df[X], df.y)`: debt. `Schema.validate(df)` before the fit: clean.

References
----------
Sculley et al. 2015, data testing debt; ML Test Score, D1; SE-ML practices 1 and 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.commands import scripts
from debtscope_collectors.joins.datasets import DataSource, training_data
from debtscope_collectors.joins.external_data import training_tables
from debtscope_collectors.joins.facts import CodeBase, ModelInventory
from debtscope_collectors.joins.validation import DataValidation, Validator
from debtscope_collectors.sources.dvc.facts import DvcProject, DvcStage

FOLD = 4
SHOWN = 6
_DATA = regex(
    r"\.(?:csv|tsv|parquet|feather|arrow|orc|avro|jsonl|ndjson|xlsx?|h5|npy|npz|json|pkl|data|txt|zip)(?:\.gz)?$|(?:^|/)data(?:sets?)?(?:/|$)",
    re.IGNORECASE,
)
_NO_DATA = regex(r"params|config|settings|metrics|requirements|models?/|schema|\.ya?ml$", re.IGNORECASE)
_PICTURES = regex(r"^torchvision|dataset_from_directory$|TFRecordDataset$")
"""What is read has no columns to check."""
_ROLES = frozenset({"production", "script"})


@rule(
    id="DAT-002",
    category=Category.DATA,
    debt_type="data testing debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("dvc", "ci", "pipelines", "monitoring"),
    credits=("CR-02",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """Data sets of DVC pipelines first; what other code trains on is told where no pipeline is."""
    code, known = facts.one(CodeBase), facts.one(DataValidation)
    if code is None or known is None or code.is_library or known.running:
        return
    told: list[tuple[str, DvcStage, tuple[str, ...]]] = []
    in_pipelines = False
    for project in facts.all(DvcProject):
        for source, stage, walked in _roots(project, code):
            in_pipelines = True
            if not any(known.within(code, path) for path in walked):
                told.append((source, stage, walked))
    if len(told) > FOLD:
        yield _many(told, known)
    else:
        for source, stage, walked in told:
            yield _one(source, stage, walked, known)
    if not in_pipelines:
        yield from _by_code(facts, code, known)


def _roots(project: DvcProject, code: CodeBase) -> Iterator[tuple[str, DvcStage, tuple[str, ...]]]:
    """(data, first stage, scripts up to training) for each data set that no stage makes and that goes into training."""
    made = {out for stage in project.stages for out in stage.outs}
    files = frozenset(code.modules)
    seen: set[str] = set()
    for stage in project.stages:
        for dep in stage.deps:
            if dep in seen or dep in made or dep in files or not _DATA.search(dep) or _NO_DATA.search(dep):
                continue
            seen.add(dep)
            walked = _downstream(project.stages, stage, files)
            if any(code.modules[path].facts.training for path in walked):
                yield dep, stage, walked


def _downstream(stages: Sequence[DvcStage], first: DvcStage, files: frozenset[str]) -> tuple[str, ...]:
    """The scripts of a stage and of all that follow it, in order."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    layer = [first]
    while layer:
        stage = layer.pop(0)
        if stage.name in seen:
            continue
        seen.add(stage.name)
        for command in stage.cmd:
            found.update(dict.fromkeys(call.path for call in scripts(command, stage.wdir, files)))
        layer += [other for other in stages if set(stage.outs) & set(other.deps)]
    return tuple(found)


def _by_code(facts: Facts, code: CodeBase, known: DataValidation) -> Iterator[Finding]:
    """One finding for all training modules, and notebooks that train what is served, that read data and meet no check."""
    inventory = facts.one(ModelInventory)
    models = inventory.models if inventory is not None else ()
    shipped = {path for m in models if m.is_deployed and m.training for path in m.training.code}
    trains = [module for module in code.modules.values() if module.facts.training]
    if any(m.is_deployed for m in models) and not any(module.role in _ROLES for module in trains):
        shipped |= {
            module.path for module in trains if module.role == "notebook"
        }  # what is served was trained in one of them
    read = list(training_data(facts))
    found = [
        source
        for source in (*read, *training_tables(facts, read))
        if (source.role in _ROLES or source.trains in shipped)
        and not _PICTURES.search(source.call)
        and known.within(code, source.trains) is None
        and not any(known.within(code, above) for above in code.modules[source.trains].imported_by)
    ]
    by_name = {source.name: source for source in reversed(found)}
    judged = any(
        (one.runs and not _judges_requests(code, one)) or one.tool not in ("checks", "rows")
        for one in known.validators
        if one.tool != "rows"
    )
    if not by_name or judged:
        return
    lead = found[0]
    others = f", and {len(by_name) - 1} more," if len(by_name) > 1 else ""
    yield Finding(
        subject=Subject(kind="dataset", name="training data", path=lead.trains, symbol="training data"),
        line=lead.line if lead.path == lead.trains else None,
        message=f"{lead.name}{others} reaches training in {lead.trains} without a single check.{_idle(known)}",
        evidence=tuple(map(_read, list(by_name.values())[:SHOWN])),
        occurrences=float(min(len(by_name), 5)),
    )


def _judges_requests(code: CodeBase, one: Validator) -> bool:
    """A check in a module that answers requests: it judges what is asked, not what is trained on."""
    module = code.modules.get(one.path)
    return one.tool == "checks" and module is not None and bool(module.facts.serving) and not module.facts.training


def _read(source: DataSource) -> Evidence:
    return Evidence(kind="line", path=source.path, line=source.line, ref=source.name, excerpt=source.call)


def _idle(known: DataValidation) -> str:
    if known.suites:
        return f" {known.suites[0]} lies there, and nothing runs it."
    idle = [one for one in known.validators if one.tool not in ("checks", "rows")]
    return f" {idle[0].path} has one that nothing calls on the way." if idle else ""


def _one(source: str, stage: DvcStage, walked: tuple[str, ...], known: DataValidation) -> Finding:
    steps = len(walked)
    return Finding(
        subject=Subject(kind="dataset", name=source, path=stage.path, symbol=source),
        line=stage.line,
        message=f"{source} reaches training, and "
        + (
            "the script that reads it checks nothing."
            if steps == 1
            else f"none of the {steps} scripts behind it checks anything."
        )
        + _idle(known),
        evidence=_walk(source, stage, walked),
    )


def _walk(source: str, stage: DvcStage, walked: tuple[str, ...]) -> tuple[Evidence, ...]:
    return (
        Evidence(
            kind="stage", path=stage.path, line=stage.line, ref=stage.name, excerpt=f"{stage.name} reads {source}"
        ),
        *(
            Evidence(kind="searched", path=path, excerpt="no validator, assert or raise about data")
            for path in walked[:SHOWN]
        ),
    )


def _many(told: list[tuple[str, DvcStage, tuple[str, ...]]], known: DataValidation) -> Finding:
    first = told[0]
    return Finding(
        subject=Subject(
            kind="dataset", name="data of the pipelines", path=first[1].path, symbol="data of the pipelines"
        ),
        line=first[1].line,
        message=f"{len(told)} data sets, {first[0]} among them, reach training without a single check.{_idle(known)}",
        evidence=tuple(_walk(source, stage, walked)[0] for source, stage, walked in told[:SHOWN]),
        occurrences=float(min(len(told), 5)),
    )
