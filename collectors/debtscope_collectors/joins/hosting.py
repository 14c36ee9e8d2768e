"""Under whose account the repository is hosted: what that account publishes elsewhere is the team's own."""

from __future__ import annotations

import re

from debtscope.api import Facts, GitHistory
from debtscope.model.regex import regex
from debtscope_collectors.sources.docs.facts import DocPage

_CLONED = regex(
    r"\bgit clone (?:--?[\w=-]{1,20} ){0,3}(?:https?://github\.com/|git@github\.com:)([\w-]{2,39})/", re.IGNORECASE
)
"""Where a README fetches the project from: whose account that is."""


def cloned_account(facts: Facts) -> str:
    """The account that the README fetches the project from, lower case; `` where it fetches none."""
    pages = (_CLONED.search(page.text) for page in facts.all(DocPage) if page.kind == "readme")
    return next((found[1].lower() for found in pages if found), "")


def own_accounts(facts: Facts) -> frozenset[str]:
    """Names of the team's accounts, lower case: where the clone comes from, and where the README takes it from."""
    history = facts.one(GitHistory)
    return frozenset({history.account if history else "", cloned_account(facts)} - {""})
