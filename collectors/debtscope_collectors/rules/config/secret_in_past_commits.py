"""Credentials in past commits

Detects
-------
Keys, tokens and passwords in contents that a past commit of the branch had and that no file has today, with the same forms and
guards as `secret-in-repo`, outside of tests, environments and other people's code. Only where `debtscope scan --history` asked for it. A value that still stands in the tree is told
there alone. One item a file and kind (low for keys of AWS sessions that have ended since); the value is never shown or kept.

Why it is debt
--------------
A line that was deleted is in every clone. Who took it out often did not revoke it: the key opens what it opened, and nobody
sees it in a review any more.

How to pay it down
------------------
1. Revoke the credential, or make sure that it was; then accept the item with that as its reason.
2. If the repository is or was public, purge it from history as well.

Example
-------
Debt: `AWS_SECRET_ACCESS_KEY = "…"` in a commit of last year, replaced by `os.environ[…]` the week after.

Clean: a template's `changeme`, in any commit.

References
----------
- Meli, McNiece and Reaves, How Bad Can It Git? Characterizing Secret Leakage in Public GitHub Repositories (NDSS 2019)
- OWASP Secrets Management Cheat Sheet
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.figures import some
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.sources.past.facts import PastSecret
from debtscope_collectors.sources.secrets.facts import SESSION_DAYS, SESSION_KEY, SecretFinding

_SHOWN = 20
_OTHERS = frozenset({"vendored", "generated", "test"})


@rule(
    id="CFG-043",
    category=Category.CONFIG,
    debt_type="security debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("past", "secrets"),
)
def check(facts: Facts) -> Iterator[Finding]:
    here = {secret.fingerprint for secret in facts.all(SecretFinding)}
    groups: dict[tuple[str, str], list[PastSecret]] = {}
    for secret in facts.all(PastSecret):
        if role_by_path(secret.path) in _OTHERS:
            continue
        if secret.fingerprint in here or (secret.is_example and not facts.settings.example_values_are_real):
            continue
        here.add(secret.fingerprint)  # the same value in another file or commit is revoked with it
        groups.setdefault((secret.path, secret.kind), []).append(secret)
    for (path, kind), found in sorted(groups.items()):
        yield _finding(facts, path, kind, found)


def _finding(facts: Facts, path: str, kind: str, found: list[PastSecret]) -> Finding:
    last = found[0]
    what = f"{len(found)} values of the kind {kind} stood" if len(found) > 1 else f"{some(kind)} stood"
    return Finding(
        subject=Subject(kind="secret", name=f"{path} in past commits", symbol=kind),
        title=f"{kind} in past commits",
        message=(
            f"{what} in {path}:{last.line} (commit {last.commit[:10]} of {last.day}) and is gone from the tree; every clone "
            "keeps it. Whether it was revoked no file tells."
        ),
        evidence=tuple(
            Evidence(kind="commit", ref=f"{one.commit[:10]} {path}:{one.line} {one.fingerprint}", value=one.shape)
            for one in found[:_SHOWN]
        ),
        occurrences=len(found),
        severity=Severity.LOW if kind == SESSION_KEY and _have_ended(facts, found) else None,
        tags=("credential",),
    )


def _have_ended(facts: Facts, found: list[PastSecret]) -> bool:
    """Whether the commits are older than a session lasts."""
    return all((facts.as_of - date.fromisoformat(one.day)).days > SESSION_DAYS for one in found)
