"""What a collector made is taken again as long as everything that it looked at is as it was, so that a rescan need not ask it.

A collector that works is watched: the files that it reads, the lists that it asks for, what it is told of the settings. The
answers are kept in short beside its facts, and asked anew before these are used. Where one cannot be put in short (the
history, other programs, what is kept of single files already), the collector is asked each time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any, Final, Protocol, TypeVar

from debtscope.api import Collector, Facet, FileEntry, Upstream, Workspace
from debtscope.model.history import GitHistory, PastFile
from debtscope.model.ledger import Diagnostic, SourceReport
from debtscope.model.lint import LintHit
from debtscope.model.plain import NotPlain, all_from_plain, all_to_plain
from debtscope.model.settings import Settings

T = TypeVar("T")

_BETWEEN: Final = "\n"
_MOST: Final = 20_000
"""Questions from which on asking them all anew costs as much as the collector."""


class MadeCache(Protocol):
    """Keeps what was made of many files, under the state of the code that made it."""

    @property
    def code(self) -> str:
        """Names the state of the code; empty where nothing is to be taken."""
        ...

    def texts(self, keys: Sequence[str]) -> dict[str, str]: ...

    def put_made(self, key: str, text: str, paths: Collection[str]) -> None: ...


class Stated(Workspace, Protocol):
    """A workspace that tells what a file is without reading it."""

    def state_of(self, path: str) -> str:
        """Empty where the file's metadata does not tell it for certain."""
        ...

    def is_odd(self, path: str) -> bool:
        """Whether a note was made of what a JSON document holds."""
        ...


def answer(workspace: Stated, question: str, about: str) -> str:
    """What a workspace says, in short; empty where that cannot be told."""
    match question:
        case "read":
            return workspace.state_of(about)
        case "entry":
            return _of(workspace.entry(about))
        case "find":
            globs = about.split(_BETWEEN)
            return _listed(workspace.find(*globs[1:], ignored=globs[0] == "ignored"))
        case "dir":
            return str(workspace.is_dir(about))
        case "hides":
            return str(workspace.hides(about))
        case "settings":
            return _short(repr(workspace.settings))
        case "day":
            return workspace.as_of.isoformat()
        case "named":
            named = (*workspace.mlflow, "", *workspace.sarif)
            return "" if any("://" in one for one in named) or workspace.upstream else _BETWEEN.join(("named", *named))
        case _:
            return ""


def _of(entry: FileEntry | None) -> str:
    return "none" if entry is None else f"{entry.size} {entry.is_tracked} {entry.is_ignored}"


def _listed(entries: Iterable[FileEntry]) -> str:
    return _short(_BETWEEN.join([f"{one.path} {_of(one)}" for one in entries]))


def _short(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


class Again:
    """The collectors of one scan, asked where what they looked at has changed."""

    def __init__(self, workspace: Stated, cache: MadeCache, version: str) -> None:
        """`version` names the program, and with it the form of its facts."""
        self._workspace, self._cache, self._version = workspace, cache, version

    def facts(self, collector: Collector) -> Iterator[object]:
        """What the collector yields, or what it yielded when all was the same."""
        key = f"made {self._version} {collector.name}"
        kinds: Any = Diagnostic | SourceReport
        for kind in collector.provides:
            kinds |= kind
        kept = self._kept(key, kinds)
        if kept is not None:
            yield from kept
            return
        watched, made = Watched(self._workspace), list[object]()
        for fact in collector.collect(watched):
            made.append(fact) if watched.is_told else made.clear()
            yield fact
        if watched.is_told:
            self._keep(key, kinds, watched.asked, made)
        watched.stop()

    def _kept(self, key: str, kinds: Any) -> tuple[object, ...] | None:
        head, _, body = self._cache.texts([key]).get(key, "").partition(_BETWEEN)
        try:
            told: Any = json.loads(head) if head else ("", [])
            code, questions = told
            if code != self._cache.code or not code:
                return None
            if all(answer(self._workspace, one[0], one[1]) == one[2] for one in questions):
                return all_from_plain(kinds, json.loads(body))
        except (ValueError, TypeError, IndexError, RecursionError):  # damaged, or of another form
            pass
        return None

    def _keep(self, key: str, kinds: Any, asked: Mapping[tuple[str, str], str], made: list[object]) -> None:
        head = [self._cache.code, [(*question, told) for question, told in asked.items()]]
        try:
            text = f"{_dumped(head)}{_BETWEEN}{_dumped(all_to_plain(kinds, made))}"
        except (NotPlain, ValueError, TypeError, RecursionError):  # facts that are more than what they say
            return
        self._cache.put_made(key, text, {about for question, about in asked if question == "read"})


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


class Watched:
    """A workspace that remembers what it was asked; everything that it does is done by another."""

    def __init__(self, workspace: Stated) -> None:
        self._inner = workspace
        self.asked: dict[tuple[str, str], str] = {}
        """(question, what about) -> what was said, in short."""
        self.is_told = True
        """Whether every question that was asked can be asked again."""

    def stop(self) -> None:
        """From now on nothing is remembered: a fact may hold the workspace and ask on."""
        self.is_told, self.asked = False, {}

    def _ask(self, question: str, about: str = "") -> None:
        if not self.is_told or (question, about) in self.asked:
            return
        told = answer(self._inner, question, about)
        if told and len(self.asked) < _MOST:
            self.asked[question, about] = told
        else:
            self.stop()

    @property
    def as_of(self) -> date:
        self._ask("day")
        return self._inner.as_of

    @property
    def settings(self) -> Settings:
        self._ask("settings")
        return self._inner.settings

    @property
    def facets(self) -> Sequence[Facet[Any, Any]]:
        self.stop()
        return self._inner.facets

    @property
    def files(self) -> Sequence[FileEntry]:
        self.stop()
        return self._inner.files

    @property
    def history(self) -> GitHistory | None:
        self.stop()
        return self._inner.history

    def past(self, wanted: Callable[[str], bool], most: int) -> Iterator[PastFile] | None:
        self.stop()
        return self._inner.past(wanted, most)

    @property
    def mlflow(self) -> Sequence[str]:
        self._ask("named")
        return self._inner.mlflow

    @property
    def sarif(self) -> Sequence[str]:
        self._ask("named")
        return self._inner.sarif

    @property
    def upstream(self) -> Sequence[Upstream]:
        self._ask("named")
        return self._inner.upstream

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        self.stop()
        return self._inner.diagnostics

    @property
    def keeps(self) -> bool:
        self.stop()
        return self._inner.keeps

    def find(self, *globs: str, ignored: bool = False) -> Sequence[FileEntry]:
        self._ask("find", _BETWEEN.join(("ignored" if ignored else "", *globs)))
        return self._inner.find(*globs, ignored=ignored)

    def entry(self, path: str) -> FileEntry | None:
        self._ask("entry", path)
        return self._inner.entry(path)

    def is_dir(self, path: str) -> bool:
        self._ask("dir", path)
        return self._inner.is_dir(path)

    def hides(self, path: str) -> bool:
        self._ask("hides", path)
        return self._inner.hides(path)

    def read(self, path: str) -> bytes:
        self._ask("read", path)
        return self._inner.read(path)

    def head(self, path: str, limit: int) -> bytes:
        self._ask("read", path)
        return self._inner.head(path, limit)

    def text(self, path: str) -> str:
        self._ask("read", path)
        return self._inner.text(path)

    def yaml(self, path: str) -> list[object]:
        self._ask("read", path)
        return self._inner.yaml(path)

    def yaml_in(self, text: str) -> list[object]:
        return self._inner.yaml_in(text)

    def json(self, path: str, *, keep: bool = True) -> object:
        self._ask("read", path)
        value = self._inner.json(path, keep=keep)
        if self._inner.is_odd(path):
            self.stop()  # the note is to be made again
        return value

    def toml(self, path: str) -> Mapping[str, object]:
        self._ask("read", path)
        return self._inner.toml(path)

    def md5(self, path: str) -> str:
        self.stop()  # a scan hashes so much and no more
        return self._inner.md5(path)

    def real_path(self, path: str) -> str:
        self.stop()
        return self._inner.real_path(path)

    def private_copy(self, path: str) -> str:
        self.stop()
        return self._inner.private_copy(path)

    def lint(self, paths: Sequence[str], codes: Sequence[str]) -> Mapping[str, Sequence[LintHit]]:
        self.stop()
        return self._inner.lint(paths, codes)

    def spread(
        self,
        work: Callable[[str], T],
        paths: Sequence[str],
        *,
        dump: Callable[[T], str],
        load: Callable[[str], T],
        ready: Callable[[Sequence[str]], object] = len,
    ) -> Iterator[T]:
        self.stop()
        return self._inner.spread(work, paths, dump=dump, load=load, ready=ready)

    def each(
        self,
        name: str,
        kinds: Sequence[type[Any]],
        entries: Iterable[FileEntry],
        work: Callable[[FileEntry], Iterable[T]],
    ) -> Iterator[tuple[FileEntry, tuple[T, ...] | None]]:
        self.stop()
        return self._inner.each(name, kinds, entries, work)

    def texts(self, keys: Sequence[str]) -> dict[str, str]:
        self.stop()
        return self._inner.texts(keys)

    def keep_text(self, key: str, text: str, *, path: str) -> None:
        self.stop()
        self._inner.keep_text(key, text, path=path)

    def recall(self, key: str, make: Callable[[], T]) -> T:
        self.stop()
        return self._inner.recall(key, make)

    def cached(self, key: str, kind: type[T], make: Callable[[], Iterable[T]], *, path: str = "") -> tuple[T, ...]:
        self.stop()
        return self._inner.cached(key, kind, make, path=path)
