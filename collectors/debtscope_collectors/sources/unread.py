"""Where the reading of one file broke off, as a record that can be kept beside what was read of it until then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debtscope.api import Unreadable
from debtscope.model.frozen import frozen


@frozen
class Unread:
    """A file that cannot be read, or not to its end."""

    reason: str


def until_unread(facts: Iterable[object]) -> Iterator[object]:
    """The facts, and where they break off the reason in the place of the error."""
    try:
        yield from facts
    except Unreadable as error:
        yield Unread(reason=error.message)
