"""Production ML code known by one person, who left

Detects
-------
A folder of training, feature or serving code with 500 lines and more of which one person made at least 85 % of the changes, by
the commits that touched the files of today (renames followed, machines left out), where that person has not committed
anywhere for 120 days while others go on, who have had to change the folder since, and the folder trains or runs in production: critical. Of somebody who is still there nothing
is said: who knows what is known to those who work together, and the one maintainer of a project cannot change it by a commit. And,
whatever the size, lines of CODEOWNERS that name a person who has left and nobody else: no commit for 180 days, or none for 90 by
somebody who used to commit often while ten and more commits of others followed, counted back from the last commit where the repository
rests; one item a file. It counts where code that the
line gives away was changed three times and more since then: a line for what nobody touches, or for a page or a
manifest, holds up no review, and readers of real repositories shrugged at it. Where an owner is left beside the one who went, reviews find their way.

Changes stand for lines: who wrote a line is only known to `git blame`, which a scan does not run. Fewer than ten changes tell
nothing, and nothing is said of an abandoned repository, of tests, examples and experiments.

Why it is debt
--------------
The question "why is it done so" has one address. When it bounces, the next change is archaeology, and reviews that CODEOWNERS
routes there wait for ever.

How to pay it down
------------------
Pair on one change, write the runbook, add a second owner.

Example
-------
`train/`: 96 % of the changes by one author, last seen 200 days ago.

References
----------
Avelino et al. 2016, truck factor. SE-ML practices, "Share responsibilities". Sculley et al. 2015, cultural debt.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from debtscope.api import (
    Basis,
    Category,
    Commit,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    Unjudged,
    file_subject,
    rule,
)  # fmt: skip
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.ownership import Ownership
from debtscope_collectors.sources.owners.facts import OwnerLine

SHARE: Final = 0.85
LINES: Final = 500
CHANGES: Final = 10
SHOWN: Final = 8
GONE_DAYS: Final = 120
REVIEWS: Final = 3
"""Commits from which on a review asked in vain is no accident."""

_ONE_LINE = Driver(
    name="part", value=0.25, unit="x", ref="judgement: who was asked in vain asks the next; the knowledge need not be gone",
    basis=Basis.DEFAULT,
)  # fmt: skip


@rule(
    id="COD-036",
    category=Category.CODE,
    debt_type="knowledge debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("git",),
    uses=("python", "owners", "files"),
    credits=("CR-22",),
)
def check(facts: Facts) -> Iterator[Finding | Unjudged]:
    history, code = facts.one(GitHistory), facts.one(CodeBase)
    if history is None or history.is_shallow:
        return
    yield from _owners(facts)
    if code is None or facts.settings.authors == "none":
        return
    recent = [c for c in history.commits if not c.is_bot and (facts.as_of - c.at.date()).days <= GONE_DAYS]
    active = {commit.author_key for commit in recent}
    found = [_known_by_one(facts, history, folder, modules, active) for folder, modules in _components(code).items()]
    told = [one for one in found if one is not None]
    if not active:
        if told:  # whoever wakes the repository does not bring what one person knows, nor does sleep pay it
            yield Unjudged(reason=f"nobody has committed for {GONE_DAYS} days: who has left cannot be told")
        return
    people: dict[str | None, list[Finding]] = {}
    for one in told:
        people.setdefault(one.evidence[1].ref, []).append(one)
    for ones in people.values():
        yield ones[0] if len(ones) == 1 else _several(ones)


def _owners(facts: Facts) -> Iterator[Finding]:
    """Lines of CODEOWNERS for people who left: one item a file."""
    files: dict[str, list[Finding]] = {}
    for one in _lines_of_owners(facts):
        files.setdefault(one.subject.path or "", []).append(one)
    for path, ones in files.items():
        names = [f"{one.subject.symbol} (no commit since {one.evidence[-1].value})" for one in ones]
        yield (
            ones[0]
            if len(ones) == 1
            else replace(
                ones[0],
                subject=file_subject(path, "owners"),
                title="CODEOWNERS names people who left",
                message=f"{path} names {len(ones)} people who left: {listed(names, 4)}.",
                evidence=tuple(proof for one in ones for proof in one.evidence)[:SHOWN],
                occurrences=float(len(ones)),
            )
        )


def _lines_of_owners(facts: Facts) -> Iterator[Finding]:
    owners = facts.one(Ownership)
    for name, last in owners.left.items() if owners else ():
        lines = [line for line in owners.lines if line.owners == (name,)] if owners else []
        asked = _asked(facts, owners, lines, last) if owners and lines else 0
        if asked < REVIEWS:
            continue
        patterns = ", ".join(line.pattern for line in lines[:4])
        yield Finding(
            subject=file_subject(lines[0].path, name),
            title="CODEOWNERS names a person who left",
            message=f"{lines[0].path}:{lines[0].line} gives {patterns} to {name}, who has not committed since {last}; {asked} commits have changed code there since.",
            line=lines[0].line,
            evidence=(
                *(
                    Evidence(
                        kind="line", path=line.path, line=line.line, excerpt=f"{line.pattern} {' '.join(line.owners)}"
                    )
                    for line in lines[:6]
                ),
                Evidence(kind="history", ref=f"last commit of {name}", value=last),
            ),
            tier="owner",
            drivers=(_ONE_LINE,),
        )


def _asked(facts: Facts, owners: Ownership, lines: Sequence[OwnerLine], since: str) -> int:
    """Commits after a day that changed code for which these lines speak."""
    history, code = facts.one(GitHistory), facts.one(CodeBase)
    known: dict[str, bool] = {}
    count = 0
    for commit in history.commits if history else ():
        if commit.is_bot or commit.is_merge or commit.at.date().isoformat() <= since:
            continue
        for change in commit.changes:
            path = change.path
            if path not in known:
                known[path] = code is not None and path in code.modules and owners.line_of(path) in lines
            if known[path]:
                count += 1
                break
    return count


def _components(code: CodeBase) -> dict[str, list[CodeModule]]:
    """Folders that hold training, feature or serving code, with all production code of each; a folder of nothing but ML parts."""
    found: dict[str, list[CodeModule]] = {}
    for path, module in sorted(code.modules.items()):
        if module.is_own and module.facts.kind == "module":
            found.setdefault(posixpath.dirname(path), []).append(module)
    return {
        folder: modules
        for folder, modules in found.items()
        if any(m.facts.training or m.facts.features or m.facts.serving for m in modules)
        and sum(m.facts.loc for m in modules) >= LINES
    }


def _several(told: Sequence[Finding]) -> Finding:
    """Folders that one and the same person knows: one handover teaches them all."""
    names = listed([one.subject.name for one in told], 4)
    seen = told[0].message.partition("by one person")[2]
    return replace(
        told[0],
        subject=Subject(kind="repo", name=f"{told[0].subject.name} and more"),
        message=f"One person knows {names}{seen}",
        evidence=tuple(proof for one in told[:SHOWN] for proof in one.evidence[:1]) + told[0].evidence[1:],
        occurrences=float(len(told)),
    )


def _known_by_one(
    facts: Facts, history: GitHistory, folder: str, modules: Sequence[CodeModule], active: set[str]
) -> Finding | None:
    changes: Counter[str] = Counter()
    commits: dict[str, Commit] = {}
    for module in modules:
        for commit in history.of(module.path):
            if not commit.is_bot and not commit.is_merge:
                changes[commit.author_key] += 1
                commits.setdefault(commit.author_key, commit)
    total = sum(changes.values())
    if total < CHANGES:
        return None
    key, most = changes.most_common(1)[0]
    if most < SHARE * total:
        return None
    last = next(c.at.date() for c in history.commits if c.author_key == key)
    silent = (facts.as_of - last).days
    if active and not any(commits[one].at.date() > last for one in commits if one != key):
        return None  # nobody has had to ask
    at_stake = any(module.in_production or module.facts.training for module in modules)
    if not at_stake or (active and (key in active or silent <= GONE_DAYS)):
        return None
    # told in the evidence alone: pages and SARIF, which are sent round, show the sentence and name nobody
    name = commits[key].author if facts.settings.authors == "names" else f"author {key[:8]}"
    where = folder or "the top folder"
    return Finding(
        subject=Subject(kind="component", name=where, path=modules[0].path if not folder else None),
        message=f"{most / total:.0%} of the changes to {where} ({sum(m.facts.loc for m in modules)} lines) are by one person, "
        f"last seen {last} ({silent} days ago).",
        severity=Severity.CRITICAL,
        tier="component",
        evidence=(
            Evidence(
                kind="history",
                ref=f"{where}: changes by {name}",
                value=most,
                excerpt=f"{most} of {total} changes to {len(modules)} files",
            ),
            Evidence(kind="history", ref=f"last commit of {name}", value=str(last)),
            Evidence(kind="history", ref=f"people who committed in the last {GONE_DAYS} days", value=len(active)),
        ),
    )
