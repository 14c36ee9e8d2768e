"""Groups of files that look like versions of one another."""

from __future__ import annotations

from debtscope.model.frozen import frozen


@frozen
class CopyMember:
    """One file of a group."""

    path: str
    size: int
    similarity: float
    """Share of its lines (runs of three) that the group's most alike other member has too, 0 to 1; 1 for equal bytes."""
    is_tracked: bool | None
    named_in: str | None = None
    """A file outside the group that names this one: a list of resources, a command, a setting, a text of code."""


@frozen
class CopyGroup:
    """Files of one folder, or of sibling folders, whose names differ by a version mark only and whose contents are alike."""

    stem: str
    """The common name without marks, in its folder."""
    members: tuple[CopyMember, ...]
    """At least two, sorted by path; or one whose name alone tells (`Untitled3.ipynb`, `train-Copy1.ipynb`)."""
    is_unnamed: bool = False
    """The editor's default name."""
