"""Vectors that are made of a digest of a text and go for its embedding: texts of one meaning lie no nearer than any others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

from debtscope.api import facet
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.python.libraries import LANGUAGE_LIBRARIES
from debtscope_collectors.sources.python.lookup import walk
from debtscope_collectors.sources.python.view import Function, ModuleView

_NAMED: Final = regex(r"embed|vectori[sz]|(?:^|_)(?:to_)?vectors?(?:_|$)|(?:^|_)vec(?:_|$)", 2)
_OTHER: Final = regex(r"key|cache|finger_?print|checksum|(?:^|_)id(?:_|$)|dedup|etag|version|same", 2)
"""Functions that make a key of a text: what they give is never compared by its distance."""
_DIGESTS: Final = frozenset({"sha256", "sha1", "sha512", "md5", "blake2b", "sha384", "sha224", "new"})
_SPREADS: Final = frozenset(
    {"from_bytes", "frombuffer", "unpack", "iter_unpack", "default_rng", "RandomState", "seed", "Random"}
)
_MODELS: Final = (LANGUAGE_LIBRARIES - {"boto3"}) | {"sentence_transformers", "fastembed", "voyageai", "FlagEmbedding"}
_MOST: Final = 600


@frozen
class HashedVector:
    """One function that makes such a vector."""

    name: str
    line: int
    is_fallback: bool
    """The file knows a model too: the vector is for when that one cannot be asked."""
    text: str


@facet(HashedVector, cues=("sha256", "sha1", "sha512", "md5", "blake2b", "sha384", "hash"), tests=False)
def hashed_vectors(view: ModuleView) -> Iterator[HashedVector]:
    """Of functions named for embeddings or vectors, alone or by their class. Words that are counted at the place to which they hash
    (`v[h % n] += 1`) are a bag of words, and none."""
    if view.kind == "notebook" or not any("embed" in word.lower() or "vec" in word.lower() for word in view.words):
        return
    for function in view.functions:
        name = view.qualname(function)
        if not _NAMED.search(name) or _OTHER.search(function.name) or function.name.startswith("__"):
            continue
        nodes = walk(function, _MOST)
        digest = next((n for n in nodes if isinstance(n, ast.Call) and _is_digest(view, n)), None)
        if digest is not None and _is_vector(nodes, function) and not _counts(nodes):
            is_fallback = not view.roots.isdisjoint(_MODELS)
            yield HashedVector(name=name, line=view.place(digest), is_fallback=is_fallback, text=view.snippet(digest))


def _is_digest(view: ModuleView, call: ast.Call) -> bool:
    """`hashlib.sha256(text.encode())`, `hash(text)`."""
    name = view.name(call.func) or ""
    return (name.startswith("hashlib.") and name.rpartition(".")[2] in _DIGESTS) or (name == "hash" and bool(call.args))


def _is_vector(nodes: list[ast.AST], function: Function) -> bool:
    """The digest is spread over many numbers, or seeds a generator of them, and the function gives these back."""
    spreads = any(isinstance(n, ast.Attribute) and n.attr in _SPREADS for n in nodes) or any(
        isinstance(n, ast.BinOp) and isinstance(n.op, ast.Div | ast.Mod) and not isinstance(n.left, ast.Constant)
        for n in nodes
    )
    many = any(isinstance(n, ast.ListComp | ast.GeneratorExp | ast.For | ast.While) for n in nodes) or any(
        isinstance(n, ast.keyword) and n.arg == "size" for n in nodes
    )
    drawn = any(
        isinstance(n, ast.Attribute) and n.attr in ("randn", "rand", "standard_normal", "normal", "uniform")
        for n in nodes
    )
    gives = any(isinstance(n, ast.Return | ast.Yield) and n.value is not None for n in nodes)
    told = ast.unparse(function.returns) if function.returns is not None else ""
    return spreads and (many or drawn) and gives and told not in ("str", "int", "bool", "bytes", "None")


def _counts(nodes: list[ast.AST]) -> bool:
    """`vector[place] += weight`."""
    return any(isinstance(n, ast.AugAssign) and isinstance(n.target, ast.Subscript) for n in nodes)
