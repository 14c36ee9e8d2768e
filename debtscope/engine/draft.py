"""What stands between findings and items: the merged findings of one rule and subject, before pricing and triage."""

from __future__ import annotations

from debtscope.model.finding import Finding, Subject
from debtscope.model.frozen import frozen
from debtscope.model.rule import Rule


@frozen
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
