"""The rules of this installation, ours and plugins'."""

from __future__ import annotations

from debtscope.engine.registry import installed
from debtscope.model.rule import Rule


def rules() -> tuple[Rule, ...]:
    """All rules, sorted by id."""
    return installed().rules
