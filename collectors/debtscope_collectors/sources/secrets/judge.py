"""What tells a credential from a placeholder, a test key, a documented example or a word."""

from __future__ import annotations

import base64
import math
import re
from itertools import pairwise

from debtscope.model.regex import regex

_PLACEHOLDER = regex(
    r"x{4,}|\*{3,}|\.{3,}|#{3,}|-{4,}|_{4,}|changeme|change[_-]me|placeholder|your|insert|replace|redacted|removed|dummy|fake|mock|"
    r"sample|example|foobar|foo[_-]|[_-]bar|todo|fixme|secret|pass|pwd|token|apikey|api[_-]key|testing|test[_-]|[_-]test|invalid|"
    r"wrong|hello|none|null|undefined|default|default|localhost|demo|1234|abcdef|abc123|qwerty|0{6,}|deadbeef|asdf|lorem",
    re.IGNORECASE,
)
_EXAMPLES = frozenset(
    (
        "AKIAIOSFODNN7EXAMPLE",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AKIAI44QH8DHBEXAMPLE",
        "je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY",
    )
)
_PUBLIC = ("Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq",)
"""Development keys that their vendors publish for everybody (Azurite)."""
_NAME_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789_-."
_SECRET_WORDS = frozenset(
    (
        "password",
        "passwd",
        "passphrase",
        "pwd",
        "secret",
        "apikey",
        "token",
        "accesskey",
        "authkey",
        "accountkey",
        "privatekey",
    )
)
_TOKEN_OWNERS = frozenset(
    ("auth", "access", "api", "secret", "bearer", "refresh", "bot", "hf", "hub", "huggingface", "github", "gitlab", "gh", "slack",
     "wandb", "wb", "neptune", "comet", "databricks", "mlflow", "dvc", "ngrok", "telegram", "discord", "personal", "pat", "user",
     "admin", "id", "session", "jwt", "oauth", "login", "account", "service", "sas", "pypi", "npm", "mapbox", "vault", "kaggle",
     "openai", "replicate", "cohere", "pinecone", "grafana", "influx", "influxdb", "csrf", "webhook", "push", "private", "my")
)  # fmt: skip
_NOT_VALUES = regex(
    r"^(?:[a-z]+://|/|\./|\.\./|~/|[A-Za-z_][\w]*(?:\.[A-Za-z_][\w]*)+$|models:|s3:|gs:|sha\d+[:-]|md5[:-]|arn:)"
)
_VARIABLE = regex(r"^[A-Z][A-Z0-9]{0,20}(?:_[A-Z][A-Z0-9]{0,20}){1,9}$")
"""The name of a variable of the environment: a list of such names holds `…_API_KEY` beside them, and no key."""
_WORDY = regex(r"^(?:[A-Z]?[a-z]{2,}|[A-Z]{2,}|\d{1,4}|v\d+)(?:[-_./: ]?(?:[A-Z]?[a-z]{2,}|[A-Z]{2,}|\d{1,4}|v\d+))*$")
_WEAK = frozenset(
    ["admin", "root", "postgres", "mysql", "mlflow", "airflow", "minio", "minioadmin", "guest", "user", "username", "test", "redis", "rabbitmq", "mongo", "prefect", "dagster", "zenml", "pass", "pwd", "feast", "superset", "metabase", "label-studio", "docker", "ubuntu", "git", "oauth2", "x-access-token", "x-oauth-basic", "anonymous", "secret", "password", "token"]
)  # fmt: skip
_ALLOWED = regex(
    rb"pragma: ?allowlist|gitleaks:allow|nosec|noqa: ?S10|detect-secrets|trufflehog:ignore",
    re.IGNORECASE,
)
_FAKED = regex(
    rb"fake|dummy|mock|redact|mask|scrub|sanitiz|example|placeholder|not[_ -]?a?[_ -]?real|invalid", re.IGNORECASE
)


_OF_EXAMPLES = regex(
    rb"(?:^|[\s_.\"'])(?:examples?|samples?|dummy|fake|placeholders?)(?:[\s_.\"':=(]|$)", re.IGNORECASE
)


_CLASSES = 4
_CHOSEN = 8
_SPELLED = regex(r"[*?|\\^%&=]|^[@#!:]|[.:]$|^\W|\bP@ss", re.IGNORECASE)
"""Patterns, formats and keys of other systems."""


def entropy(value: str) -> float:
    """Shannon entropy, bits a character."""
    if not value:
        return 0.0
    counts = [value.count(char) for char in set(value)]
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts)


def is_example(value: str) -> bool:
    """A vendor's documentation example."""
    return value in _EXAMPLES


def is_public(value: str) -> bool:
    """A key that is published on purpose."""
    return any(part in value for part in _PUBLIC)


def is_placeholder(value: str, *, structured: bool = False) -> bool:
    """A stand-in. Of structured tokens only the part behind the prefix is judged, and short words may occur by chance."""
    body = value.split("_", 1)[-1] if structured else value
    return _PLACEHOLDER.search(body) is not None or _is_sequence(body)


def _is_sequence(value: str) -> bool:
    """Runs of one character or of the alphabet make up a third or more of it."""
    steps = sum(1 for a, b in pairwise(value) if ord(b) - ord(a) in (0, 1, -1))
    return len(value) > 3 and steps / (len(value) - 1) > 0.3


def name_around(lowered: bytes, at: int) -> str:
    """The whole name in which a keyword was found."""
    before = lowered[max(0, at - 80) : at]
    after = lowered[at : at + 60]
    start, end = len(before.rstrip(_NAME_BYTES)), len(after) - len(after.lstrip(_NAME_BYTES))
    return (before[start:] + after[:end]).decode("ascii")


def is_secret_name(name: str) -> bool:
    """`api_key`, `hf_token`, `DB_PASSWORD`, `password2`; not `pad_token`, `tokenizer`, `secret_name`, `password_field`."""
    parts = [part for part in re.split(r"[_.\-]+", name.lower()) if part]
    while parts and parts[-1].isdigit():
        parts.pop()
    if not parts:
        return False
    if any(
        part in ("hash", "hashed", "encrypted", "public", "masked", "sha256", "md5", "fake", "dummy", "example")
        for part in parts
    ):
        return False
    last = parts[-1].rstrip("0123456789")  # `password2` repeats a password
    before = parts[-2] if len(parts) > 1 else ""
    if last == "key":
        return before in ("api", "access", "auth", "account", "private", "secret", "fernet")
    if last == "token":
        return not before or before in _TOKEN_OWNERS
    return last in _SECRET_WORDS or last.endswith(("password", "passwd", "apikey", "secret"))


def is_random(value: str, name: str) -> bool:
    """Whether an assigned literal has the look of a generated or chosen secret and not of words, paths or names.

    Kubernetes writes secrets in base64: what decodes to text is judged by that text.
    """
    if len(value) % 4 == 0 and (inner := _unwrapped(value)):
        return _is_random(inner, name) and not is_weak("", inner)
    return _is_random(value, name)


def _unwrapped(value: str) -> str:
    try:
        inner = base64.b64decode(value, validate=True).decode("ascii")
    except ValueError:
        return ""
    return inner if inner.isprintable() else ""


def _is_random(value: str, name: str) -> bool:
    if len(value) > 200 or any(form.match(value) for form in (_NOT_VALUES, _VARIABLE, _WORDY)) or is_placeholder(value):
        return False
    classes = sum((any(c.isdigit() for c in value), any(c.islower() for c in value), any(c.isupper() for c in value),
                   any(not c.isalnum() for c in value)))  # fmt: skip
    if not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value) or classes < 2:
        return False
    if any(ord(c) > 126 for c in value):
        return False
    if "passw" in name and classes == _CLASSES and len(value) >= _CHOSEN and not _SPELLED.search(value):
        return (
            entropy(value) > 2.7
        )  # `Bank@2024`: what people choose where a rule asks for letters of both cases, digits and signs
    wants = 12 if "passw" in name or "pwd" in name or "secret" in name else 16
    return len(value) >= wants and entropy(value) > 3.5


def is_weak(user: str, password: str) -> bool:
    """A default or word as a password: no secret that anybody could leak."""
    low = password.lower()
    return low in _WEAK or low == user.lower() or is_placeholder(password) or _WORDY.match(password) is not None


def is_url_password(user: str, password: str, host: str) -> bool:
    """Whether the user information of a url holds a real password."""
    if re.search(r"[${}%*<>()|\[\]]", re.sub(r"%[0-9A-Fa-f]{2}", "a", password)) or re.search(r"[${}<>*]", user):
        return False
    low = host.lower()
    if low in ("localhost", "127.0.0.1", "host", "hostname", "server") or re.search(
        r"(?:^|\.)(?:example|test|invalid|localhost)(?:\.|$)", low
    ):
        return False
    return len(password) >= 8 and not is_weak(user, password) and entropy(password) > 2.7 and (
        any(c.isdigit() for c in password) and any(c.isalpha() for c in password)
    )  # fmt: skip


def is_excused(line: bytes) -> bool:
    """Somebody has looked at this line and said so in the way of another tool."""
    return _ALLOWED.search(line) is not None


def says_fake(line: bytes) -> bool:
    """The line itself says that its value is made up."""
    return _FAKED.search(line) is not None


def is_of_examples(head: bytes) -> bool:
    """A line that opens a literal or a call whose name says that what follows is made up: `connection_args_example = dict(`."""
    return head.rstrip().endswith((b"(", b"[", b"{")) and _OF_EXAMPLES.search(head.partition(b"#")[0]) is not None
