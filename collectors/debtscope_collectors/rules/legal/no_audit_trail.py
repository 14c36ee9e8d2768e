"""Cannot show who put which model into production, when and why

Detects
-------
A served version of a registered model for which nothing tells who put it there and why: the registry names no user, no tag
speaks of an approval, a review or a change request, and no commit within 24 hours of the version's last change speaks of a
release of it (its subject names the model or a promotion, or it changes a file that deploys the model). A file of the served alias
that is itself under git has its trail there, whenever it was committed; so has a version that the project's code puts in its place
and of which a report lies in the tree (`set_registered_model_alias`, and a file named `<model>_v<version>`). A version without a run
is named too. Models that only a manifest in git deploys have their trail in git and are not asked. Medium confidence: the
trail may lie in a tool that this repository does not show.

Why it is debt
--------------
When a model has done harm, the first questions are who decided to use it, when, and on what evidence. Laws on high-risk systems
ask for records of that (EU AI Act, articles 12, 18 and 19), and without them nobody learns from the last bad promotion.

How to pay it down
------------------
Set the alias only from a pipeline that runs after a reviewed pull request, and let it write the approver, the pull request and
the run into the version's tags.

Example
-------
`champion` set by hand: user_id null, no tags.

References
----------
Regulation (EU) 2024/1689, articles 12, 18, 19. ML Test Score, M1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from debtscope.api import (
    Category,
    Commit,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    FileEntry,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.cadence import promotions
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.registry import Registered, places, registered
from debtscope_collectors.sources.mlflow.facts import ModelVersion

NEAR = timedelta(hours=24)
_APPROVAL = regex(
    r"approv|review|sign_?-?ed|sign_?-?off|promoted|pull_?request|\bpr\b|pr_|ticket|jira|change_?request|release|reason|ci_|pipeline|github",
    re.IGNORECASE,
)
_PROMOTES = regex(r"promot|champion|\bregist(?:er|ry)\b|go[- ]live|roll ?out|deploy", re.IGNORECASE)

_SETS = frozenset({"set_registered_model_alias", "transition_model_version_stage"})


@rule(
    id="LEG-011",
    category=Category.LEGAL,
    debt_type="audit/record-keeping debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PRODUCTION,
    needs=("mlflow",),
    uses=("git", "python", "files"),
)
def check(facts: Facts) -> Iterator[Finding]:
    history = facts.one(GitHistory)
    seen: set[str] = set()
    for one in registered(facts):
        served = one.served
        if served is None or one.model.name in seen:
            continue
        keys = [*served.tags, *(key for key in one.model.tags if served.version in one.model.tags[key])]
        run = one.store.runs.get(served.run_id or "")
        if served.user or any(_APPROVAL.search(key) for key in keys):
            continue
        if history is not None and (_commit(history, one, served) or _is_committed(history, one, served)):
            continue
        if _is_reported(facts, one, served):
            continue
        seen.add(one.model.name)
        yield _finding(facts, one, served, has_run=run is not None, has_history=history is not None)


def _commit(history: GitHistory, one: Registered, served: ModelVersion) -> Commit | None:
    """A commit that speaks of putting the version where it is."""
    at = served.updated or served.created
    if at is None:
        return None
    paths = set(one.known.deployed_by) if one.known else set[str]()
    name = set(words(one.model.name))
    for commit in history.commits:
        if abs(commit.at - at) > NEAR:
            continue
        told = set(words(commit.subject))
        if _PROMOTES.search(commit.subject) or name <= told or any(change.path in paths for change in commit.changes):
            return commit
    return None


def _is_committed(history: GitHistory, one: Registered, served: ModelVersion) -> bool:
    """Whether git holds the very file by which the registry says that the version is served."""
    ends = tuple(f"/{one.model.name}/aliases/{alias}" for alias in served.aliases)
    return any(change.path.endswith(ends) for commit in history.commits for change in commit.changes) if ends else False


def _is_reported(facts: Facts, one: Registered, served: ModelVersion) -> bool:
    """Whether code of the project decides what is served, and what it decided by lies here."""
    code = facts.one(CodeBase)
    sets = (call for module in (code.modules.values() if code else ()) if module.is_own for call in module.facts.called)
    if not any(call.rpartition(".")[2] in _SETS for call in sets):
        return False
    named = re.compile(
        rf"(?<![A-Za-z0-9]){re.escape(one.model.name)}[_-]v?{re.escape(served.version)}(?!\d)", re.IGNORECASE
    )
    return any(named.search(entry.path.rpartition("/")[2]) for entry in facts.all(FileEntry))


def _finding(facts: Facts, one: Registered, served: ModelVersion, *, has_run: bool, has_history: bool) -> Finding:
    where = f"{one.model.name} v{served.version}{places(served)}"
    missing = ["who put it there", "who approved it", "why"]
    evidence = [
        Evidence(
            kind="version", path=one.store.path, ref=f"v{served.version}",
            excerpt=f"{where}: user none, tags {', '.join(sorted(served.tags)) or 'none'}",
        )
    ]  # fmt: skip
    at = served.updated or served.created
    if has_history and at:
        told = f"searched: commits from {at - NEAR:%Y-%m-%d %H:%M} to {at + NEAR:%Y-%m-%d %H:%M} for a promotion; none"
        evidence.append(Evidence(kind="searched", ref="git", excerpt=told))
    if not has_run:
        missing.append("the run that made it")
        told = "deleted" if served.run_id in one.store.deleted_runs else "not in the store" if served.run_id else "none"
        evidence.append(Evidence(kind="version", path=one.store.path, ref="run", excerpt=f"{where}: run {told}"))
    return Finding(
        subject=Subject(kind="model", name=one.model.name),
        message=f"{where} is served, and nothing here tells {', '.join(missing[:-1])} or {missing[-1]}.",
        evidence=tuple(evidence),
        confidence=None if has_history else Confidence.LOW,
        drivers=promotions(facts, one.model, one.store.path),
        exposure=Exposure(kind="audit", note="records of who decided what cannot be shown"),
    )
