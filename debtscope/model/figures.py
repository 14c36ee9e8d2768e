"""Figures in words: hours, payback and places read the same in every export and in the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from debtscope.model.ledger import Item
    from debtscope.model.settings import HourRate


def hours(value: float) -> str:
    """`0.31`, `2.0`, `412`: as many digits as mean something."""
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 100 else f"{value:,.0f}"


def money(value: float, rate: HourRate) -> str:
    """Hours at the team's rate: `3,258 EUR`."""
    return f"{value * rate.amount:,.0f} {rate.currency}"


def counted(number: int, word: str) -> str:
    """`1 item`, `1,312 items`."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def some(noun: str) -> str:
    """`A key`, `An AWS key`: how a sentence begins."""
    return f"{'An' if noun[:1] in 'AEIOUaeiou' else 'A'} {noun}"


def payback(months: float | None) -> str:
    """The time until a fix has paid for itself, in the unit that a person would use."""
    if months is None or months > 120:
        return "never"
    if months < 2:
        return f"{max(1, round(months * 30.4))} d"
    return f"{months:.0f} mo" if months < 24 else f"{months / 12:.1f} y"


def located(item: Item) -> str:
    """The place, in a portfolio behind its repository."""
    return f"{item.repository}: {place(item)}" if item.repository else place(item)


def place(item: Item) -> str:
    """`src/a.py:12`, or the subject where the item is no place in a file."""
    if not item.path:
        return item.subject.name
    return f"{item.path}:{item.line}" if item.line else item.path
