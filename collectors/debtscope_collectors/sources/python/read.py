"""Finds Python files and notebooks, parses each once, asks all facets, and remembers the answers by content."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any, Final

from debtscope.api import (
    Diagnostic,
    DiagnosticSeverity,
    Facet,
    FileEntry,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope.model.figures import counted
from debtscope.model.frozen import frozen
from debtscope.model.rule import FacetRows
from debtscope_collectors.sources.python import codec
from debtscope_collectors.sources.python.coverage import coverage
from debtscope_collectors.sources.python.facts import LineCoverage, ModuleFacts, NotebookFacts, UnparsedModule
from debtscope_collectors.sources.python.lookup import meet, words_of
from debtscope_collectors.sources.python.parsing import Unparsed
from debtscope_collectors.sources.python.summary import notebook_run, summary
from debtscope_collectors.sources.python.view import ModuleView, module_view, notebook_view, salvaged_view
from debtscope_collectors.sources.test_places import is_test

MAX_MODULE: Final = 1_500_000
"""Bytes of a Python file; larger ones are data in disguise."""
MAX_NOTEBOOK: Final = 25_000_000
_SKIPPED: Final = (".ipynb_checkpoints/", "site-packages/", "node_modules/", "__pycache__/")
_TOGETHER: Final = 900
"""Files whose answers are fetched from the cache in one go."""
_CACHE_VERSION: Final = "6"
_OWN: Final[tuple[Facet[Any, Any], ...]] = (summary, notebook_run)
"""Facets whose records are facts of their own."""
_OWN_NAMES: Final = frozenset(facet.name for facet in _OWN)
_FAULTS: Final = (
    ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError, RecursionError, RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""What one file may do to one facet without costing any other file or facet."""


@frozen
class _Content:
    """What the cache remembers of a file that is untouched."""

    digest: str


@dataclass(slots=True, kw_only=True)
class _Answers:
    """What became of one file."""

    unread: str = ""
    """Why its content could not be had; then nothing else is known."""
    reason: str = ""
    """Why it could not be parsed."""
    bad_cells: tuple[int, ...] = ()
    rows: dict[str, tuple[object, ...]]
    faults: tuple[tuple[str, str], ...] = ()
    """(facet, what went wrong)."""
    text: str = ""
    """All of it as another process wrote it: what is kept need not be written again."""


class _NotKept(Exception):
    """The cache does not know this file."""


class PythonCollector:
    """Python files and notebooks."""

    name = "python"
    kind = "Python code and notebooks"
    how = "Scan a folder with .py files or .ipynb notebooks."
    provides = (ModuleFacts, NotebookFacts, LineCoverage, UnparsedModule, FacetRows)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """ModuleFacts or UnparsedModule a file, NotebookFacts a notebook, and FacetRows where a facet answered."""
        asking = _Asking(workspace, _all_facets(workspace.facets))
        read = 0
        entries = list(_entries(workspace))
        sizes = {entry.path: entry.size for entry in entries}
        for path, answers in asking.every(entries):
            if answers.unread:
                yield self._told(path, answers.unread)
                continue
            read += 1
            yield from self._facts(path, answers, sizes[path])
        if read:
            yield from coverage(workspace)
            yield SourceReport(
                collector=self.name,
                kind=self.kind,
                location="",
                status=SourceStatus.READ,
                detail=counted(read, "file"),
                read_files=read,
            )

    def _facts(self, path: str, answers: _Answers, size: int) -> Iterator[object]:
        if answers.reason:
            yield self._told(path, f"not parsed: {answers.reason}")
            yield UnparsedModule(path=path, reason=answers.reason, size=size)
        if answers.bad_cells:
            cells = ", ".join(str(cell + 1) for cell in answers.bad_cells[:10])
            yield self._told(path, f"not parsed whole: cells {cells}")
            yield UnparsedModule(path=path, reason=f"cells {cells}", size=size)
        for name, message in answers.faults:
            yield self._told(path, f"{name} stopped: {message}", DiagnosticSeverity.ERROR)
        for name, records in answers.rows.items():
            if name in _OWN_NAMES:
                yield from records
            else:
                yield FacetRows(facet=name, path=path, records=records)

    def _told(self, path: str, message: str, severity: DiagnosticSeverity = DiagnosticSeverity.WARNING) -> Diagnostic:
        return Diagnostic(severity=severity, collector=self.name, path=path, message=message)


def _all_facets(asked: Sequence[Facet[Any, Any]]) -> tuple[Facet[Any, Any], ...]:
    unique = {facet.name: facet for facet in (*_OWN, *asked)}
    return tuple(unique.values())


def _digest(facets: Sequence[Facet[Any, Any]]) -> str:
    text = "\n".join(sorted(f"{facet.name} {facet.version} {facet.asks_tests} {facet.asks_broken}" for facet in facets))
    return blake2b(f"{_CACHE_VERSION}\n{text}".encode(), digest_size=16).hexdigest()


@contextmanager
def _less_collecting() -> Generator[None]:
    """A syntax tree is many objects and no garbage: collecting while one is built costs a third of the time for nothing."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _entries(workspace: Workspace) -> Iterator[FileEntry]:
    for entry in workspace.find("*.py", "*.ipynb"):
        if not any(part in f"/{entry.path}" for part in _SKIPPED):
            yield entry


def _limit(entry: FileEntry) -> int:
    return MAX_NOTEBOOK if entry.path.endswith(".ipynb") else MAX_MODULE


class _Asking:
    """The questions of one scan, put to one file after another, or to several at once."""

    def __init__(self, workspace: Workspace, facets: tuple[Facet[Any, Any], ...]) -> None:
        self._workspace = workspace
        self._kinds = {facet.name: facet.record for facet in facets}
        self._digest = _digest(facets)
        self._questions = _Questions(facets)
        self._next: dict[str, frozenset[str]] = {}
        """The words of the files that are asked next."""

    def every(self, entries: Iterable[FileEntry]) -> Iterator[tuple[str, _Answers]]:
        """(path, what became of it), in the order of the entries."""
        known: dict[str, _Answers | None] = {}
        keys: dict[str, str] = {}
        every = list(entries)
        contents = self._contents(every)
        for start in range(0, len(every), _TOGETHER):
            some = every[start : start + _TOGETHER]
            texts = self._workspace.texts([self._name(contents[e.path]) for e in some if e.path in contents])
            for entry in some:
                path = entry.path
                try:
                    keys[path] = self._key(entry, contents.get(path))
                    known[path] = self._kept(keys[path], texts)
                except Unreadable as error:
                    known[path] = _Answers(unread=error.message, rows={})
                except _NotKept:
                    known[path] = None
        modules = [path for path, answers in known.items() if answers is None and path.endswith(".py")]
        fresh = self._workspace.spread(self._ask, modules, dump=self._dumped, load=self._received, ready=self._take_up)
        for path, kept in known.items():
            if kept is not None:
                yield path, kept
                continue
            # Notebooks are asked here: their documents are shared with those who read outputs.
            answers = next(fresh) if path.endswith(".py") else self._ask(path)
            self._keep(path, keys[path], answers)
            yield path, answers

    def _contents(self, entries: Sequence[FileEntry]) -> dict[str, str]:
        """Digests of path and bytes; of files that cannot be read there is none."""
        if not self._workspace.keeps:
            return {}

        def content(entry: FileEntry) -> Iterator[_Content]:
            known = blake2b(self._workspace.read(entry.path), digest_size=16)
            known.update(entry.path.encode("utf-8", "surrogateescape"))
            yield _Content(digest=known.hexdigest())

        fit = [entry for entry in entries if entry.size <= _limit(entry)]
        told = self._workspace.each("python 1", (_Content,), fit, content)
        return {entry.path: records[0].digest for entry, records in told if records}

    def _name(self, content: str) -> str:
        return f"python-{self._digest}-{content}"

    def _key(self, entry: FileEntry, content: str | None) -> str:
        """Empty where nothing is kept; raises Unreadable. A file that cannot be read says so when it is asked."""
        if entry.size > _limit(entry):
            raise Unreadable(f"larger than {_limit(entry) // 1_000_000 or 1} MB, not parsed")
        return "" if content is None else self._name(content)

    def _kept(self, key: str, texts: dict[str, str]) -> _Answers:
        """Raises _NotKept."""

        def load() -> _Answers:
            if key not in texts:
                raise _NotKept
            try:
                return self._loaded(texts.pop(key))
            except (ValueError, TypeError, LookupError):  # damaged, or written by another version
                raise _NotKept from None

        if not key:
            raise _NotKept
        return self._workspace.recall(key, load)

    def _keep(self, path: str, key: str, answers: _Answers) -> None:
        """Answers that are a fault of ours are not remembered."""
        if key and not answers.faults and not answers.unread:
            self._workspace.keep_text(key, answers.text or self._dumped(answers), path=path)
            answers.text = ""
            self._workspace.recall(key, lambda: answers)

    def _take_up(self, paths: Sequence[str]) -> None:
        """Makes the words of the next files known together."""
        self._next.clear()
        for path in paths:
            with suppress(Unreadable):  # told when it is asked
                self._next[path] = words_of(self._workspace.text(path).removeprefix("\ufeff"))
        meet(self._next.values())

    def _ask(self, path: str) -> _Answers:
        with _less_collecting():
            return _asked(self._workspace, path, self._questions, self._next.pop(path, None))

    def _dumped(self, answers: _Answers) -> str:
        rows = {name: codec.encoded(self._kinds[name], records) for name, records in answers.rows.items()}
        return codec.dumps([answers.unread, answers.reason, answers.bad_cells, answers.faults, rows])

    def _received(self, payload: str) -> _Answers:
        answers = self._loaded(payload)
        answers.text = payload
        return answers

    def _loaded(self, payload: str) -> _Answers:
        unread, reason, bad_cells, faults, rows = codec.loads(payload)
        decoded = {name: codec.decoded(self._kinds[name], records) for name, records in rows.items()}
        return _Answers(
            unread=unread, reason=reason, bad_cells=tuple(bad_cells), rows=decoded,
            faults=tuple((name, message) for name, message in faults),
        )  # fmt: skip


class _Questions:
    """Facets by their cues, so that a file is not held against each of a hundred."""

    def __init__(self, facets: Sequence[Facet[Any, Any]]) -> None:
        self._facets = facets
        self._own = _Cues(dict(enumerate(facets)))
        self._of_tests = _Cues({at: facet for at, facet in enumerate(facets) if facet.asks_tests})

    def about(self, view: ModuleView) -> list[Facet[Any, Any]]:
        """Those that a file may have an answer to, in their order."""
        cues = self._of_tests if is_test(view.path) else self._own
        found = set(cues.free)
        for word in cues.words & view.words:
            found.update(cues.by_word[word])
        return [self._facets[at] for at in sorted(found)]


class _Cues:
    """Numbers of facets: of those that want no cue, and by the words of which a file must hold one."""

    def __init__(self, facets: Mapping[int, Facet[Any, Any]]) -> None:
        self.free = [at for at, facet in facets.items() if not facet.cues]
        self.by_word: dict[str, list[int]] = {}
        for at, facet in facets.items():
            for cue in facet.cues:
                self.by_word.setdefault(cue, []).append(at)
        self.words = frozenset(self.by_word)


def _asked(workspace: Workspace, path: str, questions: _Questions, words: frozenset[str] | None) -> _Answers:
    try:
        view = _view(workspace, path, words)
    except Unreadable as error:
        return _Answers(unread=error.message, rows={})
    except Unparsed as error:
        return _of_broken(workspace, path, questions, str(error))
    return _answered(view, questions.about(view))


def _of_broken(workspace: Workspace, path: str, questions: _Questions, reason: str) -> _Answers:
    """What some facets say of a module by the statements that can be parsed."""
    if path.endswith(".ipynb"):
        return _Answers(reason=reason, rows={})
    try:
        view = salvaged_view(path, workspace.text(path))
    except _FAULTS:
        return _Answers(reason=reason, rows={})
    if not view.tree.body:
        return _Answers(reason=reason, rows={})
    return replace(_answered(view, (one for one in questions.about(view) if one.asks_broken)), reason=reason)


def _answered(view: ModuleView, facets: Iterable[Facet[Any, Any]]) -> _Answers:
    rows: dict[str, tuple[object, ...]] = {}
    faults: list[tuple[str, str]] = []
    for facet in facets:
        try:
            records = tuple(facet.extract(view))
        except _FAULTS as error:
            faults.append((facet.name, f"{type(error).__name__}: {error}"[:200]))
            continue
        if records:
            rows[facet.name] = records
    return _Answers(bad_cells=view.bad_cells, rows=rows, faults=tuple(faults))


def _view(workspace: Workspace, path: str, words: frozenset[str] | None) -> ModuleView:
    try:
        if path.endswith(".ipynb"):
            return notebook_view(path, workspace.json(path))
        return module_view(path, workspace.text(path), words)
    except RecursionError as error:
        raise Unparsed("nested too deeply to be read") from error
    except MemoryError as error:
        raise Unparsed("too complex to be read") from error


collector = PythonCollector()
