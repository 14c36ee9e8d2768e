"""The table of assumed numbers: `priors.toml` of each package of rules, with the team's overrides from `debtscope.toml`, for a
rule (`[priors.<slug>]`) or for some paths or models of it (`[[priors.<slug>.where]]`).

Every number is a prior with low, mid and high (10, 50, 90 %) and a source. A wrong row is an error that names its key.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import field
from typing import cast

import tomli

from debtscope.engine.items import path_matcher
from debtscope.model.band import Band
from debtscope.model.errors import UsageError
from debtscope.model.frozen import frozen
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import Basis

FALLBACK = "default"
"""The row for rules without one of their own: third parties', inline and manual items."""

_SECTIONS = {
    "principal": {"base", "each", "tiers", "cap", "low", "high", "source"},
    "touch": {"delta", "source"},
    "exposure": {"driver", "unit", "default", "hours", "scale", "source"},
    "incident": {"per_month", "hours", "scale", "source"},
}
_FLAGS = {"context"}
_SPECIAL = "where"
_SPECIAL_KEYS = {"paths", "models"}
_TIER_KEYS = {"base", "each"}
_SCALE_KEYS = {"default", "floor", "cap"}
_HINT = "see priors.toml in the package of rules for the form of a row"


@frozen
class Tier:
    """A level of a tiered principal: once per item, and per occurrence."""

    base: float
    each: float = 0.0


@frozen
class PrincipalPrior:
    """Hours to pay an item off: base + tiers + each x occurrences, at most cap; low and high are multipliers of that."""

    base: float
    each: float
    tiers: Mapping[str, Tier]
    cap: float | None
    low: float
    high: float
    basis: Basis
    source: str


@frozen
class TouchPrior:
    """The share by which a touch of the file takes longer because of the item."""

    delta: Band
    source: str


@frozen
class Scale:
    """A driver by which a term is multiplied; the default stands until a rule has measured it."""

    driver: str
    default: Band
    floor: float
    cap: float


@frozen
class Term:
    """Frequency a month x hours each x scales. Exposure terms take the frequency from a driver, incident terms from a prior."""

    driver: str | None
    unit: str
    frequency: Band
    hours: Band
    scales: tuple[Scale, ...]
    source: str


@frozen
class Prior:
    """All assumed numbers of one rule."""

    slug: str
    principal: PrincipalPrior
    touch: TouchPrior | None
    exposure: Term | None
    incident: Term | None
    is_context: bool = False
    """The rule's interest is 0; it shows its file's corrective hours, so that it does not use up the others' cap."""


@frozen
class Special:
    """A row that the team gave for some paths or models of a rule."""

    is_at: Callable[[str], bool] | None
    """Whether a path is one of those that are meant; None where the team named none."""
    models: frozenset[str]
    prior: Prior

    def holds(self, path: str | None, models: Iterable[str]) -> bool:
        """Whether an item at a path (None: no file) that concerns these models is meant; both, where both are named."""
        at_path = self.is_at is None or (path is not None and self.is_at(path))
        return at_path and (not self.models or not self.models.isdisjoint(models))


@frozen
class Priors:
    """Rows by slug."""

    rows: Mapping[str, Prior] = field(default_factory=dict[str, Prior])
    special: Mapping[str, tuple[Special, ...]] = field(default_factory=dict[str, "tuple[Special, ...]"])
    """By slug, in the team's order: the first that holds stands."""

    def of(self, slug: str, path: str | None = None, models: Collection[str] = ()) -> Prior:
        """The rule's row for an item at that path and of these models, else its general row, else the fallback."""
        for one in self.special.get(slug, ()):
            if one.holds(path, models):
                return one.prior
        return self.rows.get(slug) or self.rows.get(FALLBACK) or _BUILTIN_FALLBACK


def load_priors(texts: Sequence[str], settings: Settings) -> Priors:
    """Rows of every package's `priors.toml`, the first of a slug standing, with the team's overrides laid over them.

    Raises UsageError naming the key of a row or an override that is not of the form.
    """
    tables: dict[str, Mapping[str, object]] = {}
    for text in texts:
        for slug, row in _parse(text).items():
            tables.setdefault(slug, _table(row, f"priors.toml: {slug}"))
    for slug in settings.priors:
        if slug not in tables:
            near = difflib.get_close_matches(slug, tables, n=1)
            raise UsageError(f"priors.{slug}: no rule of that name", f"did you mean {near[0]}?" if near else _HINT)
    general = {slug: {k: v for k, v in over.items() if k != _SPECIAL} for slug, over in settings.priors.items()}
    return Priors(
        rows={slug: _row(slug, row, general.get(slug, {})) for slug, row in tables.items()},
        special={
            slug: _specials(slug, tables[slug], general[slug], over[_SPECIAL])
            for slug, over in settings.priors.items()
            if _SPECIAL in over
        },
    )


def _specials(
    slug: str, row: Mapping[str, object], general: Mapping[str, object], given: object
) -> tuple[Special, ...]:
    """Each `[[priors.<slug>.where]]`, laid over the general override of the rule."""
    where = f"priors.{slug}.{_SPECIAL}"
    if not isinstance(given, list):
        raise UsageError(f"{where}: a list of tables is wanted, as in [[{where}]]", _HINT)
    found: list[Special] = []
    for number, one in enumerate(cast("list[object]", given)):
        at = f"{where}[{number}]"
        table = _table(one, at)
        paths, models = (_names(table.get(key, []), f"{at}.{key}") for key in ("paths", "models"))
        if not paths and not models:
            raise UsageError(f"{at}: paths or models are wanted", _HINT)
        over = {key: value for key, value in table.items() if key not in _SPECIAL_KEYS}
        prior = _row(slug, row, _laid_over(general, over, at), where=at)
        found.append(Special(is_at=path_matcher(paths) if paths else None, models=frozenset(models), prior=prior))
    return tuple(found)


def _laid_over(general: Mapping[str, object], over: Mapping[str, object], where: str) -> Mapping[str, object]:
    """Keys of sections replace one by one."""
    merged = dict(general)
    for key, value in over.items():
        is_section = isinstance(value, Mapping) and isinstance(general.get(key), Mapping)
        merged[key] = {**_table(general[key], where), **_table(over[key], where)} if is_section else over[key]
    return merged


def _names(value: object, where: str) -> tuple[str, ...]:
    names = cast("list[object]", value) if isinstance(value, list) else []
    if not isinstance(value, list) or not all(isinstance(one, str) and one for one in names):
        raise UsageError(f"{where}: a list of texts is wanted", _HINT)
    return tuple(str(one) for one in names)


def _parse(text: str) -> Mapping[str, object]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise UsageError(f"priors.toml: {error}", _HINT) from error


class _Reader:
    """Reads one row with its overrides; remembers which section the team has changed, and names keys in errors."""

    def __init__(self, where: str, row: Mapping[str, object], override: Mapping[str, object]) -> None:
        self._where = where
        _known(row, set(_SECTIONS) | _FLAGS, self._where)
        _known(override, set(_SECTIONS) | _FLAGS, self._where)
        self._row = row
        self._override = override

    def flag(self, name: str) -> bool:
        value = self._override.get(name, self._row.get(name, False))
        if not isinstance(value, bool):
            raise UsageError(f"{self._where}.{name}: true or false is wanted", _HINT)
        return value

    def section(self, name: str) -> _Section | None:
        base = _table(self._row.get(name, {}), f"{self._where}.{name}")
        over = _table(self._override.get(name, {}), f"{self._where}.{name}")
        if not base and not over:
            return None
        where = f"{self._where}.{name}"
        _known(base, _SECTIONS[name], where)
        _known(over, _SECTIONS[name], where)
        return _Section(where, base, over)


class _Section:
    def __init__(self, where: str, base: Mapping[str, object], over: Mapping[str, object]) -> None:
        self.where = where
        self._base = base
        self._over = over

    def get(self, key: str) -> object:
        return self._over.get(key, self._base.get(key))

    def basis(self, key: str) -> Basis:
        return Basis.TEAM if key in self._over else Basis.DEFAULT

    def is_changed(self) -> bool:
        return bool(self._over)

    def number(self, key: str, default: float) -> float:
        value = self.get(key)
        return default if value is None else _number(value, f"{self.where}.{key}")

    def text(self, key: str, default: str) -> str:
        value = self.get(key)
        if value is not None and not isinstance(value, str):
            raise UsageError(f"{self.where}.{key}: a text is wanted", _HINT)
        return value or default

    def band(self, key: str) -> Band:
        return _band(self.get(key), f"{self.where}.{key}", self.basis(key))

    def source(self) -> str:
        return "team" if self.is_changed() else self.text("source", "judgement")


def _row(slug: str, row: Mapping[str, object], override: Mapping[str, object], where: str = "") -> Prior:
    reader = _Reader(where or f"priors.{slug}", row, override)
    touch = reader.section("touch")
    exposure = reader.section("exposure")
    incident = reader.section("incident")
    return Prior(
        slug=slug,
        principal=_principal(reader.section("principal"), slug),
        touch=TouchPrior(delta=touch.band("delta"), source=touch.source()) if touch else None,
        exposure=_exposure(exposure) if exposure else None,
        incident=_incident(incident) if incident else None,
        is_context=reader.flag("context"),
    )


def _principal(section: _Section | None, slug: str) -> PrincipalPrior:
    if section is None:
        raise UsageError(f"priors.{slug}.principal: missing", _HINT)
    tiers = _table(section.get("tiers") or {}, f"{section.where}.tiers")
    cap = section.get("cap")
    low, high = section.number("low", 0.5), section.number("high", 2.0)
    if not 0 < low <= 1 <= high:
        raise UsageError(f"{section.where}: low must be in 0..1 and high 1 or more (they multiply the hours)", _HINT)
    return PrincipalPrior(
        base=section.number("base", 0.0),
        each=section.number("each", 0.0),
        tiers={name: _tier(value, f"{section.where}.tiers.{name}") for name, value in tiers.items()},
        cap=None if cap is None else _number(cap, f"{section.where}.cap"),
        low=low,
        high=high,
        basis=Basis.TEAM if section.is_changed() else Basis.DEFAULT,
        source=section.source(),
    )


def _tier(value: object, where: str) -> Tier:
    if isinstance(value, Mapping):
        table = _table(cast("Mapping[object, object]", value), where)
        _known(table, _TIER_KEYS, where)
        return Tier(
            base=_number(table.get("base", 0.0), f"{where}.base"), each=_number(table.get("each", 0.0), f"{where}.each")
        )
    return Tier(base=_number(value, where))


def _exposure(section: _Section) -> Term:
    driver = section.text("driver", "")
    if not driver:
        raise UsageError(f"{section.where}.driver: missing", _HINT)
    return Term(
        driver=driver,
        unit=section.text("unit", "a month"),
        frequency=section.band("default"),
        hours=section.band("hours"),
        scales=_scales(section),
        source=section.source(),
    )


def _incident(section: _Section) -> Term:
    return Term(
        driver=None,
        unit="incidents a month",
        frequency=section.band("per_month"),
        hours=section.band("hours"),
        scales=_scales(section),
        source=section.source(),
    )


def _scales(section: _Section) -> tuple[Scale, ...]:
    table = _table(section.get("scale") or {}, f"{section.where}.scale")
    return tuple(_scale(name, value, f"{section.where}.scale.{name}") for name, value in table.items())


def _scale(driver: str, value: object, where: str) -> Scale:
    if not isinstance(value, Mapping):
        return Scale(driver=driver, default=_band(value, where, Basis.DEFAULT), floor=0.0, cap=math.inf)
    table = _table(cast("Mapping[object, object]", value), where)
    _known(table, _SCALE_KEYS, where)
    cap = table.get("cap")
    return Scale(
        driver=driver,
        default=_band(table.get("default"), f"{where}.default", Basis.DEFAULT),
        floor=_number(table.get("floor", 0.0), f"{where}.floor"),
        cap=math.inf if cap is None else _number(cap, f"{where}.cap"),
    )


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise UsageError(f"{where}: a table is wanted", _HINT)
    return {str(key): item for key, item in cast("Mapping[object, object]", value).items()}


def _known(table: Iterable[str], names: set[str], where: str) -> None:
    for key in table:
        if key not in names:
            near = difflib.get_close_matches(key, sorted(names), n=1)
            raise UsageError(f"{where}.{key}: unknown key", f"did you mean {near[0]}?" if near else _HINT)


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise UsageError(f"{where}: a number of 0 or more is wanted", _HINT)
    return float(value)


def _band(value: object, where: str, basis: Basis) -> Band:
    """`[low, mid, high]`, or one number known to a factor of two."""
    if isinstance(value, list | tuple):
        items = [_number(item, where) for item in cast("Sequence[object]", value)]
        if len(items) == 3 and items[0] <= items[1] <= items[2]:
            return Band(low=items[0], mid=items[1], high=items[2], basis=basis)
        raise UsageError(f"{where}: [low, mid, high] in rising order is wanted", _HINT)
    number = _number(value, where)
    return Band(low=number / 2, mid=number, high=number * 2, basis=basis)


_BUILTIN_FALLBACK = Prior(
    slug=FALLBACK,
    principal=PrincipalPrior(
        base=1.0, each=0.5, tiers={}, cap=16.0, low=0.5, high=2.0, basis=Basis.DEFAULT, source="judgement"
    ),
    touch=TouchPrior(delta=Band(low=0.0, mid=0.02, high=0.10), source="judgement"),
    exposure=None,
    incident=None,
)
"""For a package that brings no row and no `default` row."""
