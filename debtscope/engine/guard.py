"""The one boundary behind which a collector, a join or a rule may fail: it costs itself and one diagnostic, never the scan."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import PurePath
from typing import Generic, TypeVar

from debtscope.model.errors import DebtscopeError
from debtscope.model.frozen import frozen
from debtscope.model.text import printable

T = TypeVar("T")

_LONGEST = 240


@frozen(kw_only=False)
class Done(Generic[T]):
    """What the guarded call returned."""

    value: T


@frozen(kw_only=False)
class Fault:
    """Why the guarded call failed."""

    error: BaseException
    message: str


def attempt(call: Callable[[], T], *, with_text: bool = False) -> Done[T] | Fault:
    """Runs a call of a collector, join or rule. SystemExit is caught too: a plugin must not end the program.

    The text of a foreign exception may quote what was read, and so a secret: only its type and place are told,
    unless `with_text` says that nothing scanned can be in it.
    """
    try:
        return Done(call())
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the rule and collector guard, the only one
        return Fault(error, _describe(error, with_text))


def _describe(error: BaseException, with_text: bool) -> str:
    if isinstance(error, DebtscopeError):
        return printable(error.message, limit=_LONGEST)
    name = type(error).__name__
    text = f"{name}: {printable(str(error), limit=_LONGEST)}" if with_text and str(error) else name
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith("<")]
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return printable(text + place)
