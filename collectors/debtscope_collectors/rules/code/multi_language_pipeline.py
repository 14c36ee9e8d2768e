"""One pipeline, many languages, no contract

Detects
-------
A declared pipeline (DVC, Make, Snakemake, Airflow, Argo, Kubeflow, GitHub …) whose steps run programs in three or more languages:
Python, R, Scala or Java, Julia, JavaScript, C++, Go, Rust, SQL files of 8 kB and more, shell scripts of 4 kB and more. Borders
are the places where one step reads what a step in another language wrote (by the files that both name, else by the declared or
written order). A border whose files carry their types (Parquet, Avro, Arrow, ORC, Protocol Buffers) is none, and nothing is said
where the repository holds a schema (.proto, .avsc, .fbs, a JSON schema) or where a pipeline or CI validates the data. Python
with SQL, builds of native extensions, front ends, tests and examples are left out.

Why it is debt
--------------
Each border is a place where types, missing values, encodings and time zones are understood anew, where tests stop and where
people who know one side wait for people who know the other. Text files between languages break without an error.

How to pay it down
------------------
Fewer languages, or typed files (Parquet, Avro, Protocol Buffers) with a schema test at each border.

Example
-------
Debt: `Rscript clean.R` writes clean.csv, `python train.py` reads it and writes scores.csv, `spark-submit serve.jar` reads those.

Clean: Python and SQL; or the same steps with Parquet files and a pandera schema.

References
----------
- Sculley et al., Hidden Technical Debt in Machine Learning Systems (2015), multiple-language smell
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from debtscope.api import Category, Confidence, Evidence, Facts, FileEntry, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.images import is_side_place
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.validation import DataValidation
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines, PipelineStep

_ENDINGS: Mapping[str, str] = {
    ".py": "Python", ".ipynb": "Python", ".r": "R", ".rmd": "R", ".scala": "Scala/Java", ".java": "Scala/Java", ".jar": "Scala/Java",
    ".jl": "Julia", ".js": "JavaScript", ".ts": "JavaScript", ".mjs": "JavaScript", ".cpp": "C++", ".cc": "C++", ".go": "Go", ".rs": "Rust",
    ".sql": "SQL", ".sh": "shell",
}  # fmt: skip
_PROGRAMS: Mapping[str, str] = {
    "python": "Python", "python3": "Python", "papermill": "Python", "rscript": "R", "java": "Scala/Java", "sbt": "Scala/Java", "scala": "Scala/Java",
    "julia": "Julia", "node": "JavaScript", "npx": "JavaScript", "ts-node": "JavaScript", "psql": "SQL", "bq": "SQL", "dbt": "SQL", "duckdb": "SQL",
    "cargo": "Rust",
}  # fmt: skip
_WORD = regex(r"[\w./{}$-]{1,200}")
_BUILDS = regex(
    r"\b(?:npm|yarn|pnpm)\b|\bcargo build\b|\bgo build\b|\bcmake\b|\bmake\b\s|setup\.py build|docker build|mvn (?:package|install)|sbt assembly"
)
_TYPED = (".parquet", ".avro", ".arrow", ".feather", ".orc", ".pb", ".tfrecord", ".tfrecords", ".onnx", ".h5", ".hdf5")
_SCHEMA = regex(
    r"\.(?:proto|avsc|avdl|fbs|thrift)$|(?:^|[/_.-])schemas?[^/]*\.(?:json|ya?ml)$|\.schema\.json$|(?:^|/)schemas?/[^/]+\.(?:json|ya?ml)$"
)
_LARGE = {".sql": 8_000, ".sh": 4_000}
_LANGUAGES = 3
_FRONT = regex(r"(?:^|/)(?:front-?end|web|ui|client|dashboard)(?:/|$)", re.IGNORECASE)


@rule(
    id="COD-041",
    category=Category.CODE,
    debt_type="multiple-language smell",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("files",),
    uses=("pipelines", "dvc", "python", "ci"),
)
def check(facts: Facts) -> Iterator[Finding]:
    found = facts.one(Pipelines)
    pipelines = [
        one
        for one in (found.pipelines if found else ())
        if len(one.steps) >= _LANGUAGES and not is_side_place(one.path)
    ]
    if not pipelines:
        return
    files = {entry.path: entry.size for entry in facts.all(FileEntry)}
    told: list[tuple[Pipeline, dict[str, str]]] = []
    for one in pipelines:
        languages = {step.name: language for step in one.steps if (language := _language(step, one, files))}
        if len(set(languages.values())) >= _LANGUAGES:
            told.append((one, languages))
    if not told or _has_contract(facts, files):
        return
    for one, languages in told:
        if borders := _borders(one, languages):
            yield _finding(one, languages, borders)


def _has_contract(facts: Facts, files: Mapping[str, int]) -> bool:
    validation = facts.one(DataValidation)
    return bool(validation and validation.running) or any(
        _SCHEMA.search(path) and not is_side_place(path) for path in files
    )


def _language(step: PipelineStep, pipeline: Pipeline, files: Mapping[str, int]) -> str:
    """What a step is written in: of the first program or script that it runs; `` where nothing tells, or for builds."""
    if step.function or step.kind == "notebook":
        return "Python"
    if _BUILDS.search(step.command[:4000]):
        return ""
    folder = posixpath.dirname(pipeline.path)
    for word in (*_WORD.findall(step.command[:4000]), *step.files):
        ending = posixpath.splitext(word)[1].lower()
        if ending in _ENDINGS:
            sizes = [files[path] for path in (posixpath.normpath(posixpath.join(folder, word)), word) if path in files]
            if ending in _LARGE and (not sizes or sizes[0] < _LARGE[ending]):
                continue
            return "" if _FRONT.search(word) else _ENDINGS[ending]
    for word in _WORD.findall(step.command[:4000]):
        if language := _PROGRAMS.get(posixpath.basename(word).lower(), ""):
            return language if language != "SQL" else ""  # a line of SQL is no program
    return ""


def _borders(pipeline: Pipeline, languages: Mapping[str, str]) -> list[tuple[PipelineStep, PipelineStep, str]]:
    """(writer, reader, the file between) of steps in two languages, typed files left out."""
    steps = [step for step in pipeline.steps if step.name in languages]
    found: list[tuple[PipelineStep, PipelineStep, str]] = []
    linked = False
    for reader in steps:
        for writer in steps:
            if writer is reader:
                continue
            shared = [name for name in writer.outputs if name in reader.inputs]
            linked = linked or bool(shared) or writer.name in reader.upstream
            if languages[writer.name] == languages[reader.name]:
                continue
            if loose := [name for name in shared if not name.lower().endswith(_TYPED)]:
                found.append((writer, reader, loose[0]))
            elif not shared and writer.name in reader.upstream:
                found.append((writer, reader, ""))
    if linked:
        return found
    pairs = pairwise(steps)
    return [(a, b, "") for a, b in pairs if languages[a.name] != languages[b.name]]


def _finding(
    pipeline: Pipeline, languages: Mapping[str, str], borders: list[tuple[PipelineStep, PipelineStep, str]]
) -> Finding:
    names = sorted(set(languages.values()))
    shown = [f"{a.name} to {b.name}{f' by {name}' if name else ''}" for a, b, name in borders]
    verb = "has" if len(shown) == 1 else "have"
    return Finding(
        subject=Subject(kind="pipeline", name=pipeline.name, path=pipeline.path, symbol=pipeline.name),
        message=f"{pipeline.name} uses {', '.join(names[:-1])} and {names[-1]}; {listed(shown, 3)} {verb} no schema.",
        line=pipeline.line,
        evidence=(
            *(
                Evidence(kind="step", path=pipeline.path, line=s.line, ref=s.name, value=languages[s.name])
                for s in pipeline.steps
                if s.name in languages
            ),
            *(
                Evidence(
                    kind="border",
                    path=pipeline.path,
                    line=b.line,
                    ref=f"{a.name} to {b.name}",
                    value=name or "order of steps",
                )
                for a, b, name in borders
            ),
        )[:40],
        occurrences=float(len(borders)),
    )
