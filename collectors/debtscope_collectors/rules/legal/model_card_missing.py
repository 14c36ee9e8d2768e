"""Deployed model has no model card, or an incomplete one

Detects
-------
Deployed models that this repository trains and serves, or registers or keeps in a store under a name of their own, without a card: no model
card names the model, and the registry describes neither it nor its served version.
It is told of models that decide about people by their inputs or by the settings (applicants, patients, customers), and of versions
that a registry serves; a forecast of weather or prices behind a route is known from its readme, and is silent, and so are
models beside a readme that covers as many topics as a card should.
A card counts for a model when its head, title or text names the model, or when both are the only ones (copies of a card are
one); so does a page that names the model, or lies beside its code, and links to a card elsewhere (on the Hugging Face hub too). A card should cover at
least five of eight topics: intended use, out-of-scope use, training data, metrics, slices, limitations, owner, version and
date; headings with nothing or a placeholder below them do not count, and cards in another language than English are not
read for topics. A card whose figures differ from those of the served version's run by more than rounding, or that was last
changed before the served version was made, is incomplete too. Four and more models with nothing at all are one item. Where code alone
shows that a model is deployed the item is medium. Models that others made and a service here asks, and servers that are given a
model by whoever starts them, have their makers' cards, and are left out. The rule starts at pilot.

Why it is debt
--------------
Whoever uses the model's answers does not know what it was made for, where it fails and whom to ask. Each question costs its
maker an hour of digging, and an auditor's question cannot be answered at all once the maker has left.

How to pay it down
------------------
Generate a card from the run (data, metrics, version), and let the owner write intended use and limits. Check in CI that
it names the version that is served.

Example
-------
Debt: alias `champion` on a version without a description, no MODEL_CARD.md

Clean: MODEL_CARD.md that names the model and covers use, limits, data, metrics, slices, owner and version

References
----------
Mitchell et al. 2019, Model cards for model reporting. Regulation (EU) 2024/1689, articles 11 and 13. Hugging Face
documentation, Model cards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from debtscope.api import (
    Category,
    Confidence,
    Evidence,
    Exposure,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.docs import Documentation
from debtscope_collectors.joins.facts import InventoryModel, ModelInventory
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.naming import words
from debtscope_collectors.joins.own_models import ANY_MODEL, is_own
from debtscope_collectors.joins.people import PeopleInputs
from debtscope_collectors.sources.cards.facts import Card
from debtscope_collectors.sources.cards.topics import MODEL, topics
from debtscope_collectors.sources.mlflow.facts import MlflowStore

_ENOUGH = 5
_MANY = 4
_SHOWN = 4
_ROUNDING = 0.006
_SEARCHED = "searched: model cards (*card*.md, README heads), descriptions in the registry"
_TELLING = 2
"""Words of a name from which on a title that has them all is of that model."""
_LINKED = regex(r"model[ _-]?card[^\n]{0,80}https?://", re.IGNORECASE)
_OF_A_HUB = regex(r"huggingface\.co/(?!datasets/|spaces/)[\w.-]{1,60}/([\w.-]{1,80})")
_SIDE = regex(r"^(?:test|val|valid|validation|eval|holdout|final|best|mean|avg)[_.\-/]|[_.\-/](?:test|val|score|mean)$")


@rule(
    id="LEG-004",
    category=Category.LEGAL,
    debt_type="documentation and transparency debt",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("files",),
    uses=("mlflow", "cards", "docs", "git"),
    credits=("CR-18",),
)
def check(facts: Facts) -> Iterator[Finding]:
    inventory = facts.one(ModelInventory)
    models = [m for m in inventory.models if m.is_deployed and not m.retired] if inventory else []
    cards = [card for card in facts.all(Card) if card.kind == "model"]
    people = facts.one(PeopleInputs)
    decide = {one.model.name: one.because for one in people.affected} if people else dict[str, str]()
    if facts.settings.profile.people:
        decide = {model.name: decide.get(model.name, "the settings say so") for model in models}
    bare: list[InventoryModel] = []
    for model in models:
        if model.is_hosted:
            continue  # its maker's card is elsewhere
        card = card_of(facts, model, cards, is_only=len(models) == 1)
        if card is not None:
            yield from _incomplete(facts, model, card)
        elif (
            (model.served or model.name in decide)
            and is_own(facts, model)
            and not _is_described(facts, model)
            and not _is_kept_elsewhere(facts, model)
        ):
            bare.append(model)
    if not bare or _tells_enough(facts):
        return
    if len(bare) >= _MANY:
        yield _folded(bare)
        return
    for model in bare:
        yield _missing(model, decide.get(model.name, ""))


def _tells_enough(facts: Facts) -> bool:
    """A readme at the top with as many topics as a card wants is one."""
    docs = facts.one(Documentation)
    readmes = [page for page in docs.pages if page.kind == "readme" and "/" not in page.path] if docs else []
    return any(len(topics("model", {}, page.text)) >= _ENOUGH for page in readmes)


def card_of(facts: Facts, model: InventoryModel, cards: Sequence[Card], *, is_only: bool) -> Card | None:
    """The card that names the model in head or title, then in its text; the only card of the only model is its."""
    names = {name.lower() for name in (model.name, *model.names)}
    for card in cards:
        if card.name and card.name.rpartition("/")[2].lower() in names:
            return card
    docs = facts.one(Documentation)
    for card in cards:
        if docs and any(path == card.path for name in sorted(names) for path, _ in docs.naming(name)):
            return card
    own = set(words(model.name)) - ANY_MODEL
    for card in cards:
        title = set(words(card.name or ""))
        if len(own) >= _TELLING and own <= title:
            return card  # `credit-risk-v5` and "Model Card - Credit Risk Default Prediction"
    is_alone = len({card.name for card in cards}) == 1
    return cards[0] if is_alone and (is_only or not own) else None


def _is_described(facts: Facts, model: InventoryModel) -> bool:
    if any(
        (version.description or "").strip() for version in ([model.served] if model.served else model.versions[-1:])
    ):
        return True
    return any(
        (one.description or "").strip() and one.name in (model.name, *model.names)
        for store in facts.all(MlflowStore)
        for one in store.models
    )


def _is_kept_elsewhere(facts: Facts, model: InventoryModel) -> bool:
    """A page beside its code, or one that names it, links to a card in another place, or to the model itself on a hub."""
    docs = facts.one(Documentation)
    names = {words(name) for name in (model.name, *model.names)}
    if docs and any(words(found[1]) in names for page in docs.pages for found in _OF_A_HUB.finditer(page.text)):
        return True
    naming = {path for name in (model.name, *model.names) for path, _ in docs.naming(name)} if docs else set[str]()
    folders = {
        "/".join(parts[:end])
        for place in (*model.serving_code, *model.deployed_by)
        for parts in [place.split("/")[:-1]]
        for end in range(1, len(parts) + 1)
    }
    return any(
        (page.path in naming or page.path.rpartition("/")[0] in folders) and _LINKED.search(page.text)
        for page in (docs.pages if docs else ())
    )


def _incomplete(facts: Facts, model: InventoryModel, card: Card) -> Iterator[Finding]:
    missing = [topic for topic in MODEL if topic not in card.topics]
    wrong = _contradictions(model, card)
    changed = _changed(facts, card.path)
    since = model.served_since.date() if model.served_since and model.served else None
    days = (since - changed).days if since and changed else 0
    is_thin = card.is_english and len(card.topics) < _ENOUGH
    said: list[str] = []
    if is_thin:
        said.append(f"covers {len(card.topics)} of {len(MODEL)} topics (no {', '.join(missing)})")
    said.extend(
        f"gives {name} as {told:g} where the run of the served version has {real:g}" for name, told, real in wrong
    )
    if days > 0:
        said.append(f"was last changed {days} days before the served version was made")
    if not said:
        return
    severity = None if is_thin else Severity.MEDIUM
    yield Finding(
        subject=Subject(kind="model", name=model.name, path=card.path),
        title="Model card is incomplete",
        message=f"The card of {model.shown} ({card.path}) {' and '.join(said)}.",
        severity=severity,
        confidence=Confidence.MEDIUM,
        tier="update",
        line=1,
        evidence=(
            Evidence(kind="file", path=card.path, line=1, ref="topics", value=", ".join(card.topics) or "none"),
            *(Evidence(kind="metric", path=card.path, ref=name, value=real) for name, _, real in wrong),
        ),
        exposure=_exposure(),
    )


def _contradictions(model: InventoryModel, card: Card) -> list[tuple[str, float, float]]:
    """Figures of the card that no figure of that name of the served version's run is near."""
    metrics = model.training.metrics if model.training and model.served else dict[str, float]()
    found: list[tuple[str, float, float]] = []
    for name, told in card.metrics:
        same = [value for key, value in metrics.items() if _plain(key) == _plain(name)]
        as_share = told / 100 if told > 1 and all(abs(value) <= 1 for value in same) else told
        if same and all(abs(value - as_share) > max(_ROUNDING, abs(value) * _ROUNDING) for value in same):
            found.append((name, told, same[0]))
    return found


def _plain(name: str) -> str:
    low = _SIDE.sub("", name.lower())
    return {"auc": "roc_auc", "auroc": "roc_auc", "rocauc": "roc_auc", "acc": "accuracy", "f1_score": "f1"}.get(
        low, low
    )


def _changed(facts: Facts, path: str) -> date | None:
    history = facts.one(GitHistory)
    if history is None:
        return None
    return max((c.at.date() for c in history.commits if any(one.path == path for one in c.changes)), default=None)


def _missing(model: InventoryModel, because: str) -> Finding:
    version = f" v{model.served.version}" if model.served else ""
    described = " and the registry describes neither it nor the version" if model.served else ""
    by = f" ({model.deployed_words})" if model.shown == model.name else ""
    decides = f" and decides about people ({because})" if because else ""
    message = f"{model.shown}{version} is deployed{by}{decides}; no model card names it{described}: nobody can look up what it is for and where it fails."
    return Finding(
        subject=Subject(kind="model", name=model.name),
        title="Deployed model has no model card",
        message=message,
        severity=Severity.MEDIUM if all(by.endswith(".py") for by in model.deployed_by) else None,
        confidence=Confidence.MEDIUM,
        tier="new",
        evidence=(Evidence(kind="absence", ref="card", excerpt=_SEARCHED), *_where(model)),
        exposure=_exposure(),
    )


def _where(model: InventoryModel) -> Iterator[Evidence]:
    for place in model.deployed_by[:2]:
        yield Evidence(kind="deployment", ref=place, excerpt=f"{model.shown}: {place}")


def _folded(models: list[InventoryModel]) -> Finding:
    names = [model.name for model in models]
    shown = listed(names, _SHOWN)
    return Finding(
        subject=Subject(kind="repo", name="model cards"),
        title="Deployed models have no model card",
        message=f"{len(names)} deployed models have neither a model card nor a description in the registry: {shown}.",
        confidence=Confidence.MEDIUM,
        tier="new",
        occurrences=float(len(names)),
        evidence=(
            Evidence(kind="absence", ref="card", excerpt=_SEARCHED),
            *(evidence for model in models for evidence in _where(model)),
        ),
        exposure=_exposure(),
    )


def _exposure() -> Exposure:
    return Exposure(kind="accountability", note="what it is for and where it fails cannot be shown to those it affects")
