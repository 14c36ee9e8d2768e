"""Which model a text, a path or a glob speaks of. Whole words only: `churn_auc` says nothing about `churn-proto`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase

from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import InventoryModel

_CAMEL = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_BREAK = regex(r"[^a-z0-9]+")
_GENERIC = frozenset(
    {"model", "models", "default", "main", "prod", "production", "classifier", "regressor", "predictor", "service", "api", "serving",
     "ml", "test", "app", "server", "pipeline", "inference", "champion", "latest", "drift", "data", "report", "monitoring"}
)  # fmt: skip


def words(text: str) -> tuple[str, ...]:
    """`ChurnClfDrift`, `churn_clf:drift` and `churn-clf drift` are the same words."""
    return tuple(word for word in _BREAK.split(_CAMEL.sub(" ", text).lower()) if word)


def contains(haystack: Sequence[str], needle: Sequence[str]) -> bool:
    """Whether the words stand together in the text."""
    size = len(needle)
    return any(tuple(haystack[at : at + size]) == tuple(needle) for at in range(len(haystack) - size + 1))


class Names:
    """The names of all models, longest first, so that `churn-proto` is not taken for `churn`."""

    def __init__(self, models: Iterable[InventoryModel], aliases: Iterable[tuple[str, str]] = ()) -> None:
        pairs = [(model.name, name) for model in models for name in (model.name, *model.names)]
        known = {(words(name), model) for model, name in (*pairs, *aliases)}
        distinct = [pair for pair in known if pair[0] and not (len(pair[0]) == 1 and pair[0][0] in _GENERIC)]
        self._names = sorted(distinct, key=lambda pair: (-len(pair[0]), -len("".join(pair[0])), pair))

    def exact(self, text: str | None) -> str | None:
        """The model of exactly this name."""
        told = words(text or "")
        return next((model for name, model in self._names if name == told), None)

    def within(self, texts: Iterable[str]) -> str | None:
        """The model whose name stands in one of the texts, the longest name of all."""
        told = [words(text) for text in texts]
        return next((model for name, model in self._names if any(contains(text, name) for text in told)), None)


def matches(path: str, globs: Iterable[str]) -> bool:
    """Whether a path lies under one of the globs; `outside:name/…` may be written without its beginning."""
    variants = tuple(_variants(path))
    for glob in globs:
        pattern = glob.removeprefix("./")
        folder = pattern.rstrip("/") + "/"
        if any(fnmatchcase(variant, pattern) or variant.startswith(folder) for variant in variants):
            return True
        if "**/" in pattern and any(fnmatchcase(variant, pattern.replace("**/", "")) for variant in variants):
            return True
    return False


def _variants(path: str) -> Iterator[str]:
    yield path
    if path.startswith("outside:"):
        shown = path.removeprefix("outside:")
        yield shown
        yield shown.partition("/")[2]
