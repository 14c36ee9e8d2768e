"""The rules of this installation, ours and plugins'."""

from __future__ import annotations

from debtscope.engine import registry
from debtscope.model.rule import Rule


def rules() -> tuple[Rule, ...]:
    """All rules, sorted by id."""
    return registry.catalogue()


def rule(word: str) -> Rule | None:
    """The rule of a slug or an id, whatever its case."""
    return registry.named(word.lower()) or next((r for r in rules() if word.lower() in {r.id.lower(), r.slug}), None)
