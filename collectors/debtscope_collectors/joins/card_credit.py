"""CR-18: what is served has a card, and the data has a datasheet."""

from __future__ import annotations

from debtscope.api import Credit, Facts, FileEntry
from debtscope_collectors.sources.cards.facts import Card
from debtscope_collectors.sources.cards.topics import DATASET, MODEL

_MODEL_ENOUGH = 7
_DATA_ENOUGH = 6


def carded(facts: Facts) -> Credit | None:
    """A model card of seven of eight topics, beside a datasheet of six of seven or a Croissant file."""
    cards = facts.all(Card)
    models = [
        f"{card.path}: {len(card.topics)} of {len(MODEL)} topics"
        for card in cards
        if card.kind == "model" and len(card.topics) >= _MODEL_ENOUGH
    ]
    sheets = [
        f"{card.path}: {len(card.topics)} of {len(DATASET)} topics"
        for card in cards
        if card.kind == "dataset" and len(card.topics) >= _DATA_ENOUGH
    ]
    croissant = [
        entry.path for entry in facts.all(FileEntry) if entry.path.rpartition("/")[2].lower() == "croissant.json"
    ]
    if not models or not (sheets or croissant):
        return None
    return Credit(
        id="CR-18",
        evidence=(models[0], *sheets[:1], *croissant[:1]),
        effect="model and data are documented: closes LEG-004 and LEG-005 for them",
    )
