"""Two ledgers of one repository side by side: what came, what was paid, and what only became visible."""

from __future__ import annotations

from dataclasses import dataclass

from debtscope.model.ledger import Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a change brings. Honest: debt is new only where the older side looked for it in the same way."""

    name: str
    """What was compared with, as the user named it."""
    new: tuple[Item, ...]
    """Best ratio first."""
    newly_visible: tuple[Item, ...]
    """Their rule did not run, ran in another version, or lacked a source on the older side."""
    paid: tuple[Item, ...]
    """As the older side told them."""
    returned: tuple[Item, ...] = ()
    """Known there and accepted or deferred, and due again by now."""
