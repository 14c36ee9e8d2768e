"""Who could take an item on: a proposal, never an assignment."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from debtscope.model.frozen import frozen


@frozen
class ProposedOwner:
    """A name and why it is proposed."""

    name: str
    by: str
    """`CODEOWNERS:3`, `last active author` …"""


@frozen
class OwnerLookup:
    """Answers whose some paths are; a join of the collectors makes it."""

    find: Callable[[Sequence[str]], ProposedOwner | None]
