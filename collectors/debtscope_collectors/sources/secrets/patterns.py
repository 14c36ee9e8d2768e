"""What credentials look like: a literal with which they begin, then one pattern, per provider.

Repetitions are possessive (`{8,200}+`): what follows them is never of their own class, so giving back cannot help.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex

_LEFT = rb"(?<![A-Za-z0-9+/=_.%-])"
_RIGHT = rb"(?![A-Za-z0-9+/=_-])"


@frozen(kw_only=False)
class Provider:
    """One kind of credential that is known by its own form."""

    kind: str
    literals: tuple[bytes, ...]
    """The pattern is tried where one of these stands, and nowhere else: finding a literal costs next to nothing."""
    pattern: re.Pattern[bytes]
    """Group 1 is the value."""
    entropy: float = 3.0
    """Bits a character that a real value exceeds."""
    in_tests: bool = False
    """So well structured that even a test would hardly hold a made-up one that looks random."""
    is_given: bool = False
    """Known by the client that it is handed to, not by a form of its own."""


def _provider(
    kind: str, literals: tuple[bytes, ...], body: bytes, entropy: float = 3.0, *, in_tests: bool = False
) -> Provider:
    return Provider(kind, literals, regex(_LEFT + rb"(" + body + rb")" + _RIGHT), entropy, in_tests)


_CLIENTS = (b"cohere.Client(", b"cohere.ClientV2(", b"cohere.AsyncClient(", b"cohere.AsyncClientV2(", b"OpenAI(", b"Anthropic(", b"Pinecone(",
            b"pinecone.init(", b"MistralClient(", b"ElevenLabs(", b"Together(", b"set_api_key(")  # fmt: skip
"""Calls whose first argument is a key; one that is handed over by name is found by that name."""

PROVIDERS: tuple[Provider, ...] = (
    _provider("AWS access key", (b"AKIA", b"ASIA"), rb"(?:AKIA|ASIA)[A-Z2-7]{16}"),
    _provider("GitHub token", (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_"), rb"gh[pousr]_[A-Za-z0-9]{36}", 3.5, in_tests=True),
    _provider("GitHub token", (b"github_pat_",), rb"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}", 3.5, in_tests=True),
    _provider("GitLab token", (b"glpat-",), rb"glpat-[A-Za-z0-9_-]{20}", 3.5, in_tests=True),
    _provider("Hugging Face token", (b"hf_",), rb"hf_[A-Za-z0-9]{34}", 3.8, in_tests=True),
    _provider("OpenAI key", (b"sk-",), rb"sk-[A-Za-z0-9_-]{20,120}T3BlbkFJ[A-Za-z0-9_-]{20,120}+", 3.8, in_tests=True),
    _provider("OpenAI key", (b"sk-",), rb"sk-(?:proj-|svcacct-|admin-)[A-Za-z0-9_-]{40,200}+", 3.8, in_tests=True),
    _provider("OpenAI key", (b"sk-",), rb"sk-[A-Za-z0-9]{48}", 3.8, in_tests=True),
    _provider("Anthropic key", (b"sk-ant-",), rb"sk-ant-[A-Za-z0-9_-]{80,200}+", 3.8, in_tests=True),
    _provider("Slack token", (b"xox",), rb"xox[abprs]-[0-9]{8,20}-[A-Za-z0-9-]{20,120}", 3.0, in_tests=True),
    Provider(
        "Slack webhook", (b"hooks.slack.com/",),
        regex(rb"hooks\.slack\.com/services/(T[A-Z0-9]{8,12}/B[A-Z0-9]{8,12}/[A-Za-z0-9]{24})" + _RIGHT), 3.5,
    ),
    _provider("Databricks token", (b"dapi",), rb"dapi[0-9a-f]{32}(?:-[0-9])?", 3.0, in_tests=True),
    _provider("Google API key", (b"AIza",), rb"AIza[0-9A-Za-z_-]{35}", 3.8),
    _provider("Stripe key", (b"sk_live_", b"rk_live_"), rb"[sr]k_live_[0-9A-Za-z]{24,99}", 3.5, in_tests=True),
    _provider("SendGrid key", (b"SG.",), rb"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}", 3.8, in_tests=True),
    _provider("npm token", (b"npm_",), rb"npm_[A-Za-z0-9]{36}", 3.8, in_tests=True),
    _provider("PyPI token", (b"pypi-AgE",), rb"pypi-AgE[A-Za-z0-9_-]{50,400}+", 3.8, in_tests=True),
    Provider("Azure storage key", (b"AccountKey=",), regex(rb"AccountKey=([A-Za-z0-9+/]{86}==)"), 4.0),
    Provider("Azure service bus key", (b"SharedAccessKey=",), regex(rb"SharedAccessKey=([A-Za-z0-9+/]{43}=)"), 4.0),
    Provider(
        "Weights & Biases key", (b"wandb", b"WANDB"),
        regex(rb"(?:wandb|WANDB)[^\n]{0,60}?[^0-9A-Za-z/_-]([0-9a-f]{40})(?![0-9A-Za-z])"), 3.0,
    ),
    Provider(
        "API key", _CLIENTS,
        regex(rb"[\w.]{6,24}+\(\s{0,40}\\?[\"']([A-Za-z0-9_-]{32,200}+)\\?[\"']"), 3.5, is_given=True,
    ),
    Provider(
        "private key", (b"-----BEGIN ",),
        regex(rb"-----BEGIN (?:RSA |EC |DSA |OPENSSH |PGP )?PRIVATE KEY(?: BLOCK)?-----((?:\s|\\n|\\r|\"|'|,){1,40}[A-Za-z0-9+/=]{40,2000})"), 3.5,
    ),
)  # fmt: skip


@frozen(kw_only=False)
class Gate:
    """Literals that hold the same rare byte, behind one pattern that begins with it: one quick pass says that none is there."""

    pattern: re.Pattern[bytes]
    literals: tuple[tuple[bytes, int], ...]
    """Each with the place of that byte in it."""


_RARE = b"Akwh-pSxsP"
"""The first of these that a literal holds is looked for: the rarer a byte, the quicker the pass, and the fewer the passes; `_` stands
in every other name of a program."""


def _gates(literals: Iterable[bytes]) -> tuple[Gate, ...]:
    by_rare: dict[int, list[tuple[bytes, int]]] = {}
    for literal in dict.fromkeys(literals):
        rare = next(byte for byte in _RARE if byte in literal)
        by_rare.setdefault(rare, []).append((literal, literal.index(rare)))
    return tuple(_gate(bytes((rare,)), group) for rare, group in by_rare.items())


def _gate(rare: bytes, literals: Sequence[tuple[bytes, int]]) -> Gate:
    rest = b"|".join(
        re.escape(literal[at + 1 :]) + (b"(?<=" + re.escape(literal) + b")" if at else b"") for literal, at in literals
    )
    return Gate(regex(re.escape(rare) + b"(?:" + rest + b")"), tuple(literals))


def places(data: bytes, gates: tuple[Gate, ...]) -> dict[bytes, list[int]]:
    """Where each literal stands; one that begins within another may be passed over, as it begins within a word."""
    found: dict[bytes, list[int]] = {}
    for gate in gates:
        for match in gate.pattern.finditer(data):
            for literal, at in gate.literals:
                start = match.start() - at
                if start >= 0 and data.startswith(literal, start):
                    found.setdefault(literal, []).append(start)
    return found


PROVIDER_GATES = _gates(literal for provider in PROVIDERS for literal in provider.literals)
URL = regex(rb"://([^\s:/@\"'<>\\`]{0,100}+):([^\s/@\"'<>\\`]{3,200}+)@([A-Za-z0-9_.-]{1,253})")
"""user, password, host; tried where `://` stands."""

KEYWORDS = (b"passw", b"pwd", b"passphrase", b"secret", b"token", b"apikey", b"api_key", b"api-key", b"access_key", b"accesskey",
            b"access-key", b"fernet_key", b"auth_key", b"authkey", b"account_key", b"accountkey", b"private_key", b"privatekey")  # fmt: skip
"""Tried on lowered text; the patterns below are matched where one of them stands, never searched for."""
KEYWORD_GATES = _gates(KEYWORDS)
_WORD = rb"[a-z0-9_-]{3,48}+"
QUOTED = regex(
    _WORD
    + rb"(?:\\?[\"'])?\]?(?:\s{0,3}:\s{0,3}str)?\s{0,8}[=:,]\s{0,8}\\?[\"']([^\s\"'\\<>{}()\[\]$,;`]{8,200}+)\\?[\"'](?!\s{0,8}:)"
)
"""The rest of a name from its keyword on, then a quoted value; quotes may be escaped, as in a notebook's JSON. What a colon
follows is a key: a text that ends in such a word, then a comma, then the next key of the object."""
BARE = regex(_WORD + rb"[\"']?[ \t]{0,8}[=:][ \t]{0,8}([^\s\"'\\<>{}()\[\]$,;`#]{8,200}+)[ \t]{0,20}\r?(?:\n|\Z)")
"""In settings files: the name, then a value without quotes up to the end of the line."""
CONNECTED = regex(rb"(?:pwd|passw(?:or)?d)[ ]?=[ ]?([^\s\"'\\<>{}()\[\]$,;`%]{8,100}+)(?=[;\"'])")
BEFORE_CONNECTED = regex(
    rb"(?:uid|user(?: id)?|server|data source|driver|database|initial catalog)[ ]?=[^\n]{1,300}[;\"'][ ]?\Z"
)
"""A part of a connection string of ODBC or ADO: `SERVER=…;UID=ml;PWD=…`, and what stands before it."""
FLAG = regex(_WORD + rb"[ \t=]{1,2}[\"']?([^\s\"'\\<>{}()\[\]$,;`]{8,200}+)")
"""The rest of an option of a command and its value: `--db-password q8Zr…`."""
BEFORE_FLAG = regex(rb"(?:^|[\s\"'\[,])--[a-z0-9_-]{0,40}\Z")
BEFORE_BARE = regex(rb"[ \t]{0,40}(?:export[ \t]+|env[ \t]+|arg[ \t]+|-[ \t]+)?[\"']?[a-z0-9_.-]{0,60}\Z")
"""What may stand between the beginning of such a line and the keyword."""
