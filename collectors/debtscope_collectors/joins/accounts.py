"""Whose repository this is: the account of the clone's origin, and the one that the readme fetches from or says over and over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set

from debtscope.api import Facts, GitHistory
from debtscope.model.regex import regex
from debtscope_collectors.sources.docs.facts import DocPage

_ACCOUNT = regex(r"github\.com/([\w-]{2,40})/")
_OFTEN = 3
_CLONED = regex(
    r"\bgit clone (?:--?[\w=-]{1,20} ){0,3}(?:https?://github\.com/|git@github\.com:)([\w-]{2,39})/", re.IGNORECASE
)


def own_accounts(facts: Facts) -> frozenset[str]:
    """The team's accounts, in small letters: what they publish elsewhere, data, images and sites, is the project's own."""
    readme = next((p for p in facts.all(DocPage) if p.kind == "readme" and "/" not in p.path), None)
    named = Counter(name.lower() for name in _ACCOUNT.findall(readme.text)) if readme else Counter[str]()
    often = {name for name, times in named.most_common(1) if times >= _OFTEN}
    history = facts.one(GitHistory)
    return frozenset({*often, cloned_account(facts), history.account if history else ""} - {""})


def cloned_account(facts: Facts) -> str:
    """The account that a README fetches the project from, in small letters; `` where it fetches none."""
    pages = (_CLONED.search(page.text) for page in facts.all(DocPage) if page.kind == "readme")
    return next((found[1].lower() for found in pages if found), "")


def is_of(owner: str, accounts: Set[str]) -> bool:
    """`acme` is of `acme-ai`: hosts of models and images give shorter names."""
    return bool(owner) and any(f"{account}-".startswith(f"{owner.lower()}-") for account in accounts)
