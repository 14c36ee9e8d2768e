"""Values of JSON as small compressed texts and back; never larger than was asked for, whatever the bytes say."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import NoReturn

LARGEST = 512 * 1024 * 1024
_OFTEN = (
    b'"severity":"medium","confidence":"high","sources":["files","git","python"],"payment":null,"exposure":null,'
    b'"introduced":{"revision":"","date":"2026-","author":""},"remediation":"","fingerprint":"","value":null,"ref":null,'
    b'{"kind":"line","path":"src/","line":1,"excerpt":"","unit":"h","low":0.0,"high":0.0,"source":"measured",'
    b'"effect_hours":0.0,"ref":""},{"name":"","value":1.0,"unit":"'
)
"""What small texts share; part of the form, so it changes with the form's version alone."""


class NotPacked(ValueError):
    """Bytes that were not written by `pack`, or were damaged since."""


def pack(value: object) -> bytes:
    """Compressed JSON with a checksum inside (zlib's)."""
    packer = zlib.compressobj(6, zdict=_OFTEN)
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return packer.compress(text.encode()) + packer.flush()


def unpack(raw: object) -> object:
    """The value back; raises NotPacked."""
    if not isinstance(raw, bytes):
        raise NotPacked("no bytes")
    try:
        inflater = zlib.decompressobj(zdict=_OFTEN)
        text = inflater.decompress(raw, LARGEST)
        if not inflater.eof:
            raise NotPacked("cut off, or too large")
        return json.loads(text, parse_constant=_refuse)
    except (zlib.error, ValueError, RecursionError, MemoryError) as error:
        raise NotPacked(type(error).__name__) from None


def digest(*parts: object) -> bytes:
    """Names content: twelve bytes."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).digest()


def _refuse(name: str) -> NoReturn:
    raise NotPacked(name)
