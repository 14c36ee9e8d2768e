"""Embedding models that a file names as what is used unless somebody says otherwise. One file at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.view import ModuleView

_NAME: Final = regex(
    r"(?:sentence-transformers/|models/)?(?:all-(?:MiniLM|mpnet|distilroberta)[\w.-]{2,20}|(?:paraphrase|multi-qa|msmarco)-[\w.-]{4,50}|text-embedding-[\w.-]{2,20}|gemini-embedding-[\w.-]{2,20}"
    r"|embedding-00\d|nomic-embed-text[\w.:-]{0,20}|mxbai-embed-large[\w.:-]{0,20}|(?:BAAI/)?bge-(?!reranker)[\w.-]{2,30}|intfloat/[\w.-]*e5-[\w.-]{2,30}|jinaai/jina-embeddings-[\w.-]{2,40}"
    r"|thenlper/gte-[\w.-]{2,20}|Alibaba-NLP/gte-[\w.-]{2,40}|Qwen/Qwen3-Embedding-[\w.-]{2,10}|embed-(?:english|multilingual)-[\w.-]{2,20}|mistral-embed|voyage-[\w.-]{1,20})"
)
_CUES: Final = frozenset(
    {"MiniLM", "mpnet", "distilroberta", "embedding", "embeddings", "embed", "bge", "e5", "jina", "gte", "voyage", "paraphrase", "msmarco", "Embedding"}
)  # fmt: skip
_SPEAKS: Final = regex(r"embed|model|encoder|vectori[sz]er", re.IGNORECASE)


@frozen
class Embedder:
    """One embedding model that stands as a default, a setting or an argument."""

    name: str
    """Without the prefix of its maker's folder."""
    line: int
    given_to: str
    """The variable, parameter or option."""


@facet(Embedder, cues=_CUES, tests=False)
def embedders(view: ModuleView) -> Iterator[Embedder]:
    """Of settings, defaults of parameters and options, and arguments; not of lists and tables of what may be chosen."""
    if view.kind == "notebook":
        return
    for node in view.constants:
        value = node.value
        if not isinstance(value, str) or not 5 < len(value) < 80 or not _NAME.fullmatch(value):
            continue
        given_to = _given_to(view, node)
        if given_to and _SPEAKS.search(given_to):
            yield Embedder(
                name=value.removeprefix("sentence-transformers/").removeprefix("models/"), line=view.place(node), given_to=given_to
            )  # fmt: skip


def _given_to(view: ModuleView, node: ast.Constant) -> str:
    match above := view.parent(node):
        case (
            ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)]) | ast.AnnAssign(target=ast.Name(id=name))
        ):
            return name
        case ast.keyword(arg="default"):
            call = view.parent(above)
            option = call.args[0] if isinstance(call, ast.Call) and call.args else None
            return str(option.value) if isinstance(option, ast.Constant) else ""
        case ast.keyword(arg=str(name)):
            return name
        case ast.arguments():
            given = [*above.posonlyargs, *above.args]
            pairs = [
                *zip(given[len(given) - len(above.defaults) :], above.defaults, strict=True),
                *zip(above.kwonlyargs, above.kw_defaults, strict=True),
            ]
            return next((one.arg for one, default in pairs if default is node), "")
        case _:
            return ""
