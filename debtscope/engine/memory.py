"""How often the garbage collector looks: a scan makes millions of small objects and hardly any garbage in circles."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

_OBJECTS: Final = 1_000_000
"""New containers between two looks; the interpreter's 700 cost a scan after a change one part in eight and free next to nothing."""


def collect_rarely() -> None:
    """Fewer looks from now on: for a process that ends with its command."""
    gc.set_threshold(_OBJECTS, 20, 20)


def collect_as_usual() -> None:
    """The interpreter's own pace: for a process that stays."""
    gc.set_threshold(700, 10, 10)


@contextmanager
def rare_collections() -> Generator[None]:
    """Fewer looks for as long as this lasts."""
    before = gc.get_threshold()
    collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)
