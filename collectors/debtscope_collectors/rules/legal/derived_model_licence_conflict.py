"""Model is declared freer than what it was made from

Detects
-------
A model card whose licence asks for less than the licence of its base model (`base_model` of the card, or the base in an adapter's
`adapter_config.json`) or than a non-commercial or custom licence of a dataset that it names. Licences are compared by three
classes: permissive, share-alike, and non-commercial or custom. The licence of a base or dataset is read from a card in the
repository, else from a small bundled table with a date; where neither knows it, nothing is said. A share-alike licence of a
dataset is not held against a model, since it is disputed whether a model is a derived work of its data.

Why it is debt
--------------
Who takes the model by its card relies on rights that its maker may not have had to give. The longer it is published, the more
copies have to be called back.

How to pay it down
------------------
Check the terms of the base and of the data as they stand today; correct the card, and add the notices that they ask for; or
train on something else. Whether there is a conflict in law is for a lawyer.

Example
-------
Debt: `license: apache-2.0` with `base_model: meta-llama/Llama-2-7b-hf`

Clean: `license: llama2` with the same base

References
----------
Hugging Face documentation, Model cards (license, base_model, datasets). SPDX licence list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    Finding,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.frozen import frozen
from debtscope_collectors.joins.assets import named_card
from debtscope_collectors.joins.known_rights import AS_OF, of_dataset, of_model
from debtscope_collectors.sources.cards.facts import Adapter, Card
from debtscope_collectors.sources.cards.terms import Terms, identify, terms_of


@frozen(kw_only=False)
class _Source:
    kind: str
    name: str
    licence: str
    path: str | None
    line: int | None


@rule(
    id="LEG-020",
    category=Category.LEGAL,
    debt_type="licence debt",
    severity=Severity.HIGH,
    confidence=Confidence.MEDIUM,
    since=Maturity.PILOT,
    needs=("cards",),
)
def check(facts: Facts) -> Iterator[Finding]:
    cards = facts.all(Card)
    for card in cards:
        declared = identify(card.licence or "")
        terms = terms_of(declared)
        if card.kind != "model" or terms is None or declared is None:
            continue
        against = [one for one in _sources(facts, card, cards) if _is_stricter(one, terms)]
        if against:
            yield _finding(card, declared, against)


def _is_stricter(one: _Source, declared: Terms) -> bool:
    terms = terms_of(one.licence)
    if terms is None or terms <= declared:
        return False
    return one.kind == "base model" or terms is Terms.RESTRICTED


def _sources(facts: Facts, card: Card, cards: Iterable[Card]) -> Iterator[_Source]:
    folder = card.path.rpartition("/")[0]
    adapters = [one.base_model for one in facts.all(Adapter) if one.path.rpartition("/")[0] == folder]
    for kind, names in (("base model", (*card.base_models, *adapters)), ("dataset", card.datasets)):
        for name in dict.fromkeys(names):
            local = named_card(
                (one for one in cards if one is not card), name, "model" if kind == "base model" else "dataset"
            )
            if local is not None and local.licence and (licence := identify(local.licence)):
                yield _Source(kind, name, licence, local.path, local.licence_line)
            elif known := of_model(name) if kind == "base model" else of_dataset(name):
                yield _Source(kind, name, known, None, None)


def _finding(card: Card, declared: str, against: list[_Source]) -> Finding:
    name = card.name or card.path
    told = " and ".join(f"its {one.kind} {one.name} is {one.licence}" for one in against)
    only_table = all(one.path is None for one in against)
    return Finding(
        subject=Subject(kind="model", name=name, path=card.path),
        title="Declared licence is freer than its sources",
        message=f"{card.path} declares {declared} for {name}, but {told}"
        + (f" by the bundled table of {AS_OF}." if only_table else "."),
        line=card.licence_line,
        evidence=(
            Evidence(kind="line", path=card.path, line=card.licence_line, ref="license", value=declared),
            *(
                Evidence(
                    kind="line" if one.path else "table", path=one.path, line=one.line, ref=one.name, value=one.licence,
                    excerpt=None if one.path else f"bundled table of {AS_OF}: {one.name} is {one.licence}",
                )
                for one in against
            ),
        ),
        exposure=Exposure(kind="rights", note="who uses the model by its card may hold fewer rights than the card says"),
    )  # fmt: skip
