"""What a shell command runs: the Python scripts, modules and notebooks in it, with the options that it gives them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.values import inside

_PYTHON = regex(r"(?:.*/)?(?:python|pypy)(?:[\d.]{1,6})?(?:\.exe)?")
_BREAKS = frozenset({"&&", "||", ";", "|", "&"})
_VALUED_FLAGS = frozenset({"-W", "-X", "-Q", "--check-hash-based-pycs"})
_NOTEBOOK_TOOLS = frozenset({"papermill", "nbconvert", "nbterm", "ploomber-engine"})
MAX_LENGTH = 20_000


@frozen
class ScriptCall:
    """One program of the project that a command runs."""

    path: str
    """Workspace path of the script or notebook; of a module the path that its dotted name has in the tree."""
    options: Mapping[str, str]
    """Option without dashes (dashes inside as underscores) -> value; a flag has the value ``."""
    positional: tuple[str, ...]


def scripts(command: str, folder: str, files: frozenset[str]) -> Iterator[ScriptCall]:
    """The project's own programs in a command line, in order; `files` are the paths that exist."""
    for words in _parts(command):
        found = _program(words, folder, files)
        if found is not None:
            yield found


@lru_cache(maxsize=2_000)
def _parts(command: str) -> tuple[tuple[str, ...], ...]:
    """The words of each of its commands. Several joins ask the same commands, from one folder and another."""
    return tuple(map(tuple, _split(command)))


def _split(command: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(
        command[:MAX_LENGTH].replace("\\\n", " ").replace("\n", " ; "), posix=True, punctuation_chars=True
    )
    lexer.whitespace_split = True
    lexer.commenters = ""
    part: list[str] = []
    try:
        for word in lexer:
            if word in _BREAKS:
                yield part
                part = []
            else:
                part.append(word)
    except ValueError:  # a quote that is never closed: what was read so far stands
        pass
    yield part


def _program(words: Sequence[str], folder: str, files: frozenset[str]) -> ScriptCall | None:
    for at, word in enumerate(words):
        if _PYTHON.fullmatch(word):
            return _python(words[at + 1 :], folder, files)
        if word in _NOTEBOOK_TOOLS or word.endswith((".py", ".ipynb")):
            path = next((w for w in words[at:] if w.endswith((".py", ".ipynb"))), None)
            rest = words[words.index(path) + 1 :] if path else ()
            return _call(inside(folder, path), rest) if path and inside(folder, path) in files else None
    return None


def _python(words: Sequence[str], folder: str, files: frozenset[str]) -> ScriptCall | None:
    at = 0
    while at < len(words) and words[at].startswith("-"):
        if words[at] == "-c":
            return None
        if words[at] == "-m":
            return _module(words[at + 1 :], folder, files)
        at += 2 if words[at] in _VALUED_FLAGS else 1
    if at >= len(words):
        return None
    path = inside(folder, words[at])
    return _call(path, words[at + 1 :]) if path in files else None


def _module(words: Sequence[str], folder: str, files: frozenset[str]) -> ScriptCall | None:
    if not words:
        return None
    if words[0] in {"papermill", "jupyter", "nbconvert", "poetry"}:
        return _program(words, folder, files)
    stem = words[0].replace(".", "/")
    for place in (stem, f"src/{stem}"):
        for ending in (".py", "/__main__.py"):
            path = inside(folder, place + ending)
            if path in files:
                return _call(path, words[1:])
    return None


def _call(path: str, words: Sequence[str]) -> ScriptCall:
    options: dict[str, str] = {}
    positional: list[str] = []
    name: str | None = None
    for word in words:
        if word.startswith("-") and not re.fullmatch(r"-[\d.].*", word) and word not in {"-", "--"}:
            key, equals, value = word.lstrip("-").partition("=")
            name = key.replace("-", "_")
            options[name] = value
            name = None if equals else name
        elif name is not None:
            options[name] = word
            name = None
        else:
            positional.append(word)
    return ScriptCall(path=path, options=options, positional=tuple(positional))
