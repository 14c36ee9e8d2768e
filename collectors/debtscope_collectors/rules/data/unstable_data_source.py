"""Training reads a live or moving source

Detects
-------
Where training data is read or built (modules that train, what they import, steps of pipelines, functions and files named for
data sets, features or ingestion, SQL files that make labels or take all columns and are named for such a step): a query without an upper bound in time or a
snapshot (rows that an object mapper, a reader of Spark, a session of Snowpark, a hook of Airflow or a collection of MongoDB gives included), an address with `latest`, `current` or a branch in it, an address without version or checksum, a data set of
Kaggle without a version, a spreadsheet, an API. One item per file. Silent where something pins the source (a date, a version, a
commit, a checksum, a part of the address that is set at run time, a publisher that never changes a file), for files of this
very repository, for objects that it uploads itself, for tables that a program of the same folder writes, for modules whose only job is to write a snapshot that a declared stage
keeps, or to put what they fetch into object storage under a time or a run of its own, for local databases, for
single-row look-ups of services (`cursor.execute`), and in tests, examples and published packages. What training reads itself from an
address that merely lacks a version is told by training-data-not-versioned, and sets of Hugging Face's hub by hub-asset-unpinned-rights: one snapshot, one `revision=` pays both.
Low where all that is read is an address without a version or an API. More than five files are one item, and so are all notebooks.

Why it is debt
--------------
The same commit trains on different data tomorrow. A metric that moves cannot be explained, a model cannot be rebuilt, and a
change upstream arrives without a commit.

How to pay it down
------------------
Take a snapshot in one ingestion step, with its date and digest, keep it under DVC or in a dated partition, and train from it.

Example
-------
`pd.read_sql("select * from users", c)`: debt. `pd.read_parquet(f"s3://b/snap={cfg.date}/")`: clean.

References
----------
Sculley et al. 2015, "Unstable data dependencies"; SE-ML practice 1.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.datasets import made_tables, table_key, training_data
from debtscope_collectors.joins.external_data import ExternalSource
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.python.uploads import object_puts
from debtscope_collectors.sources.values import inside

FOLD = 5
SHOWN = 8
_ROLES = frozenset({"production", "script", "notebook", "sql"})
_MOVES = regex(r"(?:^|[/_.\-=])(latest|current|today|head)(?:[/_.\-?]|$)", re.IGNORECASE)
_BRANCH = regex(r"/(main|master|develop|trunk|refs/heads/\w{1,40})/")
_PREPARES = regex(
    r"train|dataset|data_?set|ingest|feature|label|extract|load_data|get_data|fetch_data|etl", re.IGNORECASE
)
_LOOKUP = regex(r"\.(?:execute|fetchall|fetchone)$")
_INNER = regex(
    r"^https?://(?:[\w-]{1,63}|\d{1,3}(?:\.\d{1,3}){3}|[\w.-]{1,80}\.(?:local|internal|svc[\w.]{0,30}))(?::\d{1,5})?(?:/|$)",
    re.IGNORECASE,
)
_ASIDE = regex(
    r"monitor|drift|grafana|dashboard|deploy|canary|alert|smoke|serv(?:e|ing)|(?:^|[/_])api(?:[/_.]|$)|predict|infer|check|health|valid",
    re.IGNORECASE,
)
_OF_MODELS = regex(r"^(?:https?|gs|s3)://\S{0,120}?[/.-](?:models?|weights|checkpoints?)(?:[/.-]|$)", re.IGNORECASE)
"""An address of models: what serves is fetched from there, no data."""
_PICTURE = regex(r"^https?://(?:images?|img|photos?|picsum)\.|\.(?:jpe?g|png|gif|webp|bmp|svg)(?:\?|$)", re.IGNORECASE)
"""One picture to try a model on, no data."""
_UNVERSIONED = "no version or checksum"
_DATED = regex(r"\{\}|(?:19|20)\d\d-?\d\d")


@rule(
    id="DAT-007",
    category=Category.DATA,
    debt_type="unstable data dependency",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("interfaces", "dvc", "pipelines"),
    facets=(object_puts,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per file, one for all notebooks, one for all where there are many."""
    code = facts.one(CodeBase)
    if code is None or code.is_library or not any(one.facts.training for one in code.modules.values()):
        return
    kept = frozenset(out for project in facts.all(DvcProject) for out in project.tracked_outputs())
    puts = facts.rows(object_puts)
    stored = {
        p
        for p, rows in puts.items()
        if any(r.is_dated for r in rows) and p in code.modules and not code.modules[p].facts.training
    }
    uploads = frozenset(row.key for rows in puts.values() for row in rows if "/" in row.key and "{}" not in row.key)
    made = made_tables(code)
    told = {(one.path, one.line) for one in training_data(facts) if one.pinned_by is None}
    files: dict[str, list[tuple[ExternalSource, str]]] = {}
    notebooks: list[tuple[ExternalSource, str]] = []
    for source in facts.all(ExternalSource):
        is_ours = source.path in stored or _is_upload(source, uploads) or _is_made_beside(source, made)
        why = _why(source) if source.role in _ROLES and not is_ours and _feeds(source, code, kept) else ""
        if why == _UNVERSIONED and (source.path, source.line) in told:
            continue  # the same read under the same remedy
        if why and source.role == "notebook":
            notebooks.append((source, why))
        elif why:
            files.setdefault(source.path, []).append((source, why))
    if len(files) > FOLD:
        yield _folded("sources that move", [one for found in files.values() for one in found])
    else:
        for path, found in files.items():
            yield _finding(path, found)
    if notebooks and not files:
        yield _folded("sources of notebooks that move", notebooks)


def _is_made_beside(source: ExternalSource, made: Mapping[str, tuple[str, ...]]) -> bool:
    """Tables that neighbours of the file write are what the step before hands on."""
    return bool(source.tables) and all(_is_step(source.path, made.get(table_key(name), ())) for name in source.tables)


def _is_step(path: str, writers: tuple[str, ...]) -> bool:
    """A table that a neighbour of the file writes is what the step before hands on."""
    return any(posixpath.dirname(writer) == posixpath.dirname(path) for writer in writers)


def _is_upload(source: ExternalSource, uploads: frozenset[str]) -> bool:
    """The address of an object that the repository's own code puts there."""
    address = source.name.partition("?")[0]
    return source.kind in ("url", "bucket") and any(address.endswith(f"/{key.lstrip('/')}") for key in uploads)


def _feeds(source: ExternalSource, code: CodeBase, kept: frozenset[str]) -> bool:
    """Whether what is read becomes training data that nobody keeps."""
    if _PICTURE.search(source.name):
        return False
    if source.role == "sql":
        return source.in_training or (source.all_columns and bool(_PREPARES.search(source.path)))
    module = code.modules[source.path]
    words = f"{source.path.rpartition('/')[2]} {source.scope}"
    named = bool(_PREPARES.search(words)) and not _ASIDE.search(words)
    if _LOOKUP.search(source.call) or not (source.in_training or named) or (_ASIDE.search(words) and not named):
        return False
    return not _keeps(module, kept)


def _keeps(module: CodeModule, kept: frozenset[str]) -> bool:
    """A module that trains nothing and writes a snapshot: an output, or into a folder, that DVC keeps, or a path with a date in it."""
    if module.facts.training:
        return False
    targets = [one.target for one in module.facts.writes if one.target]
    return any(_DATED.search(one) or any(_holds(out, inside("", one).lstrip("./")) for out in kept) for one in targets)


def _holds(out: str, name: str) -> bool:
    return out == name or out.endswith(f"/{name}") or name.startswith(f"{out}/")


def _why(source: ExternalSource) -> str:
    """What moves; `` where something pins the source or nothing is known."""
    if (
        source.pinned_by is not None
        or source.kind in ("library", "dvc-import", "stream")
        or _OF_MODELS.search(source.name)
    ):
        return ""
    if source.is_table:
        if source.name.startswith("{}"):
            return ""
        return "all columns and no bound in time" if source.all_columns else "no bound in time or snapshot"
    if found := _BRANCH.search(source.name):
        return f"a branch ({found[1]}), not a commit"
    if found := _MOVES.search(source.name):
        return f"`{found[1]}` is overwritten"
    if source.kind == "sheet":
        return "a spreadsheet that anybody edits"
    if source.kind == "api":
        return "" if _INNER.match(source.name) else "an API answers what it has today"
    if source.kind == "kaggle":
        return "no version"
    return _UNVERSIONED if source.kind == "url" else ""


def _shown(source: ExternalSource) -> str:
    if source.is_table:
        more = len(source.tables) - 1
        return source.name + (f" and {more} more tables" if more > 0 else "")
    return source.name if len(source.name) <= 80 else source.name[:79] + "…"


def _sure(found: list[tuple[ExternalSource, str]]) -> Confidence:
    """A wildcard, `latest` or a branch stands in the text; that an address without checksum changes is likely, no more."""
    plain = all("version" in why or "API" in why or source.role == "sql" for source, why in found)
    return Confidence.MEDIUM if plain else Confidence.HIGH


def _mild(found: list[tuple[ExternalSource, str]]) -> Severity:
    """That an address without a version, or an API, will answer otherwise is likely; nothing that stands here says so."""
    return Severity.LOW if all("version" in why or "API" in why for _, why in found) else Severity.MEDIUM


def _finding(path: str, found: list[tuple[ExternalSource, str]]) -> Finding:
    source, why = found[0]
    more = f", and {len(found) - 1} more like it" if len(found) > 1 else ""
    return Finding(
        subject=file_subject(path),
        line=source.line,
        severity=Severity.HIGH if _sure(found) is Confidence.HIGH else _mild(found),
        confidence=_sure(found),
        message=f"Line {source.line} reads {_shown(source)}: {why}{more}; the same commit trains on different data tomorrow.",
        evidence=_evidence(found),
        occurrences=float(len(found)),
    )


def _folded(name: str, found: list[tuple[ExternalSource, str]]) -> Finding:
    paths = list(dict.fromkeys(source.path for source, _ in found))
    source, why = found[0]
    return Finding(
        subject=Subject(kind="files", name=name),
        severity=_mild(found),
        confidence=Confidence.MEDIUM,
        message=f"{len(found)} read{'s' if len(found) > 1 else ''} in {paths[0] if len(paths) == 1 else f'{len(paths)} files'} take{'' if len(found) > 1 else 's'} data that moves, such as {_shown(source)} ({why}).",
        evidence=_evidence(found),
        occurrences=float(len(found)),
    )


def _evidence(found: list[tuple[ExternalSource, str]]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(kind="line", path=source.path, line=source.line, ref=_shown(source), excerpt=why)
        for source, why in found[:SHOWN]
    )
