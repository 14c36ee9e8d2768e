"""Data source without owner or description

Detects
-------
Sources from outside that training data comes from (tables in code that loads, labels or makes features and in SQL files that
make labels or are named for such a step, buckets, spreadsheets, DVC imports) that no document names: no page, no description beside the data, no contract, catalogue or
exposure, no `desc` or `meta.owner` of DVC. One item per source, one for all where there are more than eight; low where no training
module, nothing that it imports and no step of a pipeline reads it. Silent for what the
repository writes or creates itself, for predictions of its own models, for public data sets and addresses, whose publisher
describes them, where no program trains, for intermediate outputs, and in tests, examples and published packages.

Why it is debt
--------------
When the source changes, stops or is wrong, nobody knows whom to ask, what its columns meant, or whether it may be used at all.

How to pay it down
------------------
Write down owner, meaning, refresh, licence and contact where people look: a data contract, `desc` and `meta.owner` in the `.dvc`
file, or a table in `data/README.md`.

Example
-------
`JOIN demographics_vendor` in a query and in no document: debt. `desc:` and `meta: {owner: …}` beside the import: clean.

References
----------
Sculley et al. 2015, data dependencies; ML Test Score, O1; SE-ML practice 12.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.external_data import ExternalSource
from debtscope_collectors.joins.facts import CodeBase, PredictionSink
from debtscope_collectors.sources.dvc.facts import DvcProject
from debtscope_collectors.sources.interfaces.facts import ConsumerDeclaration, SqlFile
from debtscope_collectors.sources.python.external import stored_tables

FOLD = 8
SHOWN = 10
_ROLES = frozenset({"production", "script", "sql", "dvc"})
_PLACED = frozenset({"bucket", "sheet"})
_MODEL_OF_THE_HUB = regex(r"https://(?:huggingface\.co|hf\.co)/(?!datasets/)")
_PREPARES = regex(
    r"train|dataset|data_?set|ingest|feature|label|extract|load_data|get_data|fetch_data|etl", re.IGNORECASE
)
_LOOKUP = regex(r"\.(?:execute|fetchall|fetchone)$")
_PLAIN = regex(r"[\w.\-]{3,120}")
_VAGUE = regex(r"^(?:latest|current|data|train|test|raw|input|output|file|part|export)\b", re.IGNORECASE)


@frozen(kw_only=False)
class _Source:
    name: str
    """As documents would name it."""
    kind: str
    path: str
    line: int | None
    trains: bool = True
    """A training module, what it imports or a step of a pipeline reads it, or DVC brings it in."""


@rule(
    id="DAT-008",
    category=Category.DATA,
    debt_type="undocumented data dependency",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("python", "interfaces", "dvc", "docs", "pipelines"),
    credits=("CR-23",),
    facets=(stored_tables,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding per source that nothing describes."""
    code = facts.one(CodeBase)
    if code is not None and code.is_library:
        return
    own = _own(facts, code)
    found: dict[str, _Source] = {}
    for source in (*(_tables(facts) if _may_train(code) else ()), *_imports(facts)):
        if _bare(source.name) not in own and source.name.lower() not in found and not _named(facts, source.name):
            found[source.name.lower()] = source
    if len(found) > FOLD:
        yield _folded(list(found.values()))
        return
    searched = _searched(facts)
    for source in found.values():
        yield Finding(
            subject=Subject(kind="dataset", name=source.name, path=source.path, symbol=source.name),
            line=source.line,
            severity=None if source.trains else Severity.LOW,
            message=f"{source.name} ({source.kind}) has neither owner nor description; no document names it.",
            evidence=(
                Evidence(kind="line", path=source.path, line=source.line, ref=source.name),
                Evidence(kind="searched", excerpt=searched),
            ),
        )


def _may_train(code: CodeBase | None) -> bool:
    """Queries without any program may feed a training elsewhere; programs that train nothing and load nothing for it do not."""
    return (
        code is None
        or not code.modules
        or any(one.facts.training or _PREPARES.search(path) for path, one in code.modules.items())
    )


def _tables(facts: Facts) -> Iterator[_Source]:
    """Tables of SQL files at their own lines, then tables, buckets and sheets of code."""
    sources = [one for one in facts.all(ExternalSource) if one.role in _ROLES]
    queries = {one.path for one in sources if one.role == "sql" and (one.in_training or _PREPARES.search(one.path))}
    for sql in sorted(facts.all(SqlFile), key=lambda one: one.path):
        for name, line in sql.reads if sql.path in queries else ():
            if _PLAIN.fullmatch(name) and "{}" not in name:
                yield _Source(name, "table", sql.path, line, False)
    for one in sources:
        words = f"{one.path.rpartition('/')[2]} {one.scope}"
        if one.role == "sql" or _LOOKUP.search(one.call) or not (one.in_training or _PREPARES.search(words)):
            continue
        for name in one.tables if one.is_table else (_place(one),) if one.kind in _PLACED else ():
            if _PLAIN.fullmatch(name):
                yield _Source(name, "table" if one.is_table else one.kind, one.path, one.line, one.in_training)


def _place(source: ExternalSource) -> str:
    """What a document would call a place: the file, or the bucket where the file's name says nothing."""
    name = source.name.rstrip("/").rpartition("/")[2]
    return source.host if not name or _VAGUE.match(name) or "{}" in name else name


def _imports(facts: Facts) -> Iterator[_Source]:
    for project in facts.all(DvcProject):
        for one in project.files:
            if _MODEL_OF_THE_HUB.match(one.import_repo or ""):
                continue  # its card on the hub says what it is
            if (one.import_repo or one.import_url) and not one.description and not one.owner:
                for out in one.outs[:1]:
                    yield _Source(out.path.rpartition("/")[2], "DVC import", one.path, one.import_line)


def _bare(name: str) -> str:
    return (
        name.rpartition(".")[2].lower() if not name.endswith((".csv", ".parquet", ".json", ".xlsx")) else name.lower()
    )


def _own(facts: Facts, code: CodeBase | None) -> frozenset[str]:
    """Names that the repository writes, creates or predicts into, in small letters."""
    found = {name.rpartition(".")[2].lower() for sql in facts.all(SqlFile) for name, _ in sql.writes}
    for module in code.modules.values() if code else ():
        found.update(_last(access.target) for access in module.facts.writes if access.target)
    found.update(_bare(row.name) for rows in facts.rows(stored_tables).values() for row in rows)
    found.update(_last(sink.name) for sink in facts.all(PredictionSink))
    found.update(out.rpartition("/")[2].lower() for p in facts.all(DvcProject) for s in p.stages for out in s.outs)
    return frozenset(found | {name.partition(".")[0] for name in found})


def _last(target: str) -> str:
    return target.rstrip("/").rpartition("/")[2].lower()


def _named(facts: Facts, name: str) -> bool:
    """Whether any document names a source, a table also without its schema."""
    known = facts.one(Documentation)
    texts = [one.text for one in facts.all(ConsumerDeclaration)]
    names = {name, name.rpartition(".")[2]} if not name.endswith((".csv", ".parquet", ".json", ".xlsx")) else {name}
    for one in names:
        pattern = re.compile(rf"(?<![\w-]){re.escape(one)}(?![\w-])", re.IGNORECASE)
        if (known is not None and known.naming(one)) or any(pattern.search(text) for text in texts):
            return True
    return False


def _searched(facts: Facts) -> str:
    known = facts.one(Documentation)
    pages = len(known.pages) if known else 0
    beside = len(list(facts.all(ConsumerDeclaration)))
    return f"searched {pages} pages, {beside} contracts and catalogues, desc and meta of DVC"


def _folded(found: list[_Source]) -> Finding:
    names = ", ".join(one.name for one in found[:4])
    return Finding(
        subject=Subject(kind="files", name="sources without owner or description"),
        severity=None if any(one.trains for one in found) else Severity.LOW,
        message=f"{len(found)} sources have neither owner nor description, {names} among them; no document names them.",
        evidence=tuple(Evidence(kind="line", path=one.path, line=one.line, ref=one.name) for one in found[:SHOWN]),
        occurrences=float(len(found)),
    )
