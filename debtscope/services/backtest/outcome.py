"""What followed a cut: which files of that day were repaired, by whatever name they went later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from debtscope.model.corrective import is_corrective
from debtscope.model.exposure import is_counted
from debtscope.model.frozen import frozen
from debtscope.model.history import Commit


@frozen
class Outcome:
    """Repairs after a cut."""

    fixes: int
    """Corrective commits that touched one of the files."""
    by_file: Mapping[str, int]
    """Path at the cut -> corrective commits that touched it."""


def outcome(later: Iterable[Commit], paths: Collection[str]) -> Outcome:
    """Follows the files of a cut through the commits that came after it (newest first, as history has them)."""
    known = set(paths)
    name: dict[str, str] = {}
    by_file = dict.fromkeys(sorted(known), 0)
    fixes = 0
    for commit in reversed(tuple(later)):
        touched: set[str] = set()
        renamed: dict[str, str] = {}
        for change in commit.changes:
            before = change.old or change.path
            origin = name.get(before, before)
            touched.add(origin)
            if change.old is not None:
                renamed[change.path] = origin
                renamed.setdefault(change.old, "")  # the name is free again: what takes it later is another file
        name.update(renamed)
        hit = touched & known
        if hit and is_counted(commit) and is_corrective(commit.subject):
            fixes += 1
            for path in hit:
                by_file[path] += 1
    return Outcome(fixes=fixes, by_file=by_file)
