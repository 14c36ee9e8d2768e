"""Changes to training and serving code skip review

Detects
-------
More than six of ten changes of the last 90 days to training, features, serving, pipelines or their settings that reached the
branch as direct pushes: no merge, no pull request number in the subject, no "reviewed by". At least five such changes by at
least two people are wanted (the second with 15 % of them), machines left out. A merge counts once, with everything that it brought.

Teams whose CODEOWNERS gives these files to somebody who is still there are left out, and so are shallow clones and the work of one
person. Pull requests that were rebased leave no trace in git: the confidence is low, and a triage note settles it.

Why it is debt
--------------
A changed threshold or feature goes to production on one pair of eyes. What a reviewer would have asked is asked after the drop.

How to pay it down
------------------
A CODEOWNERS file for these folders and a protected branch.

Example
-------
`params: C 0.8 -> 0.5`, pushed to main by one author, followed by three more of the kind by two others.

References
----------
ML Test Score, Model 1 (model specifications are reviewed). SE-ML practices, peer review of training code.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final

from debtscope.api import (
    Category,
    Commit,
    Confidence,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.ownership import Ownership
from debtscope_collectors.sources.containers.facts import ContainerSpec, ServingManifest
from debtscope_collectors.sources.pipelines.facts import Pipelines

DAYS: Final = 90
FEWEST: Final = 5
SHARE: Final = 0.6
SECOND: Final = 0.15
SHOWN: Final = 8
_SETTINGS: Final = regex(
    r"(?:^|/)(?:params|config|settings|hyperparams?)\.(?:ya?ml|json|toml)$|(?:^|/)(?:conf|configs?)/[^\n]{1,200}\.(?:ya?ml|json|toml)$"
)
_REVIEWED: Final = regex(
    r"\(#\d+\)|\(!\d+\)|^Merge (?:pull request|branch|remote)|See merge request|reviewed[- ]by|Pull request #\d+|^Merged in |\bPR ?#?\d+|GH-\d+",
    re.IGNORECASE,
)


@frozen(kw_only=False)
class _Landing:
    """One change as it came to the branch."""

    commit: Commit
    is_direct: bool


@rule(
    id="CFG-032",
    category=Category.CONFIG,
    debt_type="process debt",
    severity=Severity.LOW,
    confidence=Confidence.LOW,
    since=Maturity.PRODUCTION,
    needs=("git", "python"),
    uses=("owners", "containers", "pipelines"),
    credits=("CR-22",),
)
def check(facts: Facts) -> Iterator[Finding]:
    history, code = facts.one(GitHistory), facts.one(CodeBase)
    if history is None or code is None or history.is_shallow or history.head is None:
        return
    paths = _telling(facts, code)
    if not paths or _is_owned(facts, code):
        return
    landings = list(_landings(facts, history, paths))
    direct = [one for one in landings if one.is_direct]
    if len(landings) < FEWEST or not _is_team(landings) or len(direct) <= SHARE * len(landings):
        return
    yield Finding(
        subject=Subject(kind="repo", name="review"),
        message=f"{len(direct)} of {len(landings)} changes of the last {DAYS} days to training, serving and their settings "
        f"show no review ({len({one.commit.author_key for one in direct})} people pushed them to {history.branch or 'the branch'}).",
        evidence=(
            *(
                Evidence(kind="commit", ref=one.commit.sha[:12], excerpt=one.commit.subject[:100])
                for one in direct[:SHOWN]
            ),
            Evidence(
                kind="searched",
                ref="merges, pull request numbers and reviewed-by in subjects; CODEOWNERS for these files",
            ),
        ),
    )


def _is_team(landings: Sequence[_Landing]) -> bool:
    """Whether a second person has a real part in it: one person under two names and a passer-by are no team."""
    counts = Counter(one.commit.author_key for one in landings).most_common(2)
    return len(counts) > 1 and counts[1][1] >= max(2, SECOND * len(landings))


def _telling(facts: Facts, code: CodeBase) -> frozenset[str]:
    """Files whose change can change a prediction."""
    paths = {
        p for p, m in code.modules.items() if (m.facts.training or m.facts.features or m.facts.serving) and m.is_own
    }
    if not paths:
        return frozenset()
    paths |= {spec.path for spec in facts.all(ContainerSpec)} | {one.path for one in facts.all(ServingManifest)}
    found = facts.one(Pipelines)
    paths |= {one.path for one in found.pipelines if one.tool != "github"} if found else set()
    return frozenset(paths)


def _is_owned(facts: Facts, code: CodeBase) -> bool:
    """Whether CODEOWNERS gives the training or serving code to somebody who is still there."""
    owners = facts.one(Ownership)
    if owners is None or not owners.lines:
        return False
    paths = [p for p, m in code.modules.items() if m.facts.training or m.facts.serving]
    found = owners.of(paths)
    return found is not None and found.by.rpartition(":")[0] == owners.lines[0].path


def _landings(facts: Facts, history: GitHistory, paths: frozenset[str]) -> Iterator[_Landing]:
    """What came to the branch in the last 90 days and touched one of the files; a merge stands for all it brought."""
    by_sha = {commit.sha: commit for commit in history.commits}
    since = datetime.combine(facts.as_of, time(), UTC) - timedelta(days=DAYS)
    chain: list[Commit] = []
    at = by_sha.get(history.head or "")
    while at is not None and at.at >= since:
        chain.append(at)
        at = by_sha.get(at.parents[0]) if at.parents else None
    own = {commit.sha for commit in chain}
    seen = own | {at.sha for at in (at,) if at is not None}
    for commit in reversed(chain):
        brought = [commit, *_brought(commit, by_sha, seen)]
        if commit.is_bot or not any(_touches(one, paths) for one in brought if not one.is_bot):
            continue
        is_reviewed = commit.is_merge or any(_REVIEWED.search(one.subject) for one in brought)
        yield _Landing(commit, not is_reviewed)


def _brought(merge: Commit, by_sha: Mapping[str, Commit], seen: set[str]) -> Iterator[Commit]:
    """The commits of the merged side that came with this merge."""
    stack = list(merge.parents[1:])
    for _ in range(2_000):
        if not stack:
            return
        sha = stack.pop()
        commit = by_sha.get(sha)
        if commit is None or sha in seen:
            continue
        seen.add(sha)
        stack += commit.parents
        yield commit


def _touches(commit: Commit, paths: frozenset[str]) -> bool:
    return any(change.path in paths or _SETTINGS.search(change.path) for change in commit.changes)
