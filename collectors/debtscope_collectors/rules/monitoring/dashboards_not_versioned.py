"""Dashboards with no source of truth

Detects
-------
Grafana dashboards in the repository that may be edited in the interface (`editable: true`), that nothing here brings into
Grafana (no provisioning, no ConfigMap, no Terraform, no mount, no build script), or that are bound to a data source by a
uid which no provisioning gives; and two dashboards of one title with different panels. Needs two of these signs, since an
export alone may be all that a team wants. All dashboards together are one item.

Why it is debt
--------------
What is edited in the interface is lost with its database, and the file in the repository shows what somebody looked at once.
After the next reinstallation the panels are empty, since the uid of the data source is another.

How to pay it down
------------------
Provision dashboards from the repository, with a data source by variable, and set `editable: false` or
`allowUiUpdates: false`.

Example
-------
`grafana/churn.json` is editable, nothing provisions it, and a panel asks for the data source `old-prom-2024`.

References
----------
Grafana documentation, "Provisioning"; Sculley et al. 2015, section 6 (configuration debt).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from debtscope.api import Category, Confidence, Evidence, Facts, FileEntry, Finding, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.watch import is_example
from debtscope_collectors.sources.monitoring.facts import Dashboard, GrafanaProvisioning

SHOWN = 8
_BUILT = regex(r"(?:^|/)[^/]*(?:grafana|dashboard)[^/]*\.(?:tf|jsonnet|libsonnet|tpl|sh|j2)$", re.IGNORECASE)
_SUPPLIED = regex(r"(?:^|/)(?:provisioning|templates|charts|helm|kustomize|kubernetes|k8s|deploy)/", re.IGNORECASE)


@rule(
    id="MON-021",
    category=Category.MONITORING,
    debt_type="monitoring debt",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("monitoring",),
    uses=("files",),
)
def check(facts: Facts) -> Iterator[Finding]:
    """At most one finding."""
    given = facts.all(GrafanaProvisioning)
    sources = {name for one in given if one.kind == "datasources" for name in one.names}
    supplied = any(one.kind == "dashboards" for one in given) or any(
        _BUILT.search(e.path) for e in facts.all(FileEntry)
    )
    told: list[tuple[Dashboard, list[str]]] = []
    seen: set[tuple[object, ...]] = set()
    for board in sorted(facts.all(Dashboard), key=lambda b: (b.path.startswith("outside:"), b.path)):
        key = (board.title, board.panels)
        if key in seen or is_example(facts, board.path):
            continue
        seen.add(key)
        signs = _signs(board, supplied or bool(_SUPPLIED.search(board.path)), sources)
        if len(signs) >= 2:
            told.append((board, signs))
    if told:
        yield _finding(told)


def _signs(board: Dashboard, supplied: bool, sources: set[str]) -> list[str]:
    if supplied:
        return []
    signs = ["nothing in the repository brings it into Grafana"]
    if board.editable:
        signs.append("it may be edited in the interface")
    fixed = sorted(
        {p.datasource for p in board.panels if p.datasource and not p.datasource.startswith(("$", "-- ", "grafana"))}
    )
    fixed = [uid for uid in fixed if uid not in sources]
    if fixed:
        signs.append(f"it asks the data source {fixed[0]} by a fixed name")
    return signs


def _finding(told: list[tuple[Dashboard, list[str]]]) -> Finding:
    first, signs = told[0]
    if len(told) == 1:
        subject = Subject(kind="file", name=first.path, path=first.path)
        message = f"Dashboard {first.title!r} has no source of truth: {'; '.join(signs)}."
    else:
        subject = Subject(kind="repo", name="repo")
        message = f"{len(told)} dashboards have no source of truth, {first.title!r} for example: {'; '.join(signs)}."
    return Finding(
        subject=subject,
        message=message,
        evidence=(
            *(Evidence(kind="config", path=b.path, ref=b.title, excerpt="; ".join(s)) for b, s in told[:SHOWN]),
            Evidence(
                kind="searched", excerpt="provisioning files, ConfigMaps, Terraform, jsonnet and scripts for Grafana"
            ),
        ),
        occurrences=float(len(told)),
    )
