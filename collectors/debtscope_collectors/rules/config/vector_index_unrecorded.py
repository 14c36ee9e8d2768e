"""A vector index says nothing of what made it

Detects
-------
Code of an application that fills a lasting vector index (FAISS on disk, Chroma, Qdrant, Pinecone, Weaviate, Milvus, pgvector, OpenSearch, LlamaIndex …)
where nothing is noted with it under any key: neither the embedding model, nor the size of the chunks, nor a version of the index. Silent where a stage of DVC or a pipeline
makes it, where a file that fills it notes such a key, writes a file that tells of the index or logs an artifact of W&B with metadata, where what calls it keeps a manifest, and for indexes that live in memory only. One item for the application; tests, examples, published
libraries and methods of wrappers that nobody calls are left out. Apart from that, a program that fills an index with one embedding model by default, beside a service whose settings name another one: high, since what is asked
is compared with vectors of another space.

Why it is debt
--------------
Vectors of two embedding models in one index cannot be compared, and nothing fails when they are mixed: answers only get worse. Who must change
the model, the chunks or a document cannot tell which vectors are old, so everything is built anew by hand, from documents that nobody kept
in that state.

How to pay it down
------------------
Write the embedding model with its version, the chunking and a hash of each document into the index's metadata (or its collection's name), refuse to search with another
model, and let one command, run by CI or a pipeline, build it.

Example
-------
Debt: `FAISS.from_documents(chunks, embeddings).save_local("vectorstore")` in a script that somebody runs.

Clean: `client.create_collection(name, metadata={"embedding_model": MODEL, "index_version": VERSION})`.

References
----------
- Sculley et al. 2015, data dependencies
- ML Test Score, Infra 1: reproducibility
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.mentions import Mentions
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import ServedCode, importers
from debtscope_collectors.sources.python.embedders import embedders
from debtscope_collectors.sources.python.vector_index import (
    IndexFill,
    index_fills,
    index_manifests,
    index_places,
    vector_columns,
)

_PIPELINES = ("dvc:", "dag:")
_EMBEDS = regex(r"embed", re.IGNORECASE)
_REACH = 4
_NEAR = 2
"""Steps of imports to the module that makes an index."""


@rule(
    id="CFG-042",
    category=Category.CONFIG,
    debt_type="reproducibility debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("python",),
    facets=(embedders, index_fills, index_manifests, index_places, vector_columns),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding of each kind."""
    code = facts.one(CodeBase)
    if code is None or code.is_library:
        return
    yield from _two_spaces(facts, code)
    yield from _unrecorded(facts, code)


def _two_spaces(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """A program that fills the index with one embedding model, and a service that asks it with another."""
    filling = {path for path, rows in facts.rows(index_fills).items() if rows}
    served = facts.one(ServedCode)
    if not filling or served is None:
        return
    named = {
        path: rows
        for path, rows in sorted(facts.rows(embedders).items())
        if rows and path in code.modules and code.modules[path].role == "production" and not is_aside(path)
    }
    asked = [
        (path, row)
        for path, rows in named.items()
        for row in rows
        if served.holds(path) and not code.modules[path].facts.has_main_guard and _EMBEDS.search(row.given_to)
    ]
    used = {row.name for _, row in asked}
    for path, rows in named.items():
        if not code.modules[path].facts.has_main_guard or code.modules[path].facts.serving or not asked:
            continue
        if used.isdisjoint(row.name for row in rows) and filling & set(code.closure(path, _REACH)):
            row, (place, other) = rows[0], asked[0]
            yield Finding(
                subject=Subject(kind="repo", name="two embedding models", path=path),
                title="The index is filled and asked with different embedding models",
                severity=Severity.HIGH,
                message=f"{path}:{row.line} fills the index with {row.name} unless told otherwise, and {place}:{other.line} asks it with {other.name}: the two cannot be compared.",
                line=row.line,
                evidence=(
                    Evidence(kind="line", path=path, line=row.line, ref=row.given_to, value=row.name),
                    Evidence(kind="line", path=place, line=other.line, ref=other.given_to, value=other.name),
                ),
                occurrences=1.0,
                remediation="Take the name from one setting in both places, store it with the index, and refuse to ask with another one.",
            )
            return


def _idle(facts: Facts, code: CodeBase, found: list[tuple[str, IndexFill]]) -> list[tuple[str, IndexFill]]:
    """Methods of wrappers (`def add_documents(self, rows): self._store.add_documents(rows)`) whose name nothing else calls."""
    names = facts.one(Mentions)
    offered = {row.method for _, row in found if row.method}
    if not offered or names is None or not names.is_whole:
        return []
    calls: dict[str, set[tuple[str, str]]] = {}
    for path, module in code.modules.items():
        for one in module.facts.called:
            if (last := one.rpartition(".")[2]) in offered:
                calls.setdefault(last, set()).add((path, one))
    return [
        (path, row)
        for path, row in found
        if row.method and row.method not in names.names and calls.get(row.method, set()) <= {(path, row.name)}
    ]


def _unrecorded(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    found: list[tuple[str, IndexFill]] = [
        (path, row)
        for rows_of in (index_fills, vector_columns)
        for path, rows in sorted(facts.rows(rows_of).items())
        if path in code.modules and code.modules[path].is_own and not is_aside(path)
        for row in rows
    ]
    places = {path for path, rows in facts.rows(index_places).items() if rows}
    idle = _idle(facts, code, found)
    found = [one for one in found if one not in idle]
    persists = any(row.persists or places & set(code.closure(path, _NEAR)) for path, row in found)
    if not persists or any(row.tells for _, row in found):
        return
    if any(code.entry_points.get(path, "").startswith(_PIPELINES) for path, _ in found):
        return
    filling = [path for path, _ in found]
    near = {*filling, *importers(code, filling), *(one for path in filling for one in code.closure(path, 1))}
    if any(rows and path in near for path, rows in facts.rows(index_manifests).items()):
        return
    path, first = next(((p, row) for p, row in found if row.persists), found[0])
    module = code.modules[path]
    by_hand = " is run by hand and" if module.facts.has_main_guard and not module.in_production else ""
    others = len({p for p, _ in found}) - 1
    more = f" (and {others} more module{'s' if others > 1 else ''})" if others else ""
    yield Finding(
        subject=Subject(kind="repo", name="vector index", path=path),
        message=f"{path}:{first.line}{more}{by_hand} fills a vector index with which nothing records the embedding model, the chunks or a version.",
        line=first.line,
        evidence=(
            *(
                Evidence(kind="line", path=p, line=row.line, ref=f"{row.call} in {row.scope or 'the module'}")
                for p, row in found[:8]
            ),
            Evidence(
                kind="searched",
                excerpt="keys such as embedding_model, chunk_size and index_version beside what fills it; DVC and DAG stages",
            ),
        ),
        occurrences=1.0,
    )
