"""What spares facets a walk over a whole file: its words, its imports, its calls by their last word. Judges nothing."""

from __future__ import annotations

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, KeysView, Sequence, Set
from functools import cache, lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any, Final

from debtscope.model.regex import regex

_KEPT: Final = bytes(code if chr(code).isalnum() or code in (0x5F,) or code > 0x7F else 0x20 for code in range(256))
"""Letters, digits, `_` and whatever is not ASCII stay; all else parts words."""


def words_of(text: str) -> frozenset[str]:
    """Every word of a text, once: in code, texts and comments alike. Twice as fast as a pattern."""
    return frozenset(text.encode("utf-8", "surrogatepass").translate(_KEPT).decode("utf-8", "replace").split())


@cache
def parted(cues: tuple[str, ...]) -> tuple[Vocabulary | None, tuple[tuple[str, Vocabulary | None], ...]]:
    """(words with those that can stand within one word, each of the rest with words that hold its longest run of letters)."""
    within = tuple(cue for cue in cues if cue.replace("_", "a").isalnum())
    rest = ((cue, max(_RUN.findall(cue), key=len, default="")) for cue in cues if cue not in within)
    phrases = tuple((cue, holding((run,), fold=True) if run else None) for cue, run in rest)
    return holding(within, fold=True) if within else None, phrases


_RUN: Final = regex(r"(?!(?:import|from)\b)[a-z0-9_]+", re.ASCII)
"""Words of a phrase that not every file holds."""


def roots_of(imports: Iterable[ast.Import | ast.ImportFrom]) -> frozenset[str]:
    """Every dotted prefix of every import: `ray.serve` gives `ray` and `ray.serve`."""
    found: set[str] = set()
    for node in imports:
        if isinstance(node, ast.Import):
            for alias in node.names:
                found.update(_prefixes(alias.name))
        elif node.module and not node.level:
            found.update(_prefixes(node.module))
            if node.module.count(".") < _DEEPEST - 1:
                found.update([f"{node.module}.{alias.name}" for alias in node.names])
    return frozenset(found)


_DEEPEST: Final = 4
"""Parts of a dotted name that libraries are known by."""


@cache
def _prefixes(name: str) -> tuple[str, ...]:
    parts = name.split(".", _DEEPEST)[:_DEEPEST]
    return tuple(".".join(parts[:count]) for count in range(1, len(parts) + 1))


def is_only_shown(parent_of: Callable[[ast.AST], ast.AST | None], call: ast.Call) -> bool:
    """Whether what a call gives is looked at and forgotten: `df.sample(5)` or `print(df.sample(5).to_string())` as a statement."""
    below: ast.AST = call
    while (above := parent_of(below)) is not None:
        match above:
            case ast.Expr():
                return True
            case ast.Attribute() | ast.keyword():
                pass
            case ast.Call(func=func) if below is func:
                pass
            case ast.Call(func=ast.Name(id="print" | "display" | "len")):
                pass
            case _:
                return False
        below = above
    return False


def walk(node: ast.AST, most: int = sys.maxsize) -> list[ast.AST]:
    """What `ast.walk` gives, in the same order, in a third of its time; no more than so many nodes."""
    todo: list[Any] = [node]
    for part in islice(todo, most):  # grows while it is gone through
        held = _HELD[part.__class__]
        if held is None:
            continue
        take, is_single = held
        for value in (take(part),) if is_single else take(part):
            if value.__class__ is list:
                todo += [item for item in value if isinstance(item, ast.AST)]
            elif value is not None:
                todo.append(value)
    return todo[:most]


_PLAIN_FIELDS: Final = frozenset(
    {"id", "attr", "arg", "name", "n", "s", "kind", "level", "module", "type_comment", "conversion", "is_async", "simple", "asname", "rest", "tag"}
)  # fmt: skip
"""Fields that never hold a node, whatever the type."""


def _held_by(kind: type[ast.AST]) -> tuple[Callable[[Any], Any], bool] | None:
    """What takes the values of the fields that hold nodes, or lists of them, in one step, and whether that is one value."""
    fields = () if kind in (ast.Constant, ast.MatchSingleton) else kind._fields
    kept = [name for name in fields if name not in _PLAIN_FIELDS]
    return (attrgetter(*kept), len(kept) == 1) if kept else None


_HELD: Final = {
    kind: _held_by(kind) for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.AST)
}


class Calls:
    """The calls of a file by their last word, as written and as it is meant (`tts` is `train_test_split`)."""

    __slots__ = ("_by_word", "_calls", "_order", "known")

    def __init__(self, calls: Sequence[ast.Call], name: Callable[[ast.AST], str | None]) -> None:
        self._calls = calls
        self._order: dict[ast.Call, int] = {}
        by_word: defaultdict[str, list[ast.Call]] = defaultdict(list)
        for call in calls:
            func = call.func
            if isinstance(func, ast.Attribute):
                by_word[func.attr].append(call)
            elif isinstance(func, ast.Name):
                by_word[func.id].append(call)
                meant = (name(func) or func.id).rpartition(".")[2]
                if meant != func.id:
                    by_word[meant].append(call)
            else:
                by_word[""].append(call)
        self._by_word = by_word
        self.known = frozenset(by_word)
        """The words, as a vocabulary is best asked of them."""

    @property
    def words(self) -> KeysView[str]:
        """All last words; `` stands for calls of what has no name."""
        return self._by_word.keys()

    def of(self, words: Collection[str], like: Vocabulary | None = None) -> list[ast.Call]:
        """Calls by any of the words, or by one of a vocabulary, in the order of the file."""
        found = self.known.intersection(words)  # of two sets the smaller is gone through
        if like is not None:
            found = found.union(like.of(self.known))
        if len(found) < 2:
            return [call for word in found for call in self._by_word[word]]
        if not self._order:
            self._order = {call: at for at, call in enumerate(self._calls)}
        every = {call for word in found for call in self._by_word[word]}
        return sorted(every, key=self._order.__getitem__)


class _Lexicon:
    """Every distinct word that the files of a scan have brought, in batches: files share most, and each is looked at once."""

    __slots__ = ("_words", "batches", "folded", "generation", "met", "version")

    def __init__(self) -> None:
        self.generation = 0
        """Raised whenever it forgets."""
        self.version = 0
        """Raised with every batch, and whenever it forgets."""
        self._words: set[str] = set()
        self.met: dict[int, Set[str]] = {}
        """The files that it took up last, by identity: each is asked about by a hundred vocabularies."""
        self.batches: list[str] = []
        """The words that one file was the first to bring, one a line."""
        self.folded: list[str] = []
        """The same in small letters, each as long as it was."""

    def meet(self, files: Iterable[Set[str]]) -> None:
        """Takes up the words of files."""
        if len(self._words) > _MOST_WORDS:
            self.generation += 1
            self.version += 1
            self._words, self.batches, self.folded = set(), [], []
        self.met = {id(words): words for words in files}
        self._add(list(set[str]().union(*(words - self._words for words in self.met.values()))))

    def learn(self, words: Set[str]) -> None:
        """Takes up some words beside those of the files."""
        if len(self._words) > _MOST_WORDS or len(self.met) > _MOST_MET:
            self.meet((words,) if isinstance(words, frozenset) else ())
        elif isinstance(words, frozenset):  # what may change is looked at each time
            self.met[id(words)] = words
        self._add([word for word in words if word not in self._words])

    def _add(self, new: list[str]) -> None:
        if not new:
            return
        self._words.update(new)
        self.version += 1
        joined = "\n".join(new)
        folded = joined.lower()
        if len(folded) != len(joined):  # a few letters have no small form of one letter
            folded = "\n".join([low if len(low := word.lower()) == len(word) else word for word in new])
        self.batches.append(joined)
        self.folded.append(folded)


_LEXICON: Final = _Lexicon()


def meet(files: Iterable[Set[str]]) -> None:
    """Takes up the words of several files at once: every vocabulary then looks at them in one go, not file by file."""
    _LEXICON.meet(files)


class Vocabulary:
    """Words that hold one of some parts (and pass a test), found once for each distinct word of a scan: files share most.

    It is asked of `view.words`, or of the last words of calls. Parts are in small letters where `fold` is said, and then meet
    words in whatever case. A pattern whose alternatives each lie within one word is the test, and what they hold the parts.
    """

    __slots__ = ("_fold", "_generation", "_learnt", "_parts", "_test", "_version", "_yes")

    def __init__(
        self, parts: Iterable[str], test: Callable[[str], object] | None = None, *, fold: bool = False
    ) -> None:
        self._parts = tuple(parts)
        self._test = test
        self._fold = fold
        self._generation = 0
        self._version = 0
        """Of the lexicon when it last looked."""
        self._learnt = 0
        """Batches of the lexicon that it has looked at."""
        self._yes: set[str] = set()

    def knows(self, words: Set[str]) -> bool:
        """Whether any of the words is one."""
        if id(words) not in _LEXICON.met or self._version != _LEXICON.version:
            self._learn(words)
        return not self._yes.isdisjoint(words)

    def of(self, words: Set[str]) -> set[str]:
        """Those of the words that are."""
        if id(words) not in _LEXICON.met or self._version != _LEXICON.version:
            self._learn(words)
        return self._yes & words

    def first(self, text: str, words: Set[str]) -> int:
        """Where in a text of these words the first of them can stand, at the earliest; -1 where there is none.

        From there on a slow pattern is worth its time.
        """
        return min((text.find(word) for word in self.of(words)), default=-1)

    def _learn(self, words: Set[str]) -> None:
        if id(words) not in _LEXICON.met:
            _LEXICON.learn(words)
        if self._generation != _LEXICON.generation:
            self._generation, self._learnt = _LEXICON.generation, 0
            self._yes.clear()
        self._version = _LEXICON.version
        batches = _LEXICON.batches
        if self._learnt == len(batches):
            return
        joined = "\n".join(batches[self._learnt :])
        lines = "\n".join(_LEXICON.folded[self._learnt :]) if self._fold else joined
        self._learnt = len(batches)
        for word in _holding(joined, lines, self._parts):
            if self._test is None or self._test(word):
                self._yes.add(word)


def _holding(joined: str, lines: str, parts: Iterable[str]) -> Iterator[str]:
    """The lines that hold a part, as `joined` has them; in `lines`, as long, they may be in small letters."""
    for part in parts:
        at = lines.find(part)
        while at >= 0:
            start, end = lines.rfind("\n", 0, at) + 1, lines.find("\n", at)
            end = len(lines) if end < 0 else end
            yield joined[start:end]
            at = lines.find(part, end)


def lines_holding(text: str, words: Iterable[str]) -> list[int]:
    """Numbers, from 1, of the lines of a text in which one of the words stands."""
    found: set[int] = set()
    for word in words:
        number, last, at = 1, 0, text.find(word)
        while at >= 0:
            number, last = number + text.count("\n", last, at), at
            found.add(number)
            end = text.find("\n", at)
            at = text.find(word, end) if end >= 0 else -1
    return sorted(found)


def matching(names: Collection[str], cues: Iterable[str], pattern: re.Pattern[str]) -> set[str]:
    """The names in which a pattern finds something; only those are tried that hold a cue, as every match does in small letters."""
    return {name for name in holding_any(names, cues) if pattern.search(name)}


def holding_any(names: Collection[str], cues: Iterable[str]) -> set[str]:
    """The names that hold a cue, in small letters; all of them where one has a letter without a small form."""
    joined, lines = _lines_of(names) if isinstance(names, frozenset) else _folded(names)
    return set(_holding(joined, lines, cues)) if len(lines) == len(joined) else set(names)


def _folded(names: Collection[str]) -> tuple[str, str]:
    """One name a line, and the same in small letters."""
    joined = "\n".join(names)
    return joined, joined.lower()


@lru_cache(2)
def _lines_of(names: frozenset[str]) -> tuple[str, str]:
    """As `_folded`; the names that a whole repository calls are asked about by a dozen patterns one after another."""
    return _folded(names)


@cache
def holding(parts: tuple[str, ...], *, fold: bool) -> Vocabulary:
    """The words that hold one of these parts."""
    return Vocabulary(parts, fold=fold)


_MOST_MET: Final = 200
"""Sets of words that are held to be known again, after which new ones are held instead."""
_MOST_WORDS: Final = 200_000
"""Distinct words after which the lexicon forgets, so that no repository fills the memory."""
