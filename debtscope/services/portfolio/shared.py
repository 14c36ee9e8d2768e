"""What several repositories have in common: the same debt, the same rules, the same models. Names alone decide."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from debtscope.model.inventory import ModelRecord
from debtscope.model.ledger import Item
from debtscope.model.portfolio import CrossModel, Member, ModelRole, SharedDebt, WidespreadRule
from debtscope.model.regex import regex
from debtscope.model.totals import COUNTED, cause_weights
from debtscope.model.vocabulary import Origin

_ASSETS: Mapping[str, str] = {"package": "package", "hub-asset": "asset", "model": "model"}
"""Kinds of subjects whose names mean the same thing in every repository; files, stages and the like are only called alike."""
_OWN_RULES = frozenset({Origin.MANUAL, Origin.INLINE})
_SAYS_NOTHING = frozenset(
    [
        "model",
        "models",
        "classifier",
        "regressor",
        "pipeline",
        "estimator",
        "checkpoint",
        "best-model",
        "final-model",
        "trained-model",
        "my-model",
        "the-model",
        "ml-model",
        "model-final",
        "model-best",
        "lr",
        "rf",
        "xgb",
        "svm",
        "knn",
        "lightgbm",
        "xgboost",
        "random-forest",
        "weights",
        "best",
        "last",
    ]
)
"""Names that half of all projects give to their model."""
_FROM_REGISTRY = ("alias ", "stage ")
_SEPARATOR = regex(r"[^a-z0-9]+")

Key = tuple[str, str, str]
"""Kind, rule (empty for causes, which several rules may name), name."""


def shared_debt(members: Sequence[Member]) -> tuple[SharedDebt, ...]:
    """Debt that is counted and is in at least two repositories under one name, dearest first."""
    found: dict[Key, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    weights: dict[tuple[str, str], float] = {}
    for member in members:
        live = _live(member)
        weights |= {(member.name, name): weight for name, weight in cause_weights(live).items()}
        for item in live:
            if (key := _key(item)) is not None:
                found[key][member.name].append(item)
    made = [_shared(key, places, weights) for key, places in found.items() if len(places) > 1]
    return tuple(sorted(made, key=lambda one: (-one.interest_hours_per_month, one.kind, one.name, one.rules)))


def _live(member: Member) -> list[Item]:
    return [item for item in member.ledger.items if item.triage.status in COUNTED]


def _key(item: Item) -> Key | None:
    """What the item is in any repository; None where it is about a place of this one."""
    if item.rule.origin in _OWN_RULES:
        return None
    if item.subject.kind in _ASSETS:
        name = item.subject.name
        return (
            None
            if item.subject.kind == "model" and says_nothing(name)
            else (_ASSETS[item.subject.kind], item.rule.slug, name)
        )
    if item.cause is not None:
        return ("cause", "", item.cause) if _is_anywhere(item) else None
    return ("policy", item.rule.slug, item.subject.name) if item.subject.kind == "repo" else None


def _is_anywhere(item: Item) -> bool:
    """Whether its cause means the same thing in every repository: an address, a model's name, or words without a place."""
    cause = item.cause or ""
    if "://" in cause:
        return True
    kind, _, rest = cause.partition(":")
    if kind == "model":
        return not says_nothing(rest.partition(":")[0])
    places = (item.path, item.subject.path, *(one.path for one in item.evidence))
    return not set(cause) & set(":/.") and not any(place in cause for place in places if place)


def _shared(key: Key, places: Mapping[str, Sequence[Item]], weights: Mapping[tuple[str, str], float]) -> SharedDebt:
    kind, _, name = key
    pairs = [(repository, item) for repository, items in sorted(places.items()) for item in items]
    return SharedDebt(
        kind=kind, name=name, title=_plainest([item.title for _, item in pairs]),
        rules=tuple(sorted({item.rule.slug for _, item in pairs})),
        places={repository: tuple(sorted(i.id for i in items)) for repository, items in sorted(places.items())},
        principal_hours=round(math.fsum(item.principal.hours for _, item in pairs), 3),
        interest_hours_per_month=round(
            math.fsum(item.interest.hours_per_month * weights[repository, item.id] for repository, item in pairs), 3
        ),
    )  # fmt: skip


def _plainest(titles: Sequence[str]) -> str:
    """Some findings have a title that tells of their own repository: the one that most have speaks for all."""
    return max(titles, key=lambda title: (titles.count(title), -len(title), title))


def widespread_rules(members: Sequence[Member]) -> tuple[WidespreadRule, ...]:
    """Rules that find debt in at least two repositories, by how many and how dear."""
    found: dict[str, list[tuple[str, Item, float]]] = defaultdict(list)
    for member in members:
        live = _live(member)
        weights = cause_weights(live)
        for item in live:
            if item.rule.origin not in _OWN_RULES:
                found[item.rule.slug].append((member.name, item, weights[item.id]))
    made = [_widespread(slug, rows) for slug, rows in found.items() if len({name for name, _, _ in rows}) > 1]
    return tuple(sorted(made, key=lambda one: (-len(one.repositories), -one.interest_hours_per_month, one.slug)))


def _widespread(slug: str, rows: Sequence[tuple[str, Item, float]]) -> WidespreadRule:
    return WidespreadRule(
        slug=slug, title=_plainest([item.title for _, item, _ in rows]),
        category=rows[0][1].category.value, repositories=tuple(sorted({name for name, _, _ in rows})), items=len(rows),
        principal_hours=round(math.fsum(item.principal.hours for _, item, _ in rows), 3),
        interest_hours_per_month=round(
            math.fsum(item.interest.hours_per_month * weight for _, item, weight in rows), 3
        ),
    )  # fmt: skip


def says_nothing(name: str) -> bool:
    """Whether a model's name is one that tells nothing of it."""
    return _folded(name) in _SAYS_NOTHING


def _folded(name: str) -> str:
    return _SEPARATOR.sub("-", name.casefold()).strip("-")


def cross_models(members: Sequence[Member]) -> tuple[CrossModel, ...]:
    """Models that one repository makes and another takes, or that two make under one name; joined by folded names."""
    found: dict[str, list[ModelRole]] = defaultdict(list)
    for member in members:
        for role in _roles(member):
            if not says_nothing(role.name):
                found[_folded(role.name)].append(role)
    made = [_crossed(roles) for _, roles in sorted(found.items()) if len({role.repository for role in roles}) > 1]
    return tuple(one for one in made if one is not None)


def _roles(member: Member) -> Iterator[ModelRole]:
    """Of the models that the repository knows, and of those that it only takes from a registry."""
    uses: dict[str, list[str]] = defaultdict(list)
    for use in member.ledger.model_uses:
        uses[_folded(use.name)].append(use.path)
    for model in member.ledger.models:
        role = _role(member.name, model)
        taken = uses.pop(_folded(model.name), ())
        if not model.retired:
            yield replace(role, loads=tuple(dict.fromkeys((*role.loads, *taken))))
    names = {_folded(use.name): use.name for use in member.ledger.model_uses}
    for name, paths in uses.items():
        yield ModelRole(
            repository=member.name, name=names[name], registers=False, trains=False, loads=tuple(dict.fromkeys(paths)),
            served=None, owner=None, watched_by=(), drifting_since=None,
        )  # fmt: skip


def _role(repository: str, model: ModelRecord) -> ModelRole:
    by = (place for place in model.deployed_by if not place.startswith(_FROM_REGISTRY))
    origin = model.origin
    return ModelRole(
        repository=repository, name=model.name, registers=bool(model.versions),
        trains=origin is not None and bool(origin.code or origin.stages),
        loads=tuple(dict.fromkeys((*by, *model.serving_code))), served=model.served, owner=model.owner,
        watched_by=model.watched_by, drifting_since=model.drifting_since,
    )  # fmt: skip


def _crossed(roles: Sequence[ModelRole]) -> CrossModel | None:
    """None where nobody is known to make it: two that load files of one name need not load the same model."""
    makers = {role.repository for role in roles if role.registers or role.trains}
    is_consumed = bool(makers) and any(role.loads and role.repository not in makers for role in roles)
    if not is_consumed and len(makers) < 2:
        return None
    ordered = tuple(sorted(roles, key=lambda role: (role.repository, role.name)))
    return CrossModel(name=ordered[0].name, roles=ordered, is_consumed=is_consumed)
