"""What became of a path that leads nowhere: the commit that took it away, and what in the tree may be meant."""

from __future__ import annotations

import difflib
import posixpath
from collections.abc import Mapping
from typing import Final

from debtscope.api import Facts, GitHistory
from debtscope_collectors.sources.references.tree import Tree

_NEAR: Final = 0.75


def gone_paths(facts: Facts) -> dict[str, str]:
    """Path -> the newest commit that deleted or renamed it, in words."""
    history = facts.one(GitHistory)
    told: dict[str, str] = {}
    for commit in history.commits if history else ():
        for change in commit.changes:
            path = change.path if change.status == "D" else change.old
            if path and path not in told:
                what = "deleted" if change.status == "D" else f"renamed to {change.path}"
                told[path] = f"{what} in {commit.sha[:9]} on {commit.at.date()}"
    return told


def what_became_of(gone: Mapping[str, str], target: str, *, is_module: bool) -> str:
    """In words; of a module by the path of its file, whatever folder its package lies in. Empty where nothing is known."""
    if not is_module:
        return gone.get(target.rstrip("/"), "")
    stem = target.replace(".", "/")
    ends = (f"/{stem}.py", f"/{stem}/__init__.py")
    if "/" not in stem:
        return next((gone[end[1:]] for end in ends if end[1:] in gone), "")
    return next((told for path, told in gone.items() if f"/{path}".endswith(ends)), "")


def nearest(tree: Tree, target: str, *, is_beside: bool) -> str:
    """The path that differs in small and large letters alone, else the one that shares most folders with it, else one of nearly its name; of its own folder alone where it must lie there."""
    folder, _, last = target.rstrip("/").rpartition("/")
    if is_beside:
        ending = posixpath.splitext(last)[1]
        beside = [path for path in tree.files() if path.endswith(ending) and posixpath.dirname(path) == folder]
        found = difflib.get_close_matches(target, beside, n=1, cutoff=_NEAR)
        return found[0] if found else ""
    within = f"{folder}/" if folder else ""
    for path in tree.files():
        if path.startswith(within) and path != target and path.lower() == target.rstrip("/").lower():
            return path  # `readme.md` beside a settings file that names README.md
    if same := tree.places(last):
        wanted = set(folder.split("/"))
        return min(same, key=lambda path: (-len(wanted & set(path.split("/")[:-1])), path.count("/"), path))
    if "." not in last:
        return ""
    lasts = [path for path in tree.beginning(last[:3]) if path.endswith(posixpath.splitext(last)[1])][:500]
    close = difflib.get_close_matches(target, lasts, n=1, cutoff=_NEAR)
    return close[0] if close else ""
