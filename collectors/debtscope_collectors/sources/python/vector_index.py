"""Vector indexes that code fills: where, how, and whether anything is stored with them that tells what made them. One file at a time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import ModuleView

_ROOTS: Final = (
    "faiss", "chromadb", "qdrant_client", "pinecone", "weaviate", "pymilvus", "lancedb", "pgvector", "langchain_chroma", "langchain_qdrant",
    "langchain_pinecone", "langchain_community", "langchain", "langchain_postgres", "langchain_milvus", "llama_index", "langchain_classic",
    "langchain_weaviate", "opensearchpy", "langchain_elasticsearch", "langchain_astradb", "langchain_mongodb",
)  # fmt: skip
_STORES: Final = regex(
    r"(?:FAISS|Chroma|Qdrant(?:VectorStore)?|Pinecone(?:VectorStore)?|Weaviate(?:VectorStore)?|Milvus|PGVector|Elasticsearch(?:Store)?|OpenSearchVectorSearch"
    r"|LanceDB|SupabaseVectorStore|AzureSearch|VectorStoreIndex|AstraDBVectorStore|MongoDBAtlasVectorSearch|Redis)(?:\(\))?\."
    r"(?:a?from_documents|a?from_texts|a?add_documents|a?add_texts|save_local)$|^faiss\.write_index$"
)
_FILLS: Final = frozenset({"from_documents", "afrom_documents", "from_texts", "afrom_texts", "add_documents", "aadd_documents", "add_texts", "aadd_texts",
                           "save_local", "write_index", "upsert", "add", "upsert_points", "insert"})  # fmt: skip
_ADDS: Final = frozenset({"add_documents", "aadd_documents", "add_texts", "aadd_texts"})
"""Of these what says by itself that an index is filled."""
_GIVEN: Final = frozenset({"embeddings", "points", "vectors", "documents"})
_PERSISTS: Final = (
    "save_local", "persist_directory", "persistentclient", "httpclient", "write_index", "pinecone", "qdrant_url", "qdrantclient", "qdrantvectorstore", "pgvector", "milvus",
    "weaviate", "persist(", "lancedb", "opensearch", "elasticsearch", "astradb", "mongodbatlas", "supabase", "azuresearch",
)  # fmt: skip
_TELLS: Final = frozenset(
    {"embedding_model", "embed_model", "embedding_model_name", "embedding_version", "index_version", "embedding_model_version", "model_version",
     "chunk_size", "chunking_version", "schema_version", "embedder", "corpus_version", "index_manifest", "pipeline_version"}
)  # fmt: skip
"""Keys under which files that fill an index note what made it."""
_NOTES: Final = regex(
    r"(?:.{0,100}/)?(?:index|faiss|vector\w{0,10}|store)_?(?:meta(?:data)?|manifest|info|config)\.(?:json|ya?ml|toml)"
)
"""A file beside an index that tells of it as a whole."""
_NAMES: Final = regex(r"model|version|embedder")
"""Columns beside a vector that say what made it."""
_MANIFEST: Final = regex(r"(?:.{0,100}[/_-])?manifest\.(?:json|ya?ml)")


@frozen
class IndexFill:
    """One call that fills an index."""

    call: str
    line: int
    scope: str
    persists: bool
    """The file speaks of an index that outlives the process."""
    tells: bool
    """The file notes under some key what made it, writes a file that tells of the index, or logs it as an artifact of W&B with metadata."""
    method: str = ""
    """The method of a class of the project's own, as far as no framework and no decorator calls it by its name."""
    name: str = ""
    """The call as it is written: `self._store.add_documents`."""


@facet(IndexFill, version=6, cues=(*_ROOTS, *_ADDS), tests=False)
def index_fills(view: ModuleView) -> Iterator[IndexFill]:
    """The first call of each function. Files that get the index of another module are known by what they call alone."""
    is_maker = bool(view.roots & set(_ROOTS))
    if not is_maker and _ADDS.isdisjoint(view.words):
        return
    seen: set[str] = set()
    persists = view.mentions(*_PERSISTS)
    keys = [node for node in view.constants if isinstance(node.value, str) and node.value in _TELLS]
    tells = any(
        isinstance(above := view.parent(node), ast.Dict | ast.Subscript) and not _is_read(above) for node in keys
    ) or any(isinstance(node.value, str) and _NOTES.fullmatch(node.value) for node in view.constants)
    tells = tells or _is_artifact(view)
    for call in view.calls_to(_FILLS if is_maker else _ADDS):
        name = view.called(call) or view.name(call.func) or ""
        last = call.func.attr if isinstance(call.func, ast.Attribute) else name
        given = {one.arg for one in call.keywords}
        if not (
            _STORES.search(name)
            or last.endswith(("add_documents", "add_texts"))
            or (last in ("upsert", "add", "upsert_points", "insert") and given & _GIVEN)
        ):
            continue
        scope = view.scope(call)
        if scope not in seen:
            seen.add(scope)
            yield IndexFill(
                call=last, line=call.lineno, scope=scope, persists=persists, tells=tells, method=_method(view, call), name=view.name(call.func) or ""
            )  # fmt: skip


def _method(view: ModuleView, call: ast.Call) -> str:
    function = view.function(call)
    home = view.parent(function) if function is not None else None
    if (
        function is None
        or not isinstance(home, ast.ClassDef)
        or function.decorator_list
        or function.name.startswith("__")
    ):
        return ""
    return "" if any(view.name(base) not in ("object", "ABC", "abc.ABC") for base in home.bases) else function.name


def _is_artifact(view: ModuleView) -> bool:
    """W&B keeps versions of a folder, with what the program says of it and the run that made it."""
    return any(
        (view.called(call) or view.name(call.func) or "") == "wandb.Artifact"
        and any(one.arg == "metadata" for one in call.keywords)
        for call in view.calls_to(("Artifact",))
    )


@frozen
class IndexPlace:
    """A file whose code speaks of an index that outlives the process."""

    line: int


@facet(IndexPlace, cues=_ROOTS, tests=False)
def index_places(view: ModuleView) -> Iterator[IndexPlace]:
    """The import of the index's library: what fills an index may get it from such a file."""
    if view.roots & set(_ROOTS) and view.mentions(*_PERSISTS):
        yield IndexPlace(line=1)


@facet(IndexFill, cues=("pgvector",), tests=False)
def vector_columns(view: ModuleView) -> Iterator[IndexFill]:
    """Mapped classes with a column of vectors; they tell where another column names the model or a version."""
    for node in view.classes:
        names = [
            target.id
            for statement in node.body
            if isinstance(statement, ast.Assign | ast.AnnAssign)
            for target in (statement.targets if isinstance(statement, ast.Assign) else [statement.target])
            if isinstance(target, ast.Name)
        ]
        calls = (call for statement in node.body for call in walk(statement) if isinstance(call, ast.Call))
        made = next((call for call in calls if (view.name(call.func) or "").startswith("pgvector.")), None)
        if made is not None and "__tablename__" in names:
            tells = any(_NAMES.search(name) for name in names)
            yield IndexFill(call="Vector", line=made.lineno, scope=node.name, persists=True, tells=tells)


@frozen
class IndexManifest:
    """A file whose code reads or writes a manifest beside an index."""

    line: int


@facet(IndexManifest, cues=("manifest",), tests=False)
def index_manifests(view: ModuleView) -> Iterator[IndexManifest]:
    """The first `manifest.json` (or a name that ends so) of a file that speaks of indexes or embeddings."""
    if view.mentions("faiss", "embedding", "vector_store", "vectorstore", "index"):
        found = (node for node in view.constants if isinstance(node.value, str) and _MANIFEST.fullmatch(node.value))
        yield from (IndexManifest(line=view.place(node)) for node in list(found)[:1])


def _is_read(node: ast.AST) -> bool:
    """`config["chunk_size"]` is read, not noted."""
    return isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load)
