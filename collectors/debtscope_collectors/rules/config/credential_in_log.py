"""Credentials are printed or logged

Detects
-------
Log lines and prints in code that is in use of which an argument is a credential itself: a password, an API key, a secret key, a token of access, of a
session or of a password reset (`logger.error(f"Reset token: {token}")`, `print(os.environ["API_KEY"])`), or what AWS lends
to whoever takes a role (`logging.info(answer["Credentials"])`, `print(sts.assume_role(…))`). Only what is handed over whole counts: no part of a value
(`key[:4]`), no length, no masked value, no word whether there is one, no name or path of a credential, no setting whose type hides it
(`SecretStr`), no token of a text that streams, and no key that the program made a moment ago to show it once. High where code of production tells it as a warning or an error, which logs keep unless somebody turned that off. One item for the repository; tests are left out, and notebooks, whose outputs CFG-001 searches.

Why it is debt
--------------
Logs are kept for months, copied into search engines and tickets, and read by more people than the vault. Whoever reads the line can
act as the service, or as the user whose password was about to be reset.

How to pay it down
------------------
Take the value out of the line, or tell its last four characters; type such settings as `SecretStr`; and change the credentials that stand in logs by now.

Example
-------
Debt: `logger.debug(f"Creating client with {access_key}/{secret_key}")`.

Clean: `logger.debug("Creating client with key …%s", access_key[-4:])`.

References
----------
- CWE-532: insertion of sensitive information into a log file
- OWASP Logging Cheat Sheet: data to exclude
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.python.told_secrets import ToldSecret, hidden_settings, told_secrets

_ROLES = frozenset({"production", "script", "experiment"})
_SHOWN = 3
_MOST = 20
"""Places that the evidence names."""


@rule(
    id="CFG-044",
    category=Category.CONFIG,
    debt_type="security debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.RESEARCH,
    needs=("python",),
    facets=(told_secrets, hidden_settings),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    code = facts.one(CodeBase)
    if code is None:
        return
    hidden = {row.name for rows in facts.rows(hidden_settings).values() for row in rows}
    found: list[tuple[str, ToldSecret]] = [
        (path, row)
        for path, rows in sorted(facts.rows(told_secrets).items())
        if path in code.modules and code.modules[path].role in _ROLES and not is_aside(path)
        for row in rows
        if row.name not in hidden
    ]
    if not found:
        return
    found.sort(
        key=lambda one: (
            not code.modules[one[0]].in_production,
            not one[1].is_loud,
            not one[1].is_log,
            one[0],
            one[1].line,
        )
    )
    path, first = found[0]
    is_used = code.modules[path].in_production
    where = f"{path}:{first.line}" if len(found) == 1 else f"{listed([f'{p}:{row.line}' for p, row in found], _SHOWN)}"
    names = listed(sorted({row.name for _, row in found}), _SHOWN)
    yield Finding(
        subject=Subject(kind="repo", name="credentials in logs", path=path),
        severity=Severity.HIGH
        if is_used and first.is_loud
        else Severity.MEDIUM
        if is_used or first.is_log
        else Severity.LOW,
        message=f"{where} {'writes' if len(found) == 1 else 'write'} {names} to the {'log' if first.is_log else 'output'}: whoever reads it there can use it.",
        line=first.line,
        evidence=tuple(
            Evidence(kind="line", path=p, line=row.line, ref=row.name, value=row.scope or None)
            for p, row in found[:_MOST]
        ),
        occurrences=float(len(found)),
    )
