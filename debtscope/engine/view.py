"""What is scanned, as the read-only view that collectors get: every guard of files, sizes and parsers is behind it."""

from __future__ import annotations

import errno
import functools
import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from debtscope import __version__
from debtscope.api import Collector, FileEntry, Upstream
from debtscope.engine.again import Again
from debtscope.engine.files import FolderReader, why
from debtscope.engine.git.tree import TreeSource
from debtscope.engine.held import Memory
from debtscope.engine.ignore import IgnoreFile, is_ignored
from debtscope.engine.index import FileIndex
from debtscope.engine.limits import (
    HASH_BYTES,
    HASH_TOTAL_BYTES,
    KEEP_BYTES,
    KEPT_OF_COMMITS,
    KEPT_TOTAL_BYTES,
    PARSED_SOURCE_BYTES,
    READ_BYTES,
)
from debtscope.engine.notes import Notes
from debtscope.engine.parsing import decode, parse_json, parse_toml
from debtscope.engine.private import PrivateFolder, copy_out
from debtscope.engine.remembered import RecordCache, Remembered, forgetful, is_settled
from debtscope.engine.ruff import lint
from debtscope.engine.sources import SIDE_FILES, FileSource, Mount
from debtscope.engine.spread import spread
from debtscope.engine.yamlreader import parse_yaml
from debtscope.model.errors import Unreadable
from debtscope.model.frozen import frozen
from debtscope.model.history import GitHistory, PastFile
from debtscope.model.ledger import Diagnostic
from debtscope.model.lint import LintHit
from debtscope.model.plain import NotPlain, all_from_plain, all_to_plain
from debtscope.model.rule import Facet
from debtscope.model.settings import Settings

T = TypeVar("T")


@frozen
class Parts:
    """What `open_workspace` found out, handed to the view."""

    index: FileIndex
    source: FileSource
    mounts: Sequence[Mount]
    mlflow: Sequence[str]
    sarif: Sequence[str]
    upstream: Sequence[Upstream]
    notes: Callable[[], Sequence[Diagnostic]]
    history: Callable[[], GitHistory | None]
    close: Callable[[], None]
    past: Callable[[Callable[[str], bool], int], Iterator[PastFile]] | None = None
    """Where the user asked for past commits."""
    is_commit: bool = False
    """Files come from a commit: none of them has a path on this machine."""


class ScanWorkspace:
    """The `debtscope.api.Workspace` of a scan."""

    def __init__(
        self,
        parts: Parts,
        *,
        as_of: date,
        settings: Settings,
        facets: Sequence[Facet[Any, Any]],
        cache: RecordCache | None,
        memory: Memory | None = None,
    ) -> None:
        """`memory` is shared with the scans of other commits."""
        self._parts = parts
        self._as_of = as_of
        self._settings = settings
        self._facets = tuple(facets)
        self._cache = cache
        self._ignores: dict[str, IgnoreFile | None] = {}
        self._left_out = IgnoreFile("\n".join(settings.ignore), "")
        self._memory = memory
        held = memory or Memory(kept=KEPT_OF_COMMITS if parts.is_commit else KEPT_TOTAL_BYTES)
        self._bytes, self._parsed = held.bytes, held.parsed
        self._failed: dict[str, str] = {}
        self._odd = Notes("files")
        self._told_odd: set[str] = set()
        self._md5: dict[str, str] = {}
        self._hash_room = HASH_TOTAL_BYTES
        self._copies: dict[str, str] = {}
        self._private = PrivateFolder()
        self._history: tuple[GitHistory | None] | None = None
        self._identities: dict[str, tuple[str, int] | None] = {}
        self._began_ns = time.time_ns()
        self._remembered = None if cache is None else Remembered(cache, self._identity)

    def __enter__(self) -> ScanWorkspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Removes private copies and gives descriptors and processes back."""
        self._private.close()
        self._parts.close()
        for mount in self._parts.mounts:
            mount.source.close()

    @property
    def as_of(self) -> date:
        """The day against which ages are counted, UTC."""
        return self._as_of

    @property
    def settings(self) -> Settings:
        """Of the repository."""
        return self._settings

    @property
    def facets(self) -> Sequence[Facet[Any, Any]]:
        """The questions asked of Python files."""
        return self._facets

    @property
    def files(self) -> Sequence[FileEntry]:
        """Every file that is not ignored, sorted by path."""
        return self._parts.index.files

    @property
    def mlflow(self) -> Sequence[str]:
        """MLflow stores that were named: workspace paths, or the address of a server as given."""
        return self._parts.mlflow

    @property
    def sarif(self) -> Sequence[str]:
        """Reports of other tools that were named."""
        return self._parts.sarif

    @property
    def upstream(self) -> Sequence[Upstream]:
        """Clones of repositories that data is imported from."""
        return self._parts.upstream

    @property
    def history(self) -> GitHistory | None:
        """Read on first demand."""
        if self._history is None:
            self._history = (self._parts.history(),)
        return self._history[0]

    def past(self, wanted: Callable[[str], bool], most: int) -> Iterator[PastFile] | None:
        """What files were in past commits; None where nobody asked for it."""
        return None if self._parts.past is None else self._parts.past(wanted, most)

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """What the walk (collector `files`) and the git reader (collector `git`) could not read, so far."""
        return (*self._parts.notes(), *self._odd.diagnostics())

    def find(self, *globs: str, ignored: bool = False) -> Sequence[FileEntry]:
        """Entries that match one of the globs, by path."""
        return self._parts.index.find(globs, ignored=ignored)

    def entry(self, path: str) -> FileEntry | None:
        """The entry of a path, ignored ones included."""
        return self._parts.index.entry(path) or self._beside(path)

    def _beside(self, path: str) -> FileEntry | None:
        """A file beside a store that the user named, such as an artefact."""
        for mount in self._parts.mounts:
            if mount.beside is not None and path.startswith(f"{mount.name}/"):
                found = mount.beside.lstat(path[len(mount.name) + 1 :])
                return FileEntry(path, found.size, None, False) if found is not None and found.is_file else None
        return None

    def is_dir(self, path: str) -> bool:
        """Whether a folder of that path was seen."""
        return self._parts.index.is_dir(path)

    def hides(self, path: str) -> bool:
        """Whether a rule of the .gitignore files above a path, or of one of its folders, names it, or the settings leave it out."""
        parts = path.strip("/").split("/")
        rules: list[IgnoreFile] = [self._left_out]
        for depth, name in enumerate(parts):
            own = self._ignore_file("/".join(parts[:depth]))
            rules += [own] if own is not None else []
            if is_ignored(rules, "/".join(parts[: depth + 1]), name, depth + 1 < len(parts)):
                return True
        return is_ignored(rules, "/".join(parts), parts[-1], True)  # what is not there may be meant as a folder

    def _ignore_file(self, folder: str) -> IgnoreFile | None:
        if folder not in self._ignores:
            path = f"{folder}/.gitignore" if folder else ".gitignore"
            try:
                self._ignores[folder] = IgnoreFile(self.text(path), folder) if self.entry(path) else None
            except Unreadable:
                self._ignores[folder] = None
        return self._ignores[folder]

    def _place(self, path: str) -> tuple[FileSource, str]:
        """Where a listed path is read from; raises Unreadable for any other path."""
        if self.entry(path) is None:
            raise Unreadable("not read: not a regular file of the workspace")
        return self._source(path)

    def _source(self, path: str) -> tuple[FileSource, str]:
        for mount in self._parts.mounts:
            if path == mount.name or path.startswith((f"{mount.name}/", f"{mount.name}-wal")):
                return mount.source, mount.inner(path)
        return self._parts.source, path

    def read(self, path: str) -> bytes:
        """The bytes of a file. Small ones are kept; raises Unreadable with the reason."""
        name = self._name(path)
        kept = self._bytes.get(name)
        if kept is not None:
            return kept
        if path in self._failed:
            raise Unreadable(self._failed[path])
        source, inner = self._place(path)
        try:
            data = source.read(inner, READ_BYTES)
        except Unreadable as error:
            self._failed[path] = error.message
            raise
        if len(data) <= KEEP_BYTES:
            self._bytes.put(name, data, len(data) + 100)
        return data

    def head(self, path: str, limit: int) -> bytes:
        """The first bytes of a file of any size; raises Unreadable."""
        kept = self._bytes.get(self._name(path))
        if kept is not None:
            return kept[:limit]
        source, inner = self._place(path)
        return source.head(inner, limit)

    def release(self) -> None:
        """Lets go of what was read for collectors: whoever quotes a line afterwards reads its file again."""
        if self._memory is None:
            self._bytes.clear()
            self._parsed.clear()

    def text(self, path: str) -> str:
        """Decoded text; raises Unreadable."""
        return decode(self.read(path))

    def _document(self, path: str, kind: str, parse: Callable[[bytes], Any], *, keep: bool = True) -> Any:
        """Parsed once, whether it works or not."""
        key = f"{kind}:{path}"
        if key in self._failed:
            raise Unreadable(self._failed[key])
        name = f"{kind}:{self._name(path)}"
        kept = self._parsed.get(name)
        if kept is not None:
            return kept
        data = self.read(path)
        try:
            value = parse(data)
        except Unreadable as error:
            self._failed[key] = error.message
            raise
        if keep and len(data) <= PARSED_SOURCE_BYTES:
            self._parsed.put(name, value, len(data) + 100)
        return value

    def yaml(self, path: str) -> list[object]:
        """The documents of a YAML file, shared by all who ask: not to be changed. Raises Unreadable."""
        return self._document(path, "yaml", parse_yaml)

    def yaml_in(self, text: str) -> list[object]:
        """The documents of a YAML text inside another file. Raises Unreadable."""
        return parse_yaml(text.encode("utf-8", "surrogateescape"))

    def json(self, path: str, *, keep: bool = True) -> object:
        """A JSON document, shared by all who ask: not to be changed. Raises Unreadable."""
        value, odd = self._document(path, "json", _parsed_json, keep=keep)
        if odd and path not in self._told_odd and not path.endswith(".ipynb"):
            self._told_odd.add(path)  # a notebook's outputs are nobody's input, and later come from the cache
            self._odd.note(path, f"{', '.join(sorted(odd))} is no JSON: read as no value")
        return value

    def toml(self, path: str) -> Mapping[str, object]:
        """A TOML document, shared by all who ask: not to be changed. Raises Unreadable."""
        return self._document(path, "toml", parse_toml)

    def md5(self, path: str) -> str:
        """The md5 of a file's bytes; raises Unreadable beyond the hashing limits."""
        if path not in self._md5:
            source, inner = self._place(path)
            digest = hashlib.md5(usedforsecurity=False)
            for chunk in source.chunks(inner, HASH_BYTES):
                self._hash_room -= len(chunk)
                if self._hash_room < 0:
                    raise Unreadable("not hashed: the scan has hashed enough data")
                digest.update(chunk)
            self._md5[path] = digest.hexdigest()
        return self._md5[path]

    def real_path(self, path: str) -> str:
        """The absolute path of a file; raises Unreadable where it is only in a commit."""
        source, inner = self._place(path)
        return source.real_path(inner)

    def private_copy(self, path: str) -> str:
        """An absolute path of a private copy, with the `-wal` that lies beside the file; raises Unreadable."""
        if path not in self._copies:
            source, inner = self._place(path)
            try:
                target = self._private.new() / "copy.db"
            except OSError as error:
                raise Unreadable(f"not copied: no temporary folder can be made ({why(error)})") from None
            copy_out(source, inner, target)
            for side in SIDE_FILES:
                beside, inner_side = self._source(path + side)
                try:
                    copy_out(beside, inner_side, target.with_name(target.name + side))
                except Unreadable:  # mostly there is none; where it is odd, the database alone is the best there is
                    target.with_name(target.name + side).unlink(missing_ok=True)
            self._copies[path] = str(target)
        return self._copies[path]

    def lint(self, paths: Sequence[str], codes: Sequence[str]) -> Mapping[str, Sequence[LintHit]]:
        """What ruff says of files, by path; a commit's are written out for it. Raises Unreadable where it cannot be run."""
        try:
            private = self._private.new()
            places = ((path, self._for_ruff(path, private / str(number))) for number, path in enumerate(paths))
            return lint({path: place for path, place in places if place is not None}, codes, private)
        except OSError as error:
            raise Unreadable(f"no temporary folder can be made ({why(error)})") from None

    def _for_ruff(self, path: str, folder: Path) -> str | None:
        """The absolute path of a file or of its copy; None where it cannot be read. Raises OSError."""
        try:
            return self.real_path(path)
        except Unreadable:
            if not self._parts.is_commit:
                return None
        try:
            data = self.read(path)
            folder.mkdir()
            copy = folder / path.rpartition("/")[2]  # ruff judges some files by their name, none by its folder
            copy.write_bytes(data)
        except Unreadable:
            return None
        except OSError as error:
            if error.errno in (errno.ENAMETOOLONG, errno.EINVAL):  # a name that a tree can hold and a disk cannot
                return None
            raise
        return str(copy)

    def _name(self, path: str) -> str:
        """Under which a file's content is held: its path, or in a shared memory what the content is."""
        return path if self._memory is None else self._mark(path) or f"{id(self)} {path}"

    def _mark(self, path: str) -> str:
        """Names a file's content beyond this scan: a blob's id, or the metadata of a file that has settled; else nothing."""
        try:
            source, inner = self._source(path)
        except Unreadable:
            return ""
        if isinstance(source, TreeSource):
            return source.blob_id(inner)
        found = source.identity(inner) if isinstance(source, FolderReader) else None
        return found[0] if found is not None and is_settled(found[1], time.time_ns()) else ""

    def _identity(self, path: str) -> tuple[str, int] | None:
        """Asked once a scan: before anybody reads the files. A blob is its content, and was never changed."""
        if path not in self._identities:
            self._identities[path] = self._identified(path)
        return self._identities[path]

    def _identified(self, path: str) -> tuple[str, int] | None:
        try:
            source, inner = self._source(path)
        except Unreadable:
            return None
        if isinstance(source, TreeSource):
            blob = source.blob_id(inner)
            return (blob, 0) if blob else None
        return source.identity(inner) if isinstance(source, FolderReader) else None

    def state_of(self, path: str) -> str:
        """What names a file's content without reading it; empty where it was written a moment ago, or cannot be had."""
        found = self._identity(path)
        return found[0] if found is not None and is_settled(found[1], self._began_ns) else ""

    def is_odd(self, path: str) -> bool:
        """Whether a note was made of numbers in a JSON document that JSON does not have."""
        return path in self._told_odd

    def each(
        self,
        name: str,
        kinds: Sequence[type[Any]],
        entries: Iterable[FileEntry],
        work: Callable[[FileEntry], Iterable[T]],
    ) -> Iterator[tuple[FileEntry, tuple[T, ...] | None]]:
        """See `debtscope.api.Workspace`."""
        if self._remembered is None and self._memory is None:
            return forgetful(entries, work)
        full = "|".join((__version__, name, *(_shape(kind) for kind in kinds)))
        if self._memory is not None:
            return self._memory.each(full, self._mark, entries, work)
        assert self._remembered is not None
        union: Any = kinds[0]
        for kind in kinds[1:]:
            union |= kind
        if not self._parts.is_commit:
            return self._remembered.each(full, union, entries, work)
        return self._remembered.each(f"{full}|commit", union, entries, work, tree=full)  # the tree's is left as it is

    @property
    def keeps(self) -> bool:
        """Whether there is a scan cache."""
        return self._cache is not None

    def ask(self, collector: Collector) -> Iterable[object]:
        """What a collector tells of this workspace: what it told before, where nothing that it looks at has changed since."""
        is_kept = self._cache is not None and self._memory is None and not self._parts.is_commit
        if self._cache is None or not (is_kept and self._cache.code and getattr(collector, "is_pure", False)):
            return collector.collect(self)
        return Again(self, self._cache, __version__).facts(collector)

    def recall(self, key: str, make: Callable[[], T]) -> T:
        """See `debtscope.api.Workspace`."""
        return make() if self._memory is None else self._memory.recall(key, make)

    def spread(
        self,
        work: Callable[[str], T],
        paths: Sequence[str],
        *,
        dump: Callable[[T], str],
        load: Callable[[str], T],
        ready: Callable[[Sequence[str]], object] = len,
    ) -> Iterator[T]:
        """Results in order of the paths; helpers only where files are read from a folder, not from git's one pipe."""
        entries = [(path, entry.size if (entry := self.entry(path)) is not None else 0) for path in paths]
        processes = None if isinstance(self._parts.source, FolderReader) else 1
        return spread(work, entries, dump=dump, load=load, ready=ready, processes=processes)

    def texts(self, keys: Sequence[str]) -> dict[str, str]:
        """See `debtscope.api.Workspace`."""
        if self._cache is None:
            return {}
        held = self._memory
        return self._cache.texts([key for key in keys if not held.holds(key)] if held is not None else keys)

    def keep_text(self, key: str, text: str, *, path: str) -> None:
        """See `debtscope.api.Workspace`."""
        if self._cache is not None:
            self._cache.put_text(key, text, path)

    def cached(self, key: str, kind: type[T], make: Callable[[], Iterable[T]], *, path: str = "") -> tuple[T, ...]:
        """Records from the scan cache, or made and put there."""
        if self._cache is None:
            return tuple(make())
        full = f"{key}|{_shape(kind)}"
        kept = self._cache.get(full)
        if kept is not None:
            try:
                return all_from_plain(kind, kept)
            except NotPlain:  # a cache written by another version: made again
                pass
        records = tuple(make())
        self._cache.put(full, all_to_plain(kind, records), path)
        return records


def _parsed_json(data: bytes) -> tuple[object, frozenset[str]]:
    """The value, and the odd numbers in it."""
    odd: set[str] = set()
    return parse_json(data, odd), frozenset(odd)


@functools.cache
def _shape(kind: type[Any]) -> str:
    """The name and fields of a record type: records of another shape are never taken for it."""
    names = ",".join(one.name for one in fields(kind)) if is_dataclass(kind) else ""
    return f"{kind.__module__}.{kind.__qualname__}({names})"
