"""Searches one file's bytes for credentials. The value stays in here: what leaves is a kind, a line and a shape."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.secrets import judge
from debtscope_collectors.sources.secrets.facts import SESSION_KEY
from debtscope_collectors.sources.secrets.patterns import (
    BARE,
    BEFORE_BARE,
    BEFORE_CONNECTED,
    BEFORE_FLAG,
    CONNECTED,
    FLAG,
    KEYWORD_GATES,
    KEYWORDS,
    PROVIDER_GATES,
    PROVIDERS,
    QUOTED,
    URL,
    Provider,
    places,
)
from debtscope_collectors.sources.secrets.sessions import CUE, session_tokens

_TESTISH = regex(
    r"(?:^|/)(?:tests?|testing|unittests?|(?:load|perf|stress|smoke|e2e|integration)[-_]?tests?|__tests__|e2e|cypress|spec|fixtures?|testdata|test[-_]data|mocks?|docs?|documentation|cassettes|snapshots|examples?[-_]?config)/"
    r"|(?:^|/)(?:test_[^/]*|[^/]*_test\.py|conftest\.py|locustfile[^/]*\.py|[^/]*\.(?:test|spec)\.[jt]sx?)$|[^/]*(?:\.|-|_)(?:example|sample|template|dist|tmpl|tpl)(?:\.[a-z]+)?$|^examples?\.env$",
    re.IGNORECASE,
)
_SETTINGS = regex(
    r"(?:^|/)(?:\.env(?:\.[\w.-]+)?|[\w.-]+\.env|\.dvc/config(?:\.local)?|credentials|\.netrc|\.pypirc|\.npmrc|Dockerfile[\w.-]*)$"
    r"|\.(?:ini|cfg|conf|properties|ya?ml|sh|bash|tfvars|envrc|toml)$"
)
_OF_TESTS = regex(
    r"(?:^|/)(?:[\w-]{0,40}\.env[._-](?:tests?|testing|ci|e2e)(?:\.(?!local$)[\w-]{1,20})?|\.?(?:tests?|testing|ci|e2e)\.env)$",
    re.IGNORECASE,
)
"""Settings of the run of tests, whose passwords open what that run starts; a key of a provider's form is one there too."""
_NO_ASSIGNMENTS = regex(
    r"\.(?:csv|tsv|jsonl|ndjson|svg|lock|min\.js|map|po|pot|html?|css|rst|txt|md|xml|dat|vocab|bpe|parquet|log|geojson|dvc|sum)$|(?:-lock|package-lock|\.lock)\.(?:json|ya?ml)$"
    r"|(?:^|/)(?:tokenizer|vocab|merges|special_tokens_map)[\w.-]*\.(?:json|txt)$"
)
_WEB = regex(r"\.(?:html?|jsx?|tsx?|xml|plist|css|svg)$|google-services\.json$")
_SECRET_40 = regex(rb"(?<![A-Za-z0-9+/=])([A-Za-z0-9/+]{40})(?![A-Za-z0-9+/=])")
_SALT = b"debtscope secret fingerprint 1\0"
_TELEMETRY = (b"amplitude", b"posthog", b"mixpanel", b"segment.io", b"rudderstack", b"jitsu", b"telemetry")
"""Write-only keys of usage counters are published in the program on purpose."""
_BESIDE = 3000
"""Bytes to either side in which a counter is spoken of; a settings file of hundreds of options has one of them somewhere."""
_IMAGE = regex(rb'"(?:image/(?:png|jpeg|gif)|application/(?:javascript|vnd\.plotly\.v1\+json))": ?"[^"\n]*"')
"""Stored pictures: most of a notebook's bytes, on lines of their own, and nothing to read."""
_BUNDLE = 256 * 1024
_MAX_HITS = 200
_MAX_CANDIDATES = 20_000
_BREAK = regex(rb"\n")
_NEAR = 400


@frozen(kw_only=False)
class Searched:
    """What a search of one file leaves behind."""

    hits: tuple[Hit, ...]
    """In order of lines, at most 200."""
    sensitive: tuple[int, ...]
    """Lines that nobody may quote: those of the hits and all that repeat one, and those where a guard was content with a value."""


@frozen(kw_only=False)
class Hit:
    """One credential, its value gone."""

    kind: str
    line: int
    shape: str
    fingerprint: str
    is_example: bool


@lru_cache(64)
def is_testish(path: str) -> bool:
    """Tests, fixtures, documentation and templates of settings: made-up credentials are at home there."""
    return _TESTISH.search(path) is not None


@lru_cache(64)
def _is_made_up(path: str) -> bool:
    """Where what only a name calls a credential is made up."""
    return is_testish(path) or _OF_TESTS.search(path) is not None


_ABOVE = 3_000
"""Bytes above a value in which what it is part of may begin."""


@frozen(kw_only=False)
class _Candidate:
    value: bytes
    at: int
    kind: str
    """`` where a guard is content: no finding, but no line to quote either."""
    is_assigned: bool = False
    """Known by the name that it is assigned to, not by a form of its own."""
    last: int = 0
    """Where a value of several lines ends."""


def find_secrets(path: str, data: bytes) -> Searched:
    """All credentials of a file."""
    hits: dict[tuple[int, str], Hit] = {}
    sensitive: set[int] = set()
    if path.endswith(".ipynb"):
        data = _IMAGE.sub(b"", data)
    claimed: set[bytes] = set()
    breaks: list[int] = []
    for one in islice(_all(path, data), _MAX_CANDIDATES):
        breaks = breaks or [match.start() for match in _BREAK.finditer(data)]
        number = bisect_left(breaks, one.at) + 1
        sensitive.update(range(number, bisect_left(breaks, max(one.at, one.last)) + 2))
        if not one.kind or one.value in claimed or len(hits) >= _MAX_HITS:
            continue
        claimed.add(one.value)
        sensitive.update(bisect_left(breaks, at) + 1 for at in islice(_places(data, one.value), _MAX_HITS))
        line = _line_of(data, one.at)
        if judge.is_excused(line) or ((one.is_assigned or is_testish(path)) and judge.says_fake(line)):
            continue
        if one.is_assigned and any(judge.is_of_examples(head) for head in _heads_of(data, one.at)):
            continue
        text = one.value.decode("ascii", "replace")
        hit = Hit(one.kind, number, _shape(text, one.kind), _fingerprint(one.value), judge.is_example(text))
        hits.setdefault((number, one.kind), hit)
    ordered = sorted(_paired(list(hits.values())), key=lambda hit: (hit.line, hit.kind))
    return Searched(tuple(ordered), tuple(sorted(sensitive)))


def _places(data: bytes, literal: bytes) -> Iterator[int]:
    at = data.find(literal)
    while at >= 0:
        yield at
        at = data.find(literal, at + len(literal))


def _all(path: str, data: bytes) -> Iterator[_Candidate]:
    there = places(data, PROVIDER_GATES)
    for provider in PROVIDERS if there else ():
        if not there.keys().isdisjoint(provider.literals):
            yield from _provided(path, data, provider, there)
    if b"@" in data:
        for at in _places(data, b"://"):
            if match := URL.match(data, at):
                parts = (group.decode("utf-8", "replace") for group in match.groups())
                real = not _is_made_up(path) and judge.is_url_password(*parts)
                yield _Candidate(match[2], match.start(2), "password in a url" if real else "")
    if CUE in data and _SETTINGS.search(path):
        content = _is_made_up(path)
        for value, at, is_open in session_tokens(data):
            yield _Candidate(value, at, "session token" if is_open and not content else "", is_assigned=True)
    is_bundle = len(data) > _BUNDLE and path.endswith((".js", ".mjs", ".cjs"))
    if not is_bundle and not _NO_ASSIGNMENTS.search(path):
        yield from _assigned(path, data)


def _provided(path: str, data: bytes, provider: Provider, there: Mapping[bytes, list[int]]) -> Iterator[_Candidate]:
    content = (not provider.in_tests and is_testish(path)) or (
        provider.kind == "Google API key" and _WEB.search(path) is not None
    )
    for literal in provider.literals:
        for at in there.get(literal, ()):
            match = provider.pattern.match(data, at)
            if match is None:
                continue
            text = match[1].decode("ascii", "replace")
            if provider.kind == "private key":
                end = data.find(b"-----END", match.end(), match.end() + 8000)
                kind = "Google service-account key" if b"service_account" in data else "private key"
                real = not content and judge.entropy(text) > provider.entropy
                yield _Candidate(match[1], match.start(), kind if real else "", last=max(end, match.end()))
                continue
            real = not judge.is_placeholder(text, structured=True) and judge.entropy(text) > provider.entropy
            if provider.is_given:
                real = real and judge.is_random(text, "key")
            real = (real or judge.is_example(text)) and not judge.is_public(text)
            kind = _kind(provider, match[1]) if real and not content else ""
            yield _Candidate(match[1], match.start(1), kind, is_assigned=provider.is_given)
            if provider.kind == "AWS access key":
                yield from _near(data, match, content=content)


def _near(data: bytes, match: re.Match[bytes], *, content: bool) -> Iterator[_Candidate]:
    """The secret that stands near an access key."""
    for near in _SECRET_40.finditer(data, max(0, match.start() - _NEAR), match.end() + _NEAR):
        text = near[1].decode("ascii", "replace")
        mixed = any(c.isdigit() for c in text) and any(c.isupper() for c in text) and any(c.islower() for c in text)
        real = mixed and judge.entropy(text) > 4.0 and not judge.is_placeholder(text)
        if real or judge.is_example(text):
            yield _Candidate(near[1], near.start(1), "" if content else "AWS secret key")


def _assigned(path: str, data: bytes) -> Iterator[_Candidate]:
    lowered = data.lower()
    there = places(lowered, KEYWORD_GATES)
    if not there:
        return
    content = _is_made_up(path) or "telemetry" in path or "analytics" in path
    counted: list[int] | None = None
    is_settings = _SETTINGS.search(path) is not None
    for keyword in KEYWORDS:
        for at in there.get(keyword, ()):
            match = QUOTED.match(lowered, at) or (_bare(lowered, at) if is_settings else None)
            if match is None:
                yield from _connected(data, lowered, at, content=content)
                yield from _given(data, lowered, at)
                continue
            name = judge.name_around(lowered, at)
            if not judge.is_secret_name(name):
                continue
            value = data[match.start(1) : match.end(1)]
            text = value.decode("utf-8", "replace")
            if counted is None:  # few files have a name that is a secret's
                counted = sorted(place for word in _TELEMETRY for place in _places(lowered, word))
            near = bisect_left(counted, at - _BESIDE)
            beside = near < len(counted) and counted[near] <= at + _BESIDE
            form = _form_of(value) or (
                "AWS secret key" if len(text) == 40 and "aws" in name and "secret" in name else ""
            )
            is_meant = not (is_testish(path) if form else content) and not beside
            real = is_meant and (judge.is_example(text) or judge.is_random(text, name))
            kind = form or _noun(name)
            yield _Candidate(value, match.start(1), kind if real else "", is_assigned=not judge.is_example(text))


def _form_of(value: bytes) -> str:
    """The kind of credential whose form an assigned value has: behind the sign of a settings file no search by form begins."""
    return next((_kind(one, value) for one in PROVIDERS if not one.is_given and one.pattern.fullmatch(value)), "")


def _kind(provider: Provider, value: bytes) -> str:
    """What a value is: AWS gives keys of a session, which end within hours, a beginning of their own."""
    return SESSION_KEY if provider.kind == "AWS access key" and value.startswith(b"ASIA") else provider.kind


def _connected(data: bytes, lowered: bytes, at: int, *, content: bool) -> Iterator[_Candidate]:
    """The password in a connection string."""
    match = CONNECTED.match(lowered, at)
    if match is None or BEFORE_CONNECTED.search(lowered, max(0, at - 400), at) is None:
        return
    value = data[match.start(1) : match.end(1)]
    real = not content and judge.is_random(value.decode("utf-8", "replace"), "password")
    yield _Candidate(value, match.start(1), "password" if real else "", is_assigned=True)


def _given(data: bytes, lowered: bytes, at: int) -> Iterator[_Candidate]:
    """What an option of a command is given: no finding, since most are made up, but no line to quote or keep."""
    match = FLAG.match(lowered, at) if BEFORE_FLAG.search(lowered, max(0, at - 44), at) else None
    if match is not None:
        value = data[match.start(1) : match.end(1)]
        if judge.is_random(value.decode("utf-8", "replace"), judge.name_around(lowered, at)):
            yield _Candidate(value, match.start(1), "")


def _bare(lowered: bytes, at: int) -> re.Match[bytes] | None:
    start = lowered.rfind(b"\n", max(0, at - 110), at) + 1
    if not start and at > 110:
        return None
    return BARE.match(lowered, at) if BEFORE_BARE.fullmatch(lowered, start, at) else None


def _noun(name: str) -> str:
    if "passw" in name or "passphrase" in name or "pwd" in name:
        return "password"
    if "token" in name:
        return "token"
    return "API key" if "key" in name else "secret"


def _paired(hits: list[Hit]) -> list[Hit]:
    """An AWS access key and a secret key of one file are one credential to revoke."""
    ids = [hit for hit in hits if hit.kind in ("AWS access key", SESSION_KEY)]
    secrets = [hit for hit in hits if hit.kind == "AWS secret key"]
    if not ids or not secrets:
        return hits
    rest = [hit for hit in hits if hit not in ids and hit not in secrets]
    return rest + [
        hit if hit.kind == SESSION_KEY else Hit("AWS key pair", hit.line, hit.shape, hit.fingerprint, hit.is_example)
        for hit in ids
    ]


def _shape(text: str, kind: str) -> str:
    length = f"{len(text)} characters"
    if len(text) < 16 or kind in ("password", "password in a url", "private key", "Google service-account key"):
        return length
    return f"{text[:4]}… ({length})"


def _fingerprint(value: bytes) -> str:
    return hashlib.sha256(_SALT + value).hexdigest()[:8]


def _heads_of(data: bytes, at: int) -> Iterator[bytes]:
    """The lines that open what a place stands in, the nearest first: each less indented than the one before."""
    start = data.find(b"\n", at - _ABOVE, at) + 1 if at > _ABOVE else 0
    *above, own = data[start:at].split(b"\n")
    depth = _depth(own)
    for line in reversed(above):
        if line.strip() and _depth(line) < depth:
            depth = _depth(line)
            yield line
        if not depth:
            return


def _depth(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" \t"))


def _line_of(data: bytes, at: int) -> bytes:
    """The line around a place, at most a thousand bytes to either side."""
    start = data.rfind(b"\n", max(0, at - 1000), at)
    end = data.find(b"\n", at, at + 1000)
    return data[start + 1 if start >= 0 else max(0, at - 1000) : end if end >= 0 else at + 1000]
