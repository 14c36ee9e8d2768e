"""What references reach and HEAD does not: branches that were never merged, and the ids of their commits.

A repository may have more commits there than behind HEAD; they are the same as long as HEAD and the references are, and are kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from debtscope.engine.git.gateway import GitFailed
from debtscope.engine.git.kept import LogCache, is_fit_to_keep, keep_branches, kept_branches, key_of_branches
from debtscope.engine.git.log import Outside, read_outside
from debtscope.engine.git.people import Mailmap, fold, is_bot
from debtscope.engine.git.repository import Repository
from debtscope.engine.limits import GIT_AHEAD, GIT_BRANCHES
from debtscope.engine.notes import Notes
from debtscope.model.history import BranchTip, Commit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = int((datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH).total_seconds())


def branches_beyond(
    repository: Repository,
    head: str,
    commits: Sequence[Commit],
    refs: Mapping[str, str],
    mailmap: Mailmap,
    notes: Notes,
    cache: LogCache | None,
) -> tuple[tuple[BranchTip, ...], Sequence[str]]:
    """The references beyond HEAD, and the id of every commit there; git is asked only where there is one.

    `cache` is for a history that was read whole.
    """
    tips = set(refs.values()) - {commit.sha for commit in commits}
    if not tips:
        return (), ()
    key = key_of_branches(head, mailmap, refs)
    if (kept := kept_branches(cache, key)) is not None:
        return kept
    try:
        outside = read_outside(repository.gateway, head, tips)
    except GitFailed as error:
        notes.add(".git", f"the commits of other branches are not read: {error.message}")
        return (), ()
    found = _branches(outside, refs, mailmap, salt=commits[-1].sha), tuple(outside.parents)
    if is_fit_to_keep(tip.ref for tip in found[0]):
        keep_branches(cache, key, *found)
    return found


def _branches(outside: Outside, refs: Mapping[str, str], mailmap: Mailmap, *, salt: str) -> tuple[BranchTip, ...]:
    """The references among those commits, with what each has beyond HEAD."""
    people = fold(Counter((one.name, one.email) for one in outside.tips.values()), mailmap, salt=salt)
    tips: list[BranchTip] = []
    for ref, sha in sorted(refs.items()):
        one = outside.tips.get(sha)
        if one is None or len(tips) >= GIT_BRANCHES:
            continue
        person = people[one.name, one.email]
        at = _EPOCH + timedelta(seconds=max(0, min(one.time, _LATEST)))
        is_bots = is_bot((one.name, one.email), one.subject)
        tips.append(
            BranchTip(
                ref=ref, sha=sha, at=at, author=person.name, author_key=person.key, is_bot=is_bots,
                ahead=_ahead(sha, outside.parents), base=_base(sha, outside.parents),
            )
        )  # fmt: skip
    return tuple(tips)


def _base(sha: str, known: Mapping[str, Sequence[str]]) -> str:
    """The first commit, by first parents, that HEAD reaches."""
    for _ in range(GIT_AHEAD):
        parents = known.get(sha)
        if parents is None:
            return sha
        if not parents:
            return ""
        sha = parents[0]
    return ""


def _ahead(sha: str, known: Mapping[str, Sequence[str]]) -> int:
    """How many commits beyond HEAD a commit stands on, itself included; counting ends at a limit."""
    seen = {sha}
    stack = [sha]
    while stack and len(seen) < GIT_AHEAD:
        for parent in known[stack.pop()]:
            if parent in known and parent not in seen:
                seen.add(parent)
                stack.append(parent)
    return len(seen)
