"""No runbook, on-call or post-incident record

Detects
-------
A deployed model (by a registry alias, a manifest or a workload, or in a repository that the settings call production) in a
repository whose documentation has no section, page or file on a runbook, a playbook, on-call, incidents, post-mortems,
escalation or roll-back (low where the only sign is an image that CI, a compose file for production, a platform's settings or a cluster's workloads bring into service), most of whose alerts link none, and whose settings name no owner of a model. Told where the page is promised (a TODO), where
alerts call somebody, or where three people and more commit; who keeps a service alone asks no page. A TODO that promises one is
quoted and counts for nothing. Models that others run, and servers of which nothing tells what they serve, are no model of the project's. A link to a wiki makes it low. One item per repository.

Why it is debt
--------------
The first hour of an incident goes into finding out who knows, what to look at and how to go back. Each time it is learnt anew
by whoever is there, at whatever hour that is.

How to pay it down
------------------
One page beside the model: symptoms, what to check first, how to go back to the last version, whom to call. Link it from every
alert, and add three lines to it after each incident.

Example
-------
Debt: `TODO: runbook for drift alerts` in the README

Clean: `docs/runbook.md`, or `runbook_url` on the alerts

References
----------
Sculley et al., Hidden Technical Debt in Machine Learning Systems, 2015: process management and cultural debt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Facts,
    FileEntry,
    Finding,
    Maturity,
    RepositoryMaturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.brought import is_brought
from debtscope_collectors.joins.docs import Documentation, Mention
from debtscope_collectors.joins.facts import CodeBase, InventoryModel, ModelInventory
from debtscope_collectors.joins.own_models import is_told
from debtscope_collectors.joins.ownership import Ownership
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.joins.served import run_by
from debtscope_collectors.sources.monitoring.facts import AlertRule

_FILE = regex(
    r"(?:^|[/_.\-])(?:run[-_]?books?|play[-_]?books?|on[-_]?call|incidents?|post[-_]?mortems?|slos?|troubleshooting|operations)(?:[/_.\-]|$)",
    re.IGNORECASE,
)
_DOCUMENT = (".md", ".rst", ".txt", ".adoc", ".pdf", ".html", ".yaml", ".yml", ".docx")
_PROMISE = regex(r"\b(?:todo|tbd|fixme|to do|missing|not yet|no )\b", re.IGNORECASE)
_SEVERAL = 3
"""People who commit, from whom on nobody knows who is asked."""
_WIKI = regex(r"https?://\S{0,100}(?:wiki(?!pedia)|confluence|notion|backstage|pagerduty|opsgenie)", re.IGNORECASE)


@rule(
    id="MON-025",
    category=Category.MONITORING,
    debt_type="process debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("files", "docs"),
    uses=("mlflow", "containers", "python", "monitoring", "owners", "ci", "git"),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    inventory, written = facts.one(ModelInventory), facts.one(Documentation)
    models = [m for m in inventory.models if m.is_deployed and not m.retired and is_told(facts, m)] if inventory else []
    firm = [model for model in models if any(not by.endswith(".py") for by in model.deployed_by)]
    shipped = [] if firm else _shipped(facts, models)
    if not (firm or shipped or (models and _is_declared(facts))) or written is None or _is_written(facts):
        return
    texts = {page.path: page.text.splitlines() for page in written.pages}
    said = written.on("incident", "rollback")
    kept = [one for one in said if not _PROMISE.search(_line(texts, one))]
    if any(one.in_heading or one.topic == "incident" for one in kept):
        return
    promise = next((one for one in said if one not in kept), None)
    if promise is None and not _is_called_upon(facts):
        return
    wiki = next((page.path for page in written.pages if _WIKI.search(page.text)), None)
    yield _finding((firm or shipped or models), promise, wiki, is_firm=not shipped)


def _is_called_upon(facts: Facts) -> bool:
    """Alerts call somebody, or several people work here, of whom each may be the one: whoever keeps a service alone asks no page."""
    owners = facts.one(Ownership)
    people = len(owners.active) if owners is not None and not owners.silent else 0
    return people >= _SEVERAL or any(not is_aside(alert.path) for alert in facts.all(AlertRule))


def _line(texts: dict[str, list[str]], one: Mention) -> str:
    lines = texts.get(one.path, [])
    return lines[one.line - 1][:2000] if 0 < one.line <= len(lines) else ""


def _is_declared(facts: Facts) -> bool:
    maturity = facts.one(RepositoryMaturity)
    return maturity is not None and maturity.reason.startswith("set ")


def _is_written(facts: Facts) -> bool:
    """A file named so, runbooks on most alerts, or a named owner in the settings."""
    files = any(
        _FILE.search(entry.path) and entry.path.lower().endswith(_DOCUMENT) and not _is_aside(entry.path)
        for entry in facts.all(FileEntry)
    )
    alerts = facts.all(AlertRule)
    linked = [alert for alert in alerts if any(key.startswith("runbook") for key, _ in alert.annotations)]
    return (
        files
        or (bool(linked) and len(linked) * 2 > len(alerts))
        or any(own.owner for own in facts.settings.models.values())
    )


def _is_aside(path: str) -> bool:
    """Tests, examples and templates; documentation is where such a page belongs."""
    return is_aside("/".join(part for part in path.split("/") if part.lower() not in ("doc", "docs")))


def _shipped(facts: Facts, models: list[InventoryModel]) -> list[InventoryModel]:
    """Models in an image that CI, a file for production or a platform's own settings bring to where people use it."""
    code = facts.one(CodeBase)
    brought = code is not None and not code.is_library and is_brought(facts)
    return [
        m for m in models if code and brought and any(run_by(code, by) for by in m.deployed_by if by in code.modules)
    ]


def _finding(models: list[InventoryModel], promise: Mention | None, wiki: str | None, *, is_firm: bool) -> Finding:
    names = ", ".join(model.shown for model in models[:3]) + ("…" if len(models) > 3 else "")
    verb = "has" if len(models) == 1 else "have"
    evidence = [
        Evidence(
            kind="searched", excerpt="pages and files on runbooks, playbooks, on-call, incidents, post-mortems; alerts"
        ),
        *(Evidence(kind="version", ref=by) for model in models[:3] for by in model.deployed_by[:1]),
    ]
    told = ""
    if promise is not None:
        evidence.insert(0, Evidence(kind="line", path=promise.path, line=promise.line, ref="promised"))
        told = f"; {promise.path}:{promise.line} only promises one"
    if wiki is not None:
        evidence.append(Evidence(kind="link", path=wiki, ref="a wiki is linked"))
    return Finding(
        subject=Subject(kind="repo", name="repo", path=promise.path if promise else None),
        message=f"{names} {verb} no runbook, on-call or incident record{told}.",
        line=promise.line if promise is not None else None,
        evidence=tuple(evidence),
        severity=Severity.LOW if wiki is not None or not is_firm else None,
    )
