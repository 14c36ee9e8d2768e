"""Long-lived unmerged experiment branches

Detects
-------
Branches, local and remote, whose newest commit HEAD does not reach and that nobody has touched for more than 90 days: three or
more whose names speak of a trial or say nothing, with three and more commits that HEAD lacks, by somebody who has committed in the half-year before the newest commit: who made them
can still say what they hold. Branches of one commit, of people who left, and proposals of whatever number are litter, at which readers of real repositories shrugged. Names that say nothing (`test`, `tmp`, `exp2`, `new`, `fix3`, `my-…`, `wip`, `try`,
`patch-1`, without a ticket) are counted apart. Beside it, as an item of its own, DVC experiments that live in hidden references
(`refs/exps`) and were never applied: older than 90 days, or three and more older than 60. Where the date of an experiment is
later than the scan's, the date of the commit that it began from counts.

Silent in published packages, and where pull requests are squashed: what was merged as one commit looks unmerged. HEAD's own branch, merged ones (by the subject of a merge too), release, maintenance and environment branches, gh-pages, bots' branches and archived ones are
left out. Shallow clones tell nothing and stay silent. In projects that squash pull requests a merged branch cannot be told from
an abandoned one: there the confidence is medium.

Why it is debt
--------------
Nobody knows whether such a branch holds a result or a mistake. Its code rots, its experiment is repeated. DVC shows the
experiments of the current commit alone, so hidden ones are soon out of everybody's sight, and no clone brings them along.

How to pay it down
------------------
Merge, or tag `archive/NAME` with a sentence on the result, and delete. `dvc exp apply` or `dvc exp branch` for an experiment
that counts, `dvc exp remove` for the rest.

Example
-------
`try-large-dataset`, idle for 400 days, three commits that main lacks.

References
----------
Sculley et al. 2015, dead experimental code paths. DVC documentation, "Experiments overview".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from debtscope.api import (
    BranchTip,
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)  # fmt: skip
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase

IDLE_DAYS: Final = 90
HIDDEN_DAYS: Final = 60
FEWEST: Final = 3
WORK: Final = 3
"""Commits that HEAD lacks, from which on a branch holds work that somebody would miss."""
THERE_DAYS: Final = 180
_TRIES: Final = regex(
    r"(?:^|[/_-])(?:exp\w*|trial|try\w*|poc|prototype|spike|sandbox|play\w*|explor\w*|ablation|baseline|bench\w*|tun(?:e|ing)|train\w*|models?|retrain\w*|lr|hyperparam\w*)(?:[/_.\d-]|$)",
    re.IGNORECASE,
)
_MERGE: Final = regex(r"\bfrom [\w.-]{1,60}/(\S{1,200})$|\bbranch '([^'\n]{1,200})'")
SHOWN: Final = 12
_KEPT: Final = regex(
    r"^(?:main|master|trunk|develop|development|dev|staging|stage|prod|production|stable|release|releases|next|nightly|HEAD|gh-pages|pages|docs?|demo|website|l10n\w*|i18n\w*|transifex\w*|weblate\w*)$"
    r"|^(?:release|releases|rel|hotfix|support|maintenance|maint|backport|archive[ds]?|attic|dependabot|renovate|snyk|pyup|pre-commit|imgbot|greenkeeper|whitesource|mergify|gh-readonly-queue|merge-queue|revert|all-contributors|allcontributors|changeset-release|changeset)[-/_]"
    r"|^v?\d+(?:[._-](?:\d+|x))*(?:[._-](?:x|branch|release|stable|dev|lts))?$|-(?:archive|stable|lts|maintenance|release)$|^r\d+\.\d+|^branch-\d",
    re.IGNORECASE,
)
_SAYS_NOTHING: Final = regex(
    r"(?:^|/)(?:tests?|tmp|temp|exp(?:eriment)?\d*|new|fix\d*|my|wip|dev\d+|try|foo|bar|asdf|draft|work|patch-\d+|[\w.-]{1,40}-patch-\d+)(?:[-_ /]?\d*$|[-_/][a-z0-9]{1,8}$)",
    re.IGNORECASE,
)
_EXPERIMENT: Final = regex(r"^refs/exps/[0-9a-f]{2}/[0-9a-f]{38,62}/(.+)$")
_SQUASHED: Final = regex(r"\(#\d+\)$")
_SQUASH_SHARE: Final = 0.3


@rule(
    id="COD-037",
    category=Category.CODE,
    debt_type="versioning debt",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("git",),
    uses=("python",),
)
def check(facts: Facts) -> Iterator[Finding]:
    history = facts.one(GitHistory)
    if history is None or not history.branches or history.is_shallow or history.is_partial:
        return
    yield from _branches(facts, history)
    yield from _experiments(facts, history)


def _branches(facts: Facts, history: GitHistory) -> Iterator[Finding]:
    idle = [(name, tip) for name, tip in _by_name(history).items() if _days(tip.at.date(), facts.as_of) > IDLE_DAYS]
    idle.sort(key=lambda pair: (pair[1].at, pair[0]))
    merged = _merged(history)
    there = _still_there(history)
    idle = [
        (name, tip)
        for name, tip in idle
        if name not in merged and _is_experiment(name) and tip.ahead >= WORK and tip.author_key in there
    ]
    if len(idle) < FEWEST:
        return
    code = facts.one(CodeBase)
    if _squashes(history) or (code is not None and code.is_library):
        return  # what was merged as one commit looks unmerged; a package's branches hold proposals, not experiments
    name, oldest = idle[0]
    silent = [one for one, _ in idle if _SAYS_NOTHING.search(one)]
    told = f"; {len(silent)} have names that say nothing" if len(silent) > 1 else ""
    authors = facts.settings.authors == "names"
    yield Finding(
        subject=Subject(kind="repo", name="branches"),
        message=f"{len(idle)} unmerged branches of trials by people who are still there, idle > {IDLE_DAYS} days "
        f"(oldest {name}, {_days(oldest.at.date(), facts.as_of)} days){told}.",
        evidence=tuple(
            Evidence(
                kind="branch", ref=one, value=_days(tip.at.date(), facts.as_of),
                excerpt=f"last commit {tip.at.date()}{f' by {tip.author}' if authors else ''}, {tip.ahead} commits that HEAD lacks",
            )
            for one, tip in idle[:SHOWN]
        ),
        occurrences=len(idle),
        drivers=(Driver(name="branches", value=len(idle) / 10, unit="x", ref=f"{len(idle)} of ten or more"),),
    )  # fmt: skip


def _is_experiment(name: str) -> bool:
    return _SAYS_NOTHING.search(name) is not None or _TRIES.search(name) is not None


def _still_there(history: GitHistory) -> set[str]:
    """Who committed in the half-year before the newest commit."""
    newest = max((commit.at for commit in history.commits if not commit.is_bot), default=None)
    return {c.author_key for c in history.commits if newest is not None and (newest - c.at).days <= THERE_DAYS}


def _merged(history: GitHistory) -> set[str]:
    """Branches that a merge names: what they held is in HEAD, whatever became of them afterwards."""
    subjects = (commit.subject[:300] for commit in history.commits if commit.is_merge)
    return {name for subject in subjects for found in _MERGE.finditer(subject) for name in found.groups() if name}


def _by_name(history: GitHistory) -> dict[str, BranchTip]:
    """Branches by the name that people use, the newest of a local one and its remotes."""
    found: dict[str, BranchTip] = {}
    for tip in history.branches:
        if tip.ref.startswith("refs/heads/"):
            name = tip.ref.removeprefix("refs/heads/")
        elif tip.ref.startswith("refs/remotes/"):
            name = tip.ref.removeprefix("refs/remotes/").partition("/")[2]
        else:
            continue
        if tip.is_bot or _KEPT.search(name) or name == history.branch:
            continue
        if name not in found or tip.at > found[name].at:
            found[name] = tip
    return found


def _squashes(history: GitHistory) -> bool:
    single = [commit for commit in history.commits[:500] if not commit.is_merge and not commit.is_bot]
    return bool(single) and sum(_SQUASHED.search(c.subject) is not None for c in single) > _SQUASH_SHARE * len(single)


def _experiments(facts: Facts, history: GitHistory) -> Iterator[Finding]:
    dates = {commit.sha: commit.at.date() for commit in history.commits}
    old: list[tuple[int, str, str]] = []
    for tip in history.branches:
        found = _EXPERIMENT.match(tip.ref)
        if found is None or tip.base == history.head:
            continue
        made = tip.at.date()
        if made > facts.as_of:
            made = dates.get(tip.base, made)
        old.append((_days(made, facts.as_of), found[1], tip.base))
    old = sorted((one for one in old if one[0] > HIDDEN_DAYS), reverse=True)
    if old and (len(old) >= FEWEST or old[0][0] > IDLE_DAYS):
        yield _hidden(old)


def _hidden(old: Sequence[tuple[int, str, str]]) -> Finding:
    names = ", ".join(name for _, name, _ in old[:4]) + (" …" if len(old) > 4 else "")
    them = "DVC experiments were" if len(old) > 1 else "DVC experiment was"
    return Finding(
        subject=Subject(kind="experiments", name="refs/exps"),
        title="DVC experiments that were never applied",
        message=f"{len(old)} {them} never applied ({names}; oldest {old[0][0]} days): they live in hidden references of this clone.",
        evidence=tuple(
            Evidence(
                kind="branch", ref=f"refs/exps: {name}", value=days, excerpt=f"begun from {base[:9]}, {days} days old"
            )
            for days, name, base in old[:SHOWN]
        ),
        occurrences=len(old),
    )


def _days(then: date, now: date) -> int:
    return (now - then).days
