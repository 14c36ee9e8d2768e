"""Searches one file's bytes for credentials. The value stays in here: what leaves is a kind, a line and a shape."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from debtscope_collectors.sources.secrets import judge
from debtscope_collectors.sources.secrets.patterns import BARE, BEFORE_BARE, KEYWORDS, PROVIDERS, QUOTED, URL, Provider

_TESTISH = re.compile(
    r"(?:^|/)(?:tests?|testing|unittests?|spec|fixtures?|testdata|test[-_]data|mocks?|docs?|documentation|cassettes|snapshots|examples?[-_]?config)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*_test\.py|conftest\.py)$|[^/]*(?:\.|-|_)(?:example|sample|template|dist|tmpl|tpl)(?:\.[a-z]+)?$|^examples?\.env$",
    re.IGNORECASE,
)
_SETTINGS = re.compile(
    r"(?:^|/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.dvc/config(?:\.local)?|credentials|\.netrc|\.pypirc|\.npmrc|Dockerfile[\w.-]*)$"
    r"|\.(?:ini|cfg|conf|properties|ya?ml|sh|bash|tfvars|envrc|toml)$"
)
_NO_ASSIGNMENTS = re.compile(
    r"\.(?:csv|tsv|jsonl|ndjson|svg|lock|min\.js|map|po|pot|html?|css|rst|txt|md|xml|dat|vocab|bpe|parquet|log|geojson|dvc|sum)$|(?:-lock|package-lock|\.lock)\.(?:json|ya?ml)$"
    r"|(?:^|/)(?:tokenizer|vocab|merges|special_tokens_map)[\w.-]*\.(?:json|txt)$"
)
_WEB = re.compile(r"\.(?:html?|jsx?|tsx?|xml|plist|css|svg)$|google-services\.json$")
_SECRET_40 = re.compile(rb"(?<![A-Za-z0-9+/=])([A-Za-z0-9/+]{40})(?![A-Za-z0-9+/=])")
_SALT = b"debtscope secret fingerprint 1\0"
_TELEMETRY = (b"amplitude", b"posthog", b"mixpanel", b"segment.io", b"rudderstack", b"jitsu", b"telemetry")
"""Write-only keys of usage counters are published in the program on purpose."""
_MAX_HITS = 200
_NEAR = 400


@dataclass(frozen=True, slots=True)
class Hit:
    """One credential, its value gone."""

    kind: str
    line: int
    shape: str
    fingerprint: str
    is_example: bool


def is_testish(path: str) -> bool:
    """Tests, fixtures, documentation and templates of settings: made-up credentials are at home there."""
    return _TESTISH.search(path) is not None


def find_secrets(path: str, data: bytes) -> list[Hit]:
    """All credentials of a file, in order of lines, at most 200."""
    hits: dict[tuple[int, str], Hit] = {}
    testish = is_testish(path)
    claimed: set[bytes] = set()
    for found in _all(path, data, testish=testish):
        kind, value, at = found
        if value in claimed or len(hits) >= _MAX_HITS:
            continue
        claimed.add(value)
        line = _line_of(data, at)
        if judge.is_excused(line) or (testish and judge.says_fake(line)):
            continue
        text = value.decode("ascii", "replace")
        number = data.count(b"\n", 0, at) + 1
        hits.setdefault(
            (number, kind), Hit(kind, number, _shape(text, kind), _fingerprint(value), judge.is_example(text))
        )
    return sorted(_paired(list(hits.values())), key=lambda hit: (hit.line, hit.kind))


def _places(data: bytes, literal: bytes) -> Iterator[int]:
    at = data.find(literal)
    while at >= 0:
        yield at
        at = data.find(literal, at + 1)


def _all(path: str, data: bytes, *, testish: bool) -> Iterator[tuple[str, bytes, int]]:
    for provider in PROVIDERS:
        if not testish or provider.in_tests:
            yield from _provided(path, data, provider)
    if testish:
        return
    if b"@" in data:
        for at in _places(data, b"://"):
            match = URL.match(data, at)
            if match and judge.is_url_password(*(group.decode("utf-8", "replace") for group in match.groups())):
                yield "password in a url", match[2], match.start(2)
    if not _NO_ASSIGNMENTS.search(path):
        yield from _assigned(path, data)


def _provided(path: str, data: bytes, provider: Provider) -> Iterator[tuple[str, bytes, int]]:
    for literal in provider.literals:
        for at in _places(data, literal):
            match = provider.pattern.match(data, at)
            if match is None or (provider.kind == "Google API key" and _WEB.search(path)):
                continue
            text = match[1].decode("ascii", "replace")
            if judge.is_example(text):
                yield from _aws(data, provider, match)
            elif judge.is_public(text) or judge.entropy(text) <= provider.entropy:
                continue
            elif provider.kind == "private key":
                yield (
                    "Google service-account key" if b"service_account" in data else "private key",
                    match[1],
                    match.start(),
                )
            elif not judge.is_placeholder(text, structured=True):
                yield from _aws(data, provider, match)


def _aws(data: bytes, provider: Provider, match: re.Match[bytes]) -> Iterator[tuple[str, bytes, int]]:
    """An access key with the secret that stands near it; the pair is one credential."""
    yield provider.kind, match[1], match.start(1)
    if provider.kind != "AWS access key":
        return
    start = max(0, match.start() - _NEAR)
    for near in _SECRET_40.finditer(data, start, match.end() + _NEAR):
        text = near[1].decode("ascii", "replace")
        mixed = any(c.isdigit() for c in text) and any(c.isupper() for c in text) and any(c.islower() for c in text)
        if judge.is_example(text) or (mixed and judge.entropy(text) > 4.0 and not judge.is_placeholder(text)):
            yield "AWS secret key", near[1], near.start(1)


def _assigned(path: str, data: bytes) -> Iterator[tuple[str, bytes, int]]:
    lowered = data.lower()
    if any(word in lowered for word in _TELEMETRY) or "telemetry" in path or "analytics" in path:
        return
    is_settings = _SETTINGS.search(path) is not None
    for keyword in KEYWORDS:
        for at in _places(lowered, keyword):
            match = QUOTED.match(lowered, at) or (_bare(lowered, at) if is_settings else None)
            if match is None:
                continue
            name = judge.name_around(lowered, at)
            if not judge.is_secret_name(name):
                continue
            value = data[match.start(1) : match.end(1)]
            text = value.decode("utf-8", "replace")
            if judge.is_example(text) or judge.is_random(text, name):
                aws = len(text) == 40 and "aws" in name and "secret" in name
                yield "AWS secret key" if aws else _noun(name), value, match.start(1)


def _bare(lowered: bytes, at: int) -> re.Match[bytes] | None:
    start = lowered.rfind(b"\n", max(0, at - 200), at) + 1
    return BARE.match(lowered, at) if BEFORE_BARE.fullmatch(lowered[start:at]) else None


def _noun(name: str) -> str:
    if "passw" in name or "passphrase" in name:
        return "password"
    if "token" in name:
        return "token"
    return "API key" if "key" in name else "secret"


def _paired(hits: list[Hit]) -> list[Hit]:
    """An AWS access key and a secret key of one file are one credential to revoke."""
    ids = [hit for hit in hits if hit.kind == "AWS access key"]
    secrets = [hit for hit in hits if hit.kind == "AWS secret key"]
    if not ids or not secrets:
        return hits
    rest = [hit for hit in hits if hit not in ids and hit not in secrets]
    return rest + [Hit("AWS key pair", hit.line, hit.shape, hit.fingerprint, hit.is_example) for hit in ids]


def _shape(text: str, kind: str) -> str:
    length = f"{len(text)} characters"
    if len(text) < 16 or kind in ("password", "password in a url", "private key", "Google service-account key"):
        return length
    return f"{text[:4]}… ({length})"


def _fingerprint(value: bytes) -> str:
    return hashlib.sha256(_SALT + value).hexdigest()[:8]


def _line_of(data: bytes, at: int) -> bytes:
    start = data.rfind(b"\n", 0, at) + 1
    end = data.find(b"\n", at)
    return data[start : end if end >= 0 else len(data)][:2000]
