"""Two ledgers of one repository side by side: what came, what was paid, and what only became visible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item


@frozen
class Comparison:
    """What a change brings. Honest: debt is new only where the older side looked for it in the same way."""

    name: str
    """What was compared with, as the user named it."""
    new: tuple[Item, ...]
    """The surest and best ratio first."""
    newly_visible: tuple[Item, ...]
    """Their rule did not run, ran in another version, or lacked a source on the older side."""
    paid: tuple[Item, ...]
    """As the older side told them."""
    returned: tuple[Item, ...] = ()
    """Known there and accepted, deferred or dismissed, and asked about again by now."""
    back: tuple[Item, ...] = ()
    """Paid before, and here again."""
    grew: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Id on this side of a group that was known -> the files that came to it."""
    known_as: Mapping[str, str] = field(default_factory=dict[str, str])
    """Id on this side -> id on the older one, of items that stand at another place."""
    regrouped: frozenset[str] = frozenset()
    """Of this side: debt that was told there in other pieces (a group that fell apart, a file that was split)."""
