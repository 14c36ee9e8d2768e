"""Runbooks that nobody owns."""

from __future__ import annotations

from collections.abc import Iterator

from acme_debtscope.facts import OrphanedRunbook, Runbook
from debtscope.api import Facts, join


@join(OrphanedRunbook)
def orphans(facts: Facts) -> Iterator[OrphanedRunbook]:
    """In the order of their paths."""
    return (OrphanedRunbook(runbook=one) for one in facts.all(Runbook) if one.owner is None)
