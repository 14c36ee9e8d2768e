"""Data from outside: every source that code, SQL files, pipelines or DVC imports read, and what pins its content.

Extends `datasets`, which asks of training code alone whether its files are versioned.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping

from debtscope.api import Facts, FileEntry, join
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.datasets import (
    ROLES,
    DataSource,
    made_tables,
    own_file,
    pin_in,
    programs_of,
    readers_for,
    table_key,
    writers_of,
)
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.dvc.facts import DvcFile, DvcProject
from debtscope_collectors.sources.interfaces.facts import SqlFile
from debtscope_collectors.sources.pipelines.facts import Pipelines
from debtscope_collectors.sources.python.external import ExternalRead, external_reads
from debtscope_collectors.sources.values import without_user

_HOST = regex(r"[a-z0-9]{2,6}://([^/?#\s]{1,200})", re.IGNORECASE)
_NO_DATA = regex(r"/(?:health|healthz|ping|predict|login|auth|token|status|metrics)\b|hooks?\.slack", re.IGNORECASE)
_MIGRATION = regex(
    r"(?:^|/)(?:[\w-]{0,30}dbt[\w-]{0,30}|migrations?|alembic|versions|ddl|seeds?|init|grafana|dashboards?)/|(?:^|/)(?:\d{1,3}_)?(?:init|schema|setup|create)\w*\.sql$|(?:^|[/_])(?:valid|analy|report|check|qa|adhoc|eda|explor|test|kpi|quality)\w*(?:[./_]|$)",
    re.IGNORECASE,
)
_SQL = frozenset({"sql", "warehouse"})
_LOOKUP = regex(r"\.(?:execute|fetchall|fetchone)$")
"""Reads of single values, mostly."""
_DOWNLOADS = regex(r"^!?\s{0,4}(?:wget|curl|aria2c)\s(?:[^\n]{0,300}?\s)?[\"']?(https?://[^\s\"'{}$]{1,300})")
_DATA = regex(
    r"\.(?:csv|tsv|txt|parquet|jsonl?|xlsx?|h5|hdf5?|npy|npz|mat|data|zip|tgz|tar)(?:\.(?:gz|bz2|xz))?(?:$|[?#])",
    re.IGNORECASE,
)


@frozen
class ExternalSource:
    """One read of one source of data that stands outside the repository."""

    name: str
    """Address without user information, table, id of a data set, topic; `{}` stands for what is not constant."""
    kind: str
    """url, sql, warehouse, huggingface, kaggle, library (tfds, torchvision, sklearn, keras, OpenML), sheet, api, stream, bucket or
    dvc-import."""
    host: str
    """Host or bucket of an address, the hub's name, `` for tables."""
    path: str
    """The file that reads it."""
    line: int | None
    call: str
    """Resolved name of the call; `query` in SQL files, `default` for a parameter's default, `import` for DVC."""
    scope: str
    pinned_by: str | None
    """What pins its content: a version, revision, checksum, dated partition, lock; None when nothing does."""
    role: str
    """Of the file, as `CodeModule.role`; `sql` and `dvc` for those files."""
    in_training: bool
    """Read by a training module, by what one imports, or by a step of a pipeline."""
    text: str = ""
    """The source line, stripped."""
    tables: tuple[str, ...] = ()
    all_columns: bool = False

    @property
    def is_table(self) -> bool:
        """Of a database or warehouse."""
        return self.kind in _SQL


@join(ExternalSource, facets=(external_reads,))
def external_data(facts: Facts) -> Iterator[ExternalSource]:
    """By file and line; reads of the same source at several places are several values."""
    code = facts.one(CodeBase)
    files = {entry.path: entry for entry in facts.all(FileEntry)}
    training = _training(facts, code) if code is not None else frozenset[str]()
    for path, reads in sorted(facts.rows(external_reads).items()):
        module = code.modules.get(path) if code is not None else None
        for read in reads if module is not None else ():
            if module is not None and not (read.kind == "api" and _NO_DATA.search(read.name)):
                yield _of_code(files, module, read, path in training)
    for path, module in sorted(code.modules.items()) if code is not None else ():
        yield from _fetched(files, module, path in training)
    for sql in sorted(facts.all(SqlFile), key=lambda one: one.path):
        if sql.reads and not sql.writes and not is_aside(sql.path) and not _MIGRATION.search(sql.path):
            yield _of_sql(sql)
    for project in facts.all(DvcProject):
        for one in project.files:
            if one.import_repo or one.import_url:
                yield _of_dvc(one)


def training_tables(facts: Facts, known: Iterable[DataSource] = ()) -> Iterator[DataSource]:
    """Tables that training modules, what they import or what hands them data ask a database for; those that are known already are left
    out."""
    code = facts.one(CodeBase)
    if code is None:
        return
    tables = [
        one
        for one in facts.all(ExternalSource)
        if (one.is_table or _is_object(one))
        and one.role in ROLES
        and one.line is not None
        and not _LOOKUP.search(one.call)
    ]
    seen = {(one.path, one.line) for one in known}
    made = made_tables(code) if tables else {}
    tables = [one for one in tables if any(table_key(name) not in made for name in one.tables or (one.name,))]
    writers = writers_of(code) if tables else {}
    for path, module in sorted(code.modules.items()) if tables else ():
        near = readers_for(code, path, writers) if module.facts.training and module.role in ROLES else ()
        for one in tables:
            is_named = any(letter.isalpha() for letter in one.name)
            if one.path in near and one.line is not None and (one.path, one.line) not in seen:
                if not is_named and one.path != path:
                    continue  # what hands rows on may read back what the project wrote
                seen.add((one.path, one.line))
                yield DataSource(
                    name=one.name if is_named else "tables that are named at run time", kind="table" if one.is_table else "uri", path=one.path, call=one.call, line=one.line, trains=path, pinned_by=one.pinned_by,
                    role=one.role,
                )  # fmt: skip


_OBJECTS = regex(r"(?:^|\.)(?:get_object|download_fileobj)$|^duckdb\.|^datasets\.load_dataset$")


def _is_object(one: ExternalSource) -> bool:
    """A file of a bucket or address that a program takes by other means than a reader of tables."""
    return one.kind in ("bucket", "url") and _OBJECTS.search(one.call) is not None


def _fetched(files: Mapping[str, FileEntry], module: CodeModule, in_training: bool) -> Iterator[ExternalSource]:
    """What shell lines of a notebook, or commands that a program starts, download."""
    for site in module.facts.commands:
        found = _DOWNLOADS.search(site.name)
        if found is None or not _DATA.search(found[1]):
            continue
        name = without_user(found[1])
        pin = pin_in(name)
        last = posixpath.basename(name.partition("?")[0])
        kept = any(
            path == last or path.endswith(f"/{last}") for path, one in files.items() if one.is_tracked is not False
        )
        yield ExternalSource(
            name=name, kind="url", host=_host("url", name), path=module.path, line=site.line, call=site.name.split()[0], scope=site.scope,
            pinned_by=f"`{pin}`" if pin else "git" if kept else own_file(files, name), role=module.role, in_training=in_training,
        )  # fmt: skip


def _training(facts: Facts, code: CodeBase) -> frozenset[str]:
    found: set[str] = set()
    for path, module in code.modules.items():
        if not module.facts.training:
            continue
        near = code.closure(path, 1)
        found.update(near)
        if not any(code.modules[one].facts.reads for one in near if one in code.modules):
            for program in programs_of(code, path):  # it is handed what others read
                found.update(code.closure(program, 1))
    known = facts.one(Pipelines)
    for pipeline in known.pipelines if known else ():
        found.add(pipeline.path)
        found.update(path for step in pipeline.steps for path in step.files)
    return frozenset(found)


def _of_code(
    files: Mapping[str, FileEntry], module: CodeModule, read: ExternalRead, in_training: bool
) -> ExternalSource:
    name = without_user(read.name)
    pinned = read.pin or None
    if pinned is None and read.kind in _SQL:
        pinned = "a bound in the query" if read.bounded else None
    elif pinned is None and read.kind in ("url", "bucket"):
        found = pin_in(read.name)
        dated = "a part of the address that is set at run time" if "{}" in read.name else None
        pinned = f"`{found}`" if found else own_file(files, read.name) or dated
    return ExternalSource(
        name=name, kind=read.kind, host=_host(read.kind, name), path=module.path, line=read.line, call=read.call,
        scope=read.scope, pinned_by=pinned, role=module.role, in_training=in_training, text=read.text, tables=read.tables,
        all_columns=read.all_columns,
    )  # fmt: skip


def _host(kind: str, name: str) -> str:
    if kind in ("huggingface", "kaggle"):
        return {"huggingface": "huggingface.co", "kaggle": "kaggle.com"}[kind]
    found = _HOST.match(name)
    return found[1] if found else ""


def _of_sql(sql: SqlFile) -> ExternalSource:
    tables = tuple(dict.fromkeys(name for name, _ in sql.reads))
    return ExternalSource(
        name=tables[0], kind="sql", host="", path=sql.path, line=sql.all_columns or sql.reads[0][1], call="query", scope="",
        pinned_by="a bound in the query" if sql.bounded else "a template" if sql.is_template else None, role="sql",
        in_training=sql.makes_label, tables=tables, all_columns=sql.all_columns is not None,
    )  # fmt: skip


def _of_dvc(one: DvcFile) -> ExternalSource:
    place = one.import_url or f"{one.import_repo} {one.import_path or ''}".strip()
    lock = (
        f"rev_lock {one.import_rev_lock[:10]}" if one.import_rev_lock else "checksum" if one.import_is_pinned else None
    )
    return ExternalSource(
        name=place, kind="dvc-import", host=_host("dvc-import", place), path=one.path, line=one.import_line, call="import", scope="",
        pinned_by=lock, role="dvc", in_training=True,
    )  # fmt: skip
