"""Feature view without owner or description

Detects
-------
A Feast feature view (plain, on-demand, stream or batch) without `owner=` (or a tag that names one) or without a description.
Told with it: no time to live, a place in no FeatureService, and no fetch of it anywhere in the repository. The views that
`feast init` writes, stores of a published package, notebooks, tests and examples are left out; a view that one file defines twice is
one; five or more views of one
file are one item; where CODEOWNERS covers the file, a missing owner alone is not
told and the item is low. What fetches it is told only where every fetch of the repository could be read.

Why it is debt
--------------
Nobody can be asked what a feature means, whether it may change and who still uses it. Features that nobody reads are computed,
stored and kept compatible all the same.

How to pay it down
------------------
Fill `owner=` with a team and `description=`; put the view into the FeatureService of the models that use it, and delete views
that no service and no fetch names.

Example
-------
`FeatureView(name="usage_stats", entities=[subscriber], schema=[...], source=usage)`

References
----------
ML Test Score, D4 (features adhere to meta-level requirements). Sculley et al. 2015, underutilised data dependencies.
"""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import Category, Confidence, Driver, Evidence, Facts, Finding, Maturity, Severity, Subject, rule
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.ownership import Ownership
from debtscope_collectors.joins.places import is_aside
from debtscope_collectors.sources.feast.facts import FeatureStore, FeatureView

_FEW = 4
"""Views of one file that are items of their own; more have one cause and are one item."""


@rule(
    id="DAT-018",
    category=Category.DATA,
    debt_type="feature ownership debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("feast", "owners", "dependencies"),
)
def check(facts: Facts) -> Iterator[Finding]:
    ownership, code = facts.one(Ownership), facts.one(CodeBase)
    if code is not None and code.is_library:
        return  # stores that show what a package can do
    for store in facts.all(FeatureStore):
        if store.config is not None and store.config.is_template:
            continue
        by_file: dict[str, list[Finding]] = {}
        for view in {(one.path, one.name): one for one in store.views}.values():
            if (
                not view.name
                or "{}" in view.name
                or view.is_demo
                or view.path.endswith(".ipynb")
                or is_aside(view.path)
            ):
                continue
            finding = _finding(store, view, _code_owner(ownership, view.path))
            if finding is not None:
                by_file.setdefault(view.path, []).append(finding)
        for path, found in by_file.items():
            yield from found if len(found) <= _FEW else (_folded(path, found),)


def _code_owner(ownership: Ownership | None, path: str) -> str:
    """Who owns the file by CODEOWNERS; `` where only the history proposes somebody."""
    owner = ownership.of((path,)) if ownership else None
    return owner.name if owner and not owner.by.startswith("last active") else ""


def _finding(store: FeatureStore, view: FeatureView, code_owner: str) -> Finding | None:
    one = view.definition
    lacks: list[str] = []
    if not one.owner and not (code_owner or one.passes_options):
        lacks.append(f"no owner= (only a tag: {one.owner_tag})" if one.owner_tag else "no owner")
    if not one.description and not one.passes_options:
        lacks.append("no description")
    unowned = not one.owner and not one.owner_tag and not code_owner
    if not lacks or (one.owner_tag and one.description):
        return None
    told = [*lacks, *_use(store, view)]
    clients = {path for path, _ in (*view.online_fetches, *view.offline_fetches)}
    fetched = ", ".join(sorted(clients))[:120] or "no file that fetches it is known: counted as one"
    driver = Driver(name="consumers", value=float(len(clients)), unit="files that fetch it", ref=fetched)
    return Finding(
        subject=Subject(kind="feature-view", name=view.name, path=view.path, symbol=view.name),
        title="Feature view without owner or description",
        message=f"The feature view {view.name}{_counted(len(one.fields))} has {_joined(told)}.",
        line=one.line, end_line=one.end_line,
        severity=Severity.MEDIUM if len(lacks) == 2 and (unowned or one.owner_tag) else Severity.LOW,
        evidence=(
            Evidence(kind="line", path=view.path, line=one.line, excerpt=f"{one.cls.rpartition('.')[2]} {view.name}"),
            *(Evidence(kind="absence", path=view.path, line=one.line, ref=lack) for lack in told),
        ),
        drivers=(driver,), cause=f"feature-owner:{store.root}",
    )  # fmt: skip


def _folded(path: str, found: list[Finding]) -> Finding:
    names = [finding.subject.name for finding in found]
    worst = max((finding.severity or Severity.MEDIUM for finding in found), key=lambda severity: severity.rank)
    lacks = sorted({e.ref for finding in found for e in finding.evidence if e.kind == "absence" and e.ref})
    return Finding(
        subject=Subject(kind="feature-views", name=path, path=path),
        title="Feature views without owner or description",
        message=f"{len(found)} feature views in {path} ({listed(names, 4)}) are lacking: {', '.join(lacks)}.",
        line=found[0].line, severity=worst, occurrences=float(len(found)),
        evidence=tuple(evidence for finding in found for evidence in finding.evidence)[:60],
        drivers=max((finding.drivers for finding in found), key=lambda drivers: drivers[0].value),
        cause=found[0].cause,
    )  # fmt: skip


def _use(store: FeatureStore, view: FeatureView) -> Iterator[str]:
    one = view.definition
    if one.kind != "on-demand view" and not one.passes_options:
        if not one.has_ttl:
            yield "no ttl"
        elif one.ttl_seconds == 0:
            yield "a ttl of 0 (for ever)"
    if not view.services:
        yield "no place in a FeatureService"
    if not store.unread_fetches:
        if not (view.online_fetches or view.offline_fetches):
            yield "no fetch in this repository"
        elif one.online and not view.online_fetches:
            yield "online=True and no online fetch"


def _counted(fields: int) -> str:
    """Nothing where the schema comes from a helper and could not be read."""
    return f" ({fields} field{'s' if fields > 1 else ''})" if fields else ""


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
