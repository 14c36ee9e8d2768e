"""Whether tracked files differ from a commit, by our own hashes: asking git runs what the repository names."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from debtscope.engine.files import FolderReader
from debtscope.engine.git.tree import Blob
from debtscope.engine.limits import DIRTY_FILE_BYTES, DIRTY_TOTAL_BYTES
from debtscope.model.errors import Unreadable


def is_dirty(reader: FolderReader, blobs: Sequence[Blob], *, is_sparse: bool) -> bool | None:
    """True at the first difference; None where files too large to hash, filters or a sparse checkout leave it open."""
    room = DIRTY_TOTAL_BYTES
    sure = True
    filtered = any(blob.path.rpartition("/")[2] == ".gitattributes" for blob in blobs)
    for blob in blobs:
        if not blob.is_file:
            continue
        known = reader.lstat(blob.path)
        if known is None and is_sparse:
            sure = False
            continue
        if known is None or not known.is_file:
            return True
        room -= known.size
        if known.size > DIRTY_FILE_BYTES or room < 0:
            sure = False
            continue
        try:
            data = reader.read(blob.path, DIRTY_FILE_BYTES)
        except Unreadable:
            sure = False
            continue
        if blob_id(data, blob.sha) == blob.sha or (b"\r\n" in data and _unix(data, blob.sha) == blob.sha):
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
