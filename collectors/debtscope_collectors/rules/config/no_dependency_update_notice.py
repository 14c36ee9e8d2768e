"""Nobody is told when dependencies change

Detects
-------
A repository that declares Python dependencies and has no bot that proposes newer ones (Dependabot, Renovate, pyup), no
scheduled or pull-request job that audits or renews them (pip-audit, OSV-Scanner, Trivy, safety, `uv lock --upgrade`,
`pip-compile --upgrade`, a CI action for it), and no lock, or list of 60 and more exact versions, that people renewed in the last 60 days. Where the lock, or a project without one, is younger than half a year, it costs little. Also a Dependabot file that
watches something else: no entry for Python, or none for the Dockerfiles. Where nothing holds a version there is
nothing that a notice could move, and that nothing is pinned is told by CFG-002: that is left out, and so are libraries that build no image and hold no version in their own metadata, repositories whose README says that nobody maintains them, and those in which nobody has worked for two years: a bot's proposals would lie there. A workflow named after CVEs is notice enough. A bot's commits (of Dependabot and its like, or of any robot that says that it moves dependencies or mends a hole), branches that such a tool left unmerged, or commits
that name such a tool or a CVE, within half a year of the newest commit are notice enough. Bots that are set up at the host alone (GitHub's security
alerts, an organisation-wide Renovate) and never led to a commit cannot be seen: dismiss the item then.

Why it is debt
--------------
Without notice the first news of a hole or of a changed default is an incident. The longer versions stand still, the larger the
step: after two years it is a migration of the model, not an upgrade.

How to pay it down
------------------
Renovate or Dependabot, grouped and monthly, with the tests and the metric gate deciding; pip-audit in the same job.

Example
-------
Debt: `requirements.txt` of two years ago, no `.github/dependabot.yml`, no `renovate.json`.

Clean: `renovate.json` at the top.

References
----------
- Breck et al., The ML Test Score (2017), Monitor 1: dependency changes result in notification
- Sculley et al. (2015), on upstream producers
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from debtscope.api import (
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
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.asleep import is_left_alone
from debtscope_collectors.joins.ci_texts import said_in_ci
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.images import is_development, is_side_place
from debtscope_collectors.sources.ci.facts import CiWorkflow, UpdateBot
from debtscope_collectors.sources.containers.facts import ImageBuild
from debtscope_collectors.sources.dependencies.facts import DependencyFile, LockFile

_RENEWS = regex(
    r"\bpip-audit\b|\bosv-scanner\b|\btrivy\b|\bgrype\b|\bsnyk\b|\bsafety (?:check|scan)\b|\buv lock\b.{0,40}--upgrade|\buv sync\b.{0,40}--upgrade|"
    r"\bpip-compile\b.{0,60}--upgrade|\bpoetry update\b|\bpdm update\b|\bpur\b|pip list --outdated|poetry show --outdated|"
    r"aquasecurity/trivy|pypa/gh-action-pip-audit|google/osv-scanner|renovatebot/|dependabot/fetch-metadata|jazzband/pip-tools-action|\bsafetycli/|dependency-review-action"
)
_TOOL = r"\b(?:dependabot|renovate|pyup|snyk|depfu|aikido|mend\.io)\b"
_BOT = regex(_TOOL, re.IGNORECASE)
_ROBOT = regex(r"\[bot\]$|(?:^|[\s._-])bot$", re.IGNORECASE)
"""What calls itself one, whoever makes it."""
_MOVES = regex(
    r"\b(?:bump|update|upgrade|refresh)(?:s|ed)?\b(?! versions?\b| to version| releases?\b).{0,80}?\b(?:from v?\d\S{0,40} to v?\d|dependenc(?:y|ies)\b|requirements?\b|"
    r"lock ?files?\b)|\bdependency (?:update|upgrade|bump)s?\b|\b(?:vulnerabilit(?:y|ies)|security (?:update|upgrade|patch)s?)\b|\(security\)",
    re.IGNORECASE,
)
"""The subject of a commit that moves what others make; a project's own version is none of it."""
_PROPOSED = regex(_TOOL + r"|\bCVE-\d{4}-\d{3,7}\b|\bGHSA-", re.IGNORECASE)
_WATCHES = regex(
    r"(?:^|[-_.])(?:cves?|vuln\w{0,12}|osv|pip-audit|dependency-(?:updates?|audit|review))(?:[-_.]|$)", re.IGNORECASE
)
"""In a workflow's name: it does something about what a scanner elsewhere has found."""
_PYTHON = frozenset({"pip", "uv", "poetry", "pipenv", "python", "conda", "pip-compile"})
_IMAGES = frozenset({"docker", "docker-compose"})
_FRESH = 60
_YOUNG = 180
_WHOLE = 60
"""Packages of a list from which it holds those that others bring, too."""
_YET = Driver(name="part", value=0.3, unit="x", ref="nothing has stood still for half a year yet")
_SEARCHED = ".github/dependabot.yml, renovate.json, .renovaterc, .pyup.yml, jobs of CI that audit or renew"


@rule(
    id="CFG-030",
    category=Category.CONFIG,
    debt_type="dependency debt",
    severity=Severity.LOW,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("dependencies",),
    uses=("ci", "git", "containers", "docs", "python"),
    credits=("CR-24",),
)
def check(facts: Facts) -> Iterator[Finding]:
    declared = [
        file
        for file in facts.all(DependencyFile)
        if file.kind not in ("notebook", "dockerfile") and not is_side_place(file.path)
    ]
    if not declared or _is_renewed(facts) or is_left_alone(facts):
        return
    bots = facts.all(UpdateBot)
    if bots:
        yield from _gaps(facts, declared, bots)
        return
    if _was_proposed(facts):
        return
    locked = any(not is_side_place(lock.path) for lock in facts.all(LockFile))
    if all(file.is_library for file in declared if file.requirements) and not (locked and facts.all(ImageBuild)):
        return  # a published package with ranges installs the newest anyway, and its users decide; a lock without an image is its developers'
    if _is_left_to_users(facts, declared):
        return
    held = bool(facts.all(LockFile)) or any(one.is_pinned for file in declared for one in file.requirements)
    if not held:
        return  # nothing stands still that a notice could move: that nothing is pinned is another rule's
    age = _lock_age(facts, declared)
    if age is not None and age[1] <= _FRESH:
        return
    is_young = (age[1] if age else _project_age(facts)) <= _YOUNG
    lock = f"{age[0]} is {age[1]} days old" if age else "no lock tells how old the versions are"
    if age is None and any(not is_side_place(one.path) for one in facts.all(LockFile)):
        lock = "nothing tells how old the lock is"
    if age is None and not facts.all(LockFile) and _is_pinned_by_hand(declared):
        lock = "every version is pinned by hand, so each moves only when somebody thinks of it"
    yield Finding(
        tier="none",
        subject=Subject(kind="repo", name="repo"),
        drivers=(_YET,) if is_young else (),
        message=f"No bot and no job tells of newer or vulnerable dependencies; {lock}.",
        evidence=(
            Evidence(kind="searched", ref=_SEARCHED, value="not found"),
            *((Evidence(kind="lock", path=age[0], value=f"{age[1]} days old"),) if age else ()),
            *(
                Evidence(kind="file", path=file.path, ref="declares", value=len(file.requirements))
                for file in declared[:5]
            ),
        ),
    )


def _is_pinned_by_hand(declared: list[DependencyFile]) -> bool:
    """All that the lists name is exact."""
    named = [one for file in declared for one in file.requirements]
    return bool(named) and all(one.is_pinned for one in named)


def _is_frozen(file: DependencyFile) -> bool:
    """A list that `pip freeze` wrote: longer than anybody's by hand, and each version exact."""
    return len(file.requirements) >= _WHOLE and all(one.is_pinned for one in file.requirements)


def _was_proposed(facts: Facts) -> bool:
    """A bot has committed within half a year of the newest commit, or somebody did what one proposed: it is set up where the repository does
    not say so."""
    history = facts.one(GitHistory)
    if history is None or not history.commits:
        return False
    newest = max(commit.at for commit in history.commits)
    return any(
        (newest - commit.at).days <= _YOUNG and (_is_bots(commit) or _PROPOSED.search(commit.subject[:500]))
        for commit in history.commits
    ) or any((newest - tip.at).days <= _YOUNG and _BOT.search(f"{tip.ref} {tip.author}") for tip in history.branches)


def _moved_by_bots(facts: Facts) -> set[str]:
    """Files that bots changed within a year of the newest commit: alerts that are switched on at the host watch them."""
    history = facts.one(GitHistory)
    commits = history.commits if history else ()
    newest = max((commit.at for commit in commits), default=None)
    return {
        change.path
        for commit in commits
        if newest is not None and (newest - commit.at).days <= 2 * _YOUNG and _is_bots(commit)
        for change in commit.changes
    }


def _is_bots(commit: Commit) -> bool:
    """Whether a bot for dependencies made it: by its name, or a robot of whatever name by what it says that it did."""
    if commit.is_bot and _BOT.search(commit.author):
        return True
    return _ROBOT.search(commit.author) is not None and _MOVES.search(commit.subject[:500]) is not None


def _is_left_to_users(facts: Facts, declared: list[DependencyFile]) -> bool:
    """A library that builds no image and holds no version in its own metadata: who installs it chooses, and what its developers hold is theirs."""
    code = facts.one(CodeBase)
    if code is None or not code.is_library or any(not is_development(one.path) for one in facts.all(ImageBuild)):
        return False
    return not any(one.is_pinned and not one.group for file in declared if file.is_library for one in file.requirements)


def _is_renewed(facts: Facts) -> bool:
    if any(_WATCHES.search(flow.path.rpartition("/")[2]) for flow in facts.all(CiWorkflow)):
        return True
    renewing = {text for text in said_in_ci(facts) if _RENEWS.search(text[:2000])}
    return any(
        command.text in renewing and not command.is_manual
        for flow in (facts.all(CiWorkflow) if renewing else ())
        for command in flow.commands
    )


def _project_age(facts: Facts) -> int:
    """Days since the first commit; as good as for ever where no whole history tells."""
    history = facts.one(GitHistory)
    if history is None or history.is_shallow or history.is_partial or not history.commits:
        return _YOUNG + 1
    return (facts.as_of - min(commit.at.date() for commit in history.commits)).days


def _lock_age(facts: Facts, declared: list[DependencyFile]) -> tuple[str, int] | None:
    """(the lock, or list that somebody froze, that was renewed last, days since); None without one or without history."""
    history = facts.one(GitHistory)
    if history is None:
        return None
    days: list[tuple[date, str]] = []
    for path in {*(one.path for one in facts.all(LockFile)), *(one.path for one in declared if _is_frozen(one))}:
        touched = history.last_touch(path)
        if touched is not None and not is_side_place(path):
            days.append((touched.at.date(), path))
    if not days:
        return None
    day, path = max(days)
    return path, max((facts.as_of - day).days, 0)


def _gaps(facts: Facts, declared: list[DependencyFile], bots: tuple[UpdateBot, ...]) -> Iterator[Finding]:
    """What bots that are there leave out."""
    if any(bot.ecosystems is None for bot in bots):
        return
    watched = {name for bot in bots for name in bot.ecosystems or ()}
    moved = _moved_by_bots(facts)
    missing: list[tuple[str, str]] = []
    lists = {*(one.path for one in declared), *(one.path for one in facts.all(LockFile))}
    if not watched & _PYTHON and moved.isdisjoint(lists):
        missing.append(("Python packages", declared[0].path))
    builds = [build.path for build in facts.all(ImageBuild) if not is_development(build.path)]
    if builds and not watched & _IMAGES and moved.isdisjoint(builds):
        missing.append(("base images", builds[0]))
    if not missing:
        return
    bot = bots[0]
    told = " and ".join(name for name, _path in missing)
    watches = f"watches {', '.join(sorted(watched))}" if watched else "watches nothing that it understands"
    yield Finding(
        subject=Subject(kind="repo", name="repo", path=bot.path),
        title="The update bot leaves something out",
        message=f"{bot.path} {watches}: nobody is told of newer {told}.",
        evidence=(
            Evidence(kind="config", path=bot.path, ref="ecosystems", value=", ".join(sorted(watched)) or "none"),
            *(Evidence(kind="file", path=path, ref=name, value="not watched") for name, path in missing),
        ),
        confidence=Confidence.HIGH,
        tier="gap",
    )
