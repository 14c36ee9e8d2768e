"""Whose repository this is, by what its readme says over and over."""

from __future__ import annotations

from collections import Counter

from debtscope.api import Facts
from debtscope.model.regex import regex
from debtscope_collectors.sources.docs.facts import DocPage

_ACCOUNT = regex(r"github\.com/([\w-]{2,40})/")
_OFTEN = 3


def own_accounts(facts: Facts) -> frozenset[str]:
    """The account, in small letters, that the readme at the top names three times and more: its data and sites are the project's own."""
    readme = next((p for p in facts.all(DocPage) if p.kind == "readme" and "/" not in p.path), None)
    named = Counter(name.lower() for name in _ACCOUNT.findall(readme.text)) if readme else Counter[str]()
    return frozenset(name for name, times in named.most_common(1) if times >= _OFTEN)
