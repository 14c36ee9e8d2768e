"""The columns of the ledger: which of them a width has room for, and how wide each is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from debtscope.model.frozen import frozen

TITLE = 48
"""Cells of a long title."""
ALL_BESIDE = 80
"""Cells of a list beside the preview from which nothing falls away: the pane shows in full what is cut here."""
FIX_BESIDE = 72
"""The same for all but the owner."""
STANDARD = ("sev", "id", "what", "where", "fix", "cost", "pays", "owner", "status")
"""Names of the columns where nobody chose others."""


@frozen
class Column:
    """One column of the ledger in one width of the window."""

    name: str
    title: str
    width: int
    right: bool = False


CHOICES = {
    "sev": Column(name="sev", title="sev", width=4),
    "id": Column(name="id", title="id", width=12),
    "what": Column(name="what", title="what", width=0),
    "where": Column(name="where", title="where", width=0),
    "category": Column(name="category", title="category", width=10),
    "rule": Column(name="rule", title="rule", width=24),
    "component": Column(name="component", title="component", width=16),
    "confidence": Column(name="confidence", title="sure", width=6),
    "age": Column(name="age", title="since", width=10),
    "author": Column(name="author", title="author", width=10),
    "fix": Column(name="fix", title="fix h", width=5, right=True),
    "cost": Column(name="cost", title="h/month", width=7, right=True),
    "pays": Column(name="pays", title="pays", width=5, right=True),
    "owner": Column(name="owner", title="owner", width=8),
    "due": Column(name="due", title="due", width=10),
    "status": Column(name="status", title="status", width=7),
}
"""All columns there are, in the order in which they are offered; a width of 0 takes what is left."""


def _chosen(width: int, names: tuple[str, ...]) -> tuple[Column, ...]:
    """The columns that somebody chose; those at the right end fall away where the window is too narrow."""
    kept = [CHOICES[name] for name in names]

    def room() -> int:
        return width - 3 - sum((c.width or 12) + (2 if c.name == "where" else 1) for c in kept)

    while len(kept) > 1 and room() < 0:
        kept.remove(next((c for c in reversed(kept) if c.width), kept[-1]))
    loose = [c for c in kept if not c.width]
    rest = max(0, room())
    more = {c.name: rest // len(loose) + (rest % len(loose) if c is loose[0] else 0) for c in loose}
    return tuple(replace(c, width=12 + more[c.name]) if not c.width else c for c in kept)


@lru_cache(maxsize=64)
def columns(
    width: int, chosen: tuple[str, ...] = (), *, beside: bool = False, owned: bool = True
) -> tuple[Column, ...]:
    """The columns for a width; owner goes first, then the id's tail and the severity's marks, then fix hours.

    `beside` says that a preview stands at the right, which shows in full what is cut in the list; `owned`, that
    somebody owns something: a column of dashes takes from the titles and tells nothing.
    """
    if chosen:
        return _chosen(width, chosen)
    roomy, packed = width >= 116, beside and ALL_BESIDE <= width < 100
    fixed = [("sev", "sev", 9 if roomy else 4, False)]
    if width >= 60:
        fixed.append(("id", "id", 12 if width >= 124 else 7, False))
    wide = [("fix", "fix h", 5, True)] if width >= 88 or (beside and width >= FIX_BESIDE) else []
    wide += [("cost", "h/month" if roomy else "h/mo", 7 if roomy else 5, True)]
    if width >= 60:
        wide += [("pays", "pays", 5, True)]
    if owned and (packed or width >= 100):
        wide += [("owner", "owner", 5 if packed else 8, False)]
    if width >= 50:
        wide += [("status", "st" if packed else "status", 7, False)]
    used = 3 + sum(w + 1 for _, _, w, _ in fixed + wide)
    rest = max(10, width - used)
    if rest >= 30:
        what = _share_of_what(rest - 3, beside=beside)
        flexible = [("what", "what", what, False), ("where", "where", rest - 3 - what, False)]
    else:
        flexible = [("what", "what", rest - 1, False)]
    return tuple(Column(name=n, title=t, width=w, right=r) for n, t, w, r in [*fixed, *flexible, *wide])


def cells_of(shown: Sequence[Column]) -> int:
    """Cells of a line of these columns, with the cursor, the mark and the gaps."""
    return 3 + sum(column.width + (2 if column.name == "where" else 1) for column in shown)


def uncut(shown: Sequence[Column], chosen: tuple[str, ...], longest: Mapping[str, int]) -> tuple[Column, ...]:
    """All columns, those that fell away too, each as wide as the longest text in it (cells)."""
    as_shown = {column.name: column for column in shown}
    made = (as_shown.get(name, CHOICES[name]) for name in chosen or STANDARD)
    return tuple(replace(one, width=max(one.width, len(one.title), longest.get(one.name, 0))) for one in made)


def _share_of_what(room: int, *, beside: bool) -> int:
    """A title needs thirty cells to be told from the next and some fifty to be read whole; a place needs a dozen.

    Beside a preview, which has the place in full, the title takes all above that dozen.
    """
    if room < 42 and beside:
        return max(15, room - 12)
    if room < 42:
        return max(15, room - max(12, room * 2 // 5))
    if room < TITLE + 14:
        return max(30, room - 14)
    return max(TITLE, room - 44)
