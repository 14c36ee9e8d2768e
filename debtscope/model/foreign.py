"""What other tools found, in their own terms: a row of a SARIF report."""

from __future__ import annotations

from debtscope.model.frozen import frozen
from debtscope.model.vocabulary import Category, Severity


@frozen
class ForeignRule:
    """One rule of another tool, as its report describes it. All texts are redacted."""

    tool: str
    rule: str
    title: str
    help: str
    url: str
    category: Category
    severity: Severity


@frozen
class ForeignHit:
    """One result. Its message may quote what it found and is not kept of tools that look for credentials."""

    tool: str
    rule: str
    path: str | None
    """Workspace path; None where the report names a file that is not there."""
    named: str
    """The place as the report has it, without folders of another machine."""
    line: int | None
    message: str
    report: str
    excused: str | None = None
    """Why the tool itself does not count it."""
