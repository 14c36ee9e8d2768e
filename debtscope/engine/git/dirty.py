"""Whether tracked files differ from a commit, by our own hashes: asking git runs what the repository names.

Which file was which blob is remembered beside the metadata that it had then: a file that is untouched since is not hashed
again, and a scan of a commit takes what the tree's scan made of the same bytes.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence

from debtscope.engine.files import FolderReader
from debtscope.engine.git.tree import Blob
from debtscope.engine.limits import DIRTY_FILE_BYTES, DIRTY_TOTAL_BYTES
from debtscope.engine.remembered import BLOBS, FileCache, is_settled
from debtscope.model.errors import Unreadable


def is_dirty(
    reader: FolderReader, blobs: Sequence[Blob], *, is_sparse: bool, cache: FileCache | None = None
) -> bool | None:
    """True at the first difference; None where files too large to hash, filters or a sparse checkout leave it open."""
    known: Mapping[str, str] = cache.files(BLOBS) if cache is not None else {}
    told: dict[str, str] = {}
    found = _differs(reader, blobs, known, told, is_sparse=is_sparse)
    if cache is not None and any(known.get(path) != text for path, text in told.items()):
        paths = {blob.path for blob in blobs}
        cache.put_files(BLOBS, {path: text for path, text in known.items() if path in paths} | told)
    return found


def _differs(
    reader: FolderReader, blobs: Sequence[Blob], known: Mapping[str, str], told: dict[str, str], *, is_sparse: bool
) -> bool | None:
    """`told` is filled with what `known` was: path -> the blob's id and the metadata of the file that holds it."""
    room, now = DIRTY_TOTAL_BYTES, time.time_ns()
    sure = True
    filtered = any(blob.path.rpartition("/")[2] == ".gitattributes" for blob in blobs)
    for blob in blobs:
        if not blob.is_file:
            continue
        identity = reader.identity(blob.path)
        if identity is None and is_sparse and reader.lstat(blob.path) is None:
            sure = False
            continue
        if identity is None:
            return True
        mark, modified = identity
        size = int(mark.partition(" ")[0])
        room -= size
        if size > DIRTY_FILE_BYTES or room < 0:
            sure = False
            continue
        text = f"{blob.sha} {mark}" if is_settled(modified, now) else ""
        if text and known.get(blob.path) == text:
            continue
        try:
            data = reader.read(blob.path, DIRTY_FILE_BYTES)
        except Unreadable:
            sure = False
            continue
        if blob_id(data, blob.sha) == blob.sha:
            if text:
                told[blob.path] = text
            continue
        if b"\r\n" in data and _unix(data, blob.sha) == blob.sha:
            continue
        if not filtered:
            return True
        sure = False  # an attribute may change what git stores: LFS, line ends, encodings
    return False if sure else None


def _unix(data: bytes, like: str) -> str:
    return blob_id(data.replace(b"\r\n", b"\n"), like)


def blob_id(data: bytes, like: str) -> str:
    """git's id of a blob, in the object format of another id."""
    digest = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return digest(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()
