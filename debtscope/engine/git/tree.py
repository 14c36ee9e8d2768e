"""The tree of a commit: which paths it tracks, and its blobs as files of a workspace."""

from __future__ import annotations

import contextlib
import os
import selectors
from collections.abc import Iterator, Sequence

from debtscope.engine.files import follow, to_text
from debtscope.engine.git.gateway import HEX, Gateway, GitFailed, Process, stop
from debtscope.engine.limits import ENTRIES, GIT_IDLE_SECONDS, MIB
from debtscope.engine.notes import Notes
from debtscope.engine.walk import Found, is_skipped_folder
from debtscope.model.errors import Unreadable
from debtscope.model.frozen import frozen

_LINK, _SUBMODULE = "120000", "160000"
_LONGEST_LINK = 4096


@frozen(kw_only=False)
class Blob:
    """One path of a tree."""

    path: str
    mode: str
    sha: str
    size: int = 0

    @property
    def is_file(self) -> bool:
        return self.mode not in (_LINK, _SUBMODULE)

    @property
    def is_submodule(self) -> bool:
        return self.mode == _SUBMODULE


def read_tree(gateway: Gateway, commit: str, *, sizes: bool = False) -> list[Blob]:
    """Every path of a commit's tree; raises GitFailed. Paths that no file can have are left out."""
    if not HEX.fullmatch(commit):
        raise ValueError("not an object id")
    raw = gateway.run("ls-tree", "-r", "-z", "--full-tree", *(["-l"] if sizes else []), "--end-of-options", commit)
    blobs: list[Blob] = []
    for line in raw.split(b"\0"):
        described, tab, name = line.partition(b"\t")
        parts = described.split()
        path = to_text(name)
        if not tab or len(parts) < 3 or any(part in ("", ".", "..") for part in path.split("/")):
            continue
        size = int(parts[3]) if sizes and parts[3].isdigit() else 0
        blobs.append(Blob(path, parts[0].decode(), parts[2].decode(), size))
    return blobs


def list_tree(blobs: Sequence[Blob], source: TreeSource, notes: Notes) -> Found:
    """The files of a tree as a walk would list them."""
    found = Found()
    known = {blob.path for blob in blobs if blob.mode != _LINK}
    known |= {folder for blob in blobs for folder in folders_of(blob.path)}
    for blob in blobs:
        paths = folders_of(blob.path)
        skipped = next((path for path in paths if is_skipped_folder(path)), None)
        if skipped is not None:
            found.skipped.add(skipped)
        elif blob.is_submodule:
            notes.note(blob.path, "not read: another git repository")
        elif not blob.is_file:
            target = follow(blob.path, source.link(blob))
            if target is None or target not in known:
                notes.add(blob.path, "not read: a symbolic link")
            else:
                notes.note(blob.path, "a symbolic link, read where it points to")
        elif len(found.files) >= ENTRIES:
            notes.add("", "not read: the workspace has more files than a scan lists")
            break
        else:
            found.folders.update(paths)
            found.files[blob.path] = blob.size
    return found


def folders_of(path: str) -> list[str]:
    """Every folder above a path, the outermost first."""
    names = path.split("/")
    return ["/".join(names[:depth]) for depth in range(1, len(names))]


class TreeSource:
    """Blobs of one commit, through one `cat-file --batch` that lives as long as the workspace."""

    def __init__(self, gateway: Gateway, blobs: Sequence[Blob]) -> None:
        self._gateway = gateway
        self._blobs = {blob.path: blob for blob in blobs if blob.is_file}
        self._process: Process | None = None

    def close(self) -> None:
        """Ends the process."""
        if self._process is not None:
            stop(self._process)
            self._process = None

    def __del__(self) -> None:
        self.close()

    def _blob(self, path: str, limit: int) -> Blob:
        blob = self._blobs.get(path)
        if blob is None:
            raise Unreadable("not read: not a file of the commit")
        if blob.size > limit:
            raise Unreadable(f"not read: larger than {limit // MIB} MiB")
        return blob

    def blob_id(self, path: str) -> str:
        """Names the content of a file of the commit; empty for any other path."""
        blob = self._blobs.get(path)
        return blob.sha if blob is not None else ""

    def real_path(self, path: str) -> str:
        """There is none: raises Unreadable."""
        raise Unreadable(f"{path} is only in a commit")

    def read(self, path: str, limit: int) -> bytes:
        """The whole blob."""
        return self._read(self._blob(path, limit).sha, limit)

    def link(self, blob: Blob) -> str:
        """Where a symbolic link points; nowhere when that cannot be read."""
        try:
            return to_text(self._read(blob.sha, _LONGEST_LINK))
        except Unreadable:
            return ""

    def _read(self, sha: str, limit: int) -> bytes:
        if self._process is None:
            self._process = self._gateway.start(("cat-file", "--batch"), feed=True)
        try:
            return self._ask(self._process, sha, limit)
        except (OSError, GitFailed) as error:
            self.close()
            if isinstance(error, GitFailed):
                raise
            raise GitFailed("not read: git ended while it was asked") from None

    def _ask(self, process: Process, sha: str, limit: int) -> bytes:
        assert process.stdin is not None and process.stdout is not None
        os.write(process.stdin.fileno(), sha.encode() + b"\n")
        buffer = b""
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            chunks: list[bytes] = []
            while b"\n" not in buffer:
                buffer += self._more(selector, process)
            header, _, first = buffer.partition(b"\n")
            words = header.split()
            if len(words) != 3 or words[1] != b"blob":
                raise Unreadable("not read: the repository does not hold its content")
            left = int(words[2]) + 1 - len(first)
            if int(words[2]) > limit:
                raise GitFailed(f"not read: larger than {limit // MIB} MiB")
            chunks.append(first)
            while left > 0:
                chunks.append(self._more(selector, process))
                left -= len(chunks[-1])
        return b"".join(chunks)[:-1]

    @staticmethod
    def _more(selector: selectors.BaseSelector, process: Process) -> bytes:
        assert process.stdout is not None
        if not selector.select(GIT_IDLE_SECONDS):
            raise GitFailed("not read: git takes too long")
        chunk = os.read(process.stdout.fileno(), MIB)
        if not chunk:
            raise GitFailed("not read: git ended while it was asked")
        return chunk

    def chunks(self, path: str, limit: int) -> Iterator[bytes]:
        """The blob piece by piece."""
        yield from self._gateway.stream(("cat-file", "blob", self._blob(path, limit).sha), most=limit)

    def head(self, path: str, limit: int) -> bytes:
        """The first bytes of a blob of any size."""
        blob = self._blobs.get(path)
        if blob is None:
            raise Unreadable("not read: not a file of the commit")
        if blob.size <= 4 * MIB:
            return self.read(path, 4 * MIB)[:limit]
        data = b""
        with contextlib.closing(self._gateway.stream(("cat-file", "blob", blob.sha))) as stream:
            for chunk in stream:
                data += chunk
                if len(data) >= limit:
                    break
        return data[:limit]
