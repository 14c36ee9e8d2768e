"""Small histories, drafts and items made by hand for the interest tests."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from debtscope.api import (
    Category,
    Change,
    Commit,
    Confidence,
    Driver,
    Evidence,
    Finding,
    GitHistory,
    Maturity,
    Severity,
)
from debtscope.engine.draft import Draft
from debtscope.model.finding import Subject, file_subject
from debtscope.model.rule import Rule, RulePage

AS_OF = date(2026, 11, 20)

_numbers = itertools.count()


def commit(
    days_ago: float,
    *paths: str,
    subject: str = "Work on it",
    author: str = "ana",
    is_merge: bool = False,
    is_bot: bool = False,
) -> Commit:
    """One commit that modified the paths so many days before the end of AS_OF."""
    at = datetime.combine(AS_OF, time(23), tzinfo=UTC) - timedelta(days=days_ago)
    changes = tuple(Change(status="M", path=path) for path in paths)
    return Commit(
        sha=f"{next(_numbers):040x}", at=at, author=author, author_key=author, subject=subject, changes=changes,
        is_merge=is_merge, is_bot=is_bot,
    )  # fmt: skip


def history(commits: Iterable[Commit], *, is_shallow: bool = False) -> GitHistory:
    """Newest first, touches by path as they stand (no renames)."""
    ordered = tuple(sorted(commits, key=lambda c: c.at, reverse=True))
    touches: dict[str, list[int]] = defaultdict(list)
    for index, one in enumerate(ordered):
        for change in one.changes:
            touches[change.path].append(index)
    return GitHistory(
        head=ordered[0].sha if ordered else None,
        branch="main",
        commits=ordered,
        is_shallow=is_shallow,
        touches={path: tuple(indices) for path, indices in touches.items()},
    )


def rule(slug: str, severity: Severity = Severity.HIGH, confidence: Confidence = Confidence.HIGH) -> Rule:
    """A rule that never fires, for its name."""

    def check(_: object) -> Iterable[Finding]:
        return ()

    return Rule(
        id="TST-001", slug=slug, title=slug, category=Category.CODE, debt_type="test debt", severity=severity,
        confidence=confidence, since=Maturity.RESEARCH, needs=("files",),
        page=RulePage(detects="d", why="w", pay_down="p", example="e", references="r"), check=check,
    )  # fmt: skip


def finding(
    path: str | None = None,
    *,
    tier: str | None = None,
    occurrences: float = 1,
    drivers: Sequence[Driver] = (),
    severity: Severity | None = None,
) -> Finding:
    """A finding at a file, or of the repository."""
    subject = file_subject(path) if path else Subject(kind="repo", name="repo")
    evidence = (Evidence(kind="line", path=path, line=1, excerpt="x"),)
    return Finding(
        subject=subject, message="m", evidence=evidence, tier=tier, occurrences=occurrences, drivers=tuple(drivers),
        severity=severity,
    )  # fmt: skip


def draft(slug: str, *findings: Finding, name: str | None = None, **of_rule: Severity | Confidence) -> Draft:
    """One item to be priced."""
    severity = of_rule.get("severity", Severity.HIGH)
    confidence = of_rule.get("confidence", Confidence.HIGH)
    assert isinstance(severity, Severity)
    assert isinstance(confidence, Confidence)
    return Draft(
        id=name or f"TST-001-{next(_numbers):08d}",
        rule=rule(slug, severity, confidence),
        subject=findings[0].subject,
        findings=findings,
        component="core",
    )
