"""What stands between findings and items: the merged findings of one rule and subject, before pricing and triage."""

from __future__ import annotations

from dataclasses import dataclass

from debtscope.model.finding import Finding, Subject
from debtscope.model.rule import Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One item to be priced."""

    id: str
    rule: Rule
    subject: Subject
    findings: tuple[Finding, ...]
    """In order of line; the first one speaks for the item."""
    component: str

    @property
    def path(self) -> str | None:
        """The file of the fix, if it is one."""
        return self.subject.path
