"""Who an author is: `.mailmap`, one person's several addresses, and robots. E-mail addresses never leave `engine.git`."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import field

from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope.model.text import without_credentials

Identity = tuple[str, str]
"""Name and e-mail address, as the commit has them."""

_MAILMAP = regex(r"([^<>]{0,200})<([^<>]{0,200})>(?:([^<>]{0,200})<([^<>]{0,200})>)?")
_NOREPLY = regex(r"(?:\d+\+)?([^@+]+)@users\.noreply\.github\.com")
_SHARED = frozenset({
    "admin", "administrator", "build", "contact", "data", "deploy", "dev", "developer", "email", "git", "github",
    "gitlab", "hello", "info", "jenkins", "local", "localhost", "mail", "me", "noreply", "no-reply", "office", "root",
    "support", "team", "test", "ubuntu", "user", "vagrant", "work",
})  # fmt: skip
_BOTS = frozenset({
    "actions-user", "allcontributors", "codecov", "dependabot", "dependabot-preview", "github-actions",
    "greenkeeper", "imgbot", "mergify", "pre-commit-ci", "pyup-bot", "renovate", "renovate-bot", "semantic-release-bot",
    "snyk-bot", "web-flow", "whitesource-bolt",
})  # fmt: skip
_SKIP_CI = ("[skip ci]", "[ci skip]", "[no ci]", "***no_ci***", "[skip actions]")


def is_bot(identity: Identity, subject: str) -> bool:
    """Whether a commit was made by a machine, by its author or by what its subject asks of CI."""
    name, email = identity[0].strip().lower(), identity[1].lower()
    local = email.partition("@")[0].rpartition("+")[2]
    if name.endswith("[bot]") or local.endswith("[bot]") or name in _BOTS or local in _BOTS:
        return True
    return any(mark in subject.lower() for mark in _SKIP_CI)


@frozen(kw_only=False)
class Mailmap:
    """`.mailmap` as git reads it, by our own reader."""

    by_email: Mapping[str, Identity] = field(default_factory=dict[str, Identity])
    by_both: Mapping[Identity, Identity] = field(default_factory=dict[Identity, Identity])

    def of(self, identity: Identity) -> Identity:
        """The proper name and address; an empty part keeps what the commit has."""
        name, email = identity
        found = self.by_both.get((name.lower(), email.lower())) or self.by_email.get(email.lower())
        return (found[0] or name, found[1] or email) if found else identity


def parse_mailmap(text: str) -> Mailmap:
    """Lines that do not fit are passed over, as git does."""
    by_email: dict[str, Identity] = {}
    by_both: dict[Identity, Identity] = {}
    for line in text.splitlines()[:50_000]:
        found = _MAILMAP.match(line.partition("#")[0].strip()[:900])
        if not found:
            continue
        name, email, old_name, old_email = (part.strip() for part in found.groups(""))
        if not old_email:
            by_email[email.lower()] = (without_credentials(name), "")
        elif old_name:
            by_both[old_name.lower(), old_email.lower()] = (without_credentials(name), email)
        else:
            by_email[old_email.lower()] = (without_credentials(name), email)
    return Mailmap(by_email, by_both)


@frozen(kw_only=False)
class Person:
    """One author after folding."""

    name: str
    key: str


def fold(counts: Mapping[Identity, int], mailmap: Mailmap, salt: str) -> dict[Identity, Person]:
    """Which identities are one person: the same address, the same full name, or the same telling local part.

    A local part alone is no proof: it must be long enough, no shared mailbox, and hold every word of the name or be it.
    """
    proper = {identity: mailmap.of(identity) for identity in counts}
    groups = _Groups()
    for identity, (name, email) in proper.items():
        groups.add(identity)
        for sign in _signs(name, email):
            groups.join(identity, sign)
    people: dict[Identity, Person] = {}
    for members in groups.all():
        names: Counter[str] = Counter()
        for identity in members:
            names[_shown(*proper[identity])] += counts[identity]
        name = min(names, key=lambda one: (-names[one], one))
        first = "\0".join(min((email.lower(), name.lower()) for name, email in map(proper.__getitem__, members)))
        key = hashlib.sha256(f"{salt}\0{first}".encode("utf-8", "surrogateescape")).hexdigest()[:16]
        people |= dict.fromkeys(members, Person(name, key))
    return people


def _shown(name: str, email: str) -> str:
    """A name without an address in it."""
    name = name.strip() or email
    return name.partition("@")[0] if "@" in name else name


def _signs(name: str, email: str) -> Iterable[str]:
    """What two identities of one person have in common."""
    email = email.strip().lower()
    words = re.findall(r"\w+", name.lower())
    local = email.partition("@")[0]
    login = _NOREPLY.fullmatch(email)
    if login:
        local = login[1]
        yield f"email:{email}"
    elif email and local not in _SHARED and not email.endswith(("@localhost", ".local", "@localhost.localdomain")):
        yield f"email:{email}"
    if len(words) >= 2 and sum(len(word) for word in words) >= 6:
        yield f"name:{' '.join(words)}"
    is_whole_name = len(words) >= 2 and all(word in local for word in words)
    if len(local) >= 5 and local not in _SHARED and (is_whole_name or name.strip().lower() == local):
        yield f"local:{local}"


class _Groups:
    """Identities that share a sign, directly or through others."""

    def __init__(self) -> None:
        self._parent: dict[Identity, Identity] = {}
        self._signs: dict[str, Identity] = {}

    def add(self, identity: Identity) -> None:
        self._parent.setdefault(identity, identity)

    def _root(self, identity: Identity) -> Identity:
        while self._parent[identity] != identity:
            self._parent[identity] = self._parent[self._parent[identity]]
            identity = self._parent[identity]
        return identity

    def join(self, identity: Identity, sign: str) -> None:
        other = self._signs.setdefault(sign, identity)
        self._parent[self._root(identity)] = self._root(other)

    def all(self) -> list[list[Identity]]:
        """Groups, each sorted."""
        groups: defaultdict[Identity, list[Identity]] = defaultdict(list)
        for identity in sorted(self._parent):
            groups[self._root(identity)].append(identity)
        return list(groups.values())
