"""Prices drafts: hours to pay each off and hours a month that it costs, every number opened down to its factors.

Interest = touch term (capped by what its file costs in fixes) + exposure term + incident term. Severity and confidence
play no part. Pure: the same drafts, table and priors give the same numbers.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from debtscope.engine.draft import Draft
from debtscope.engine.interest.priors import PrincipalPrior, Prior, Priors, Scale, Term
from debtscope.model.band import Band
from debtscope.model.calibration import CALIBRATED, NONE, Calibration, Multiplier
from debtscope.model.exposure import CONTEXT, ExposureTable
from debtscope.model.finding import Driver, Finding
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Factor, Interest, Principal
from debtscope.model.lognormal import Lognormal, of_band, product, total
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import Basis

MODEL = "debtscope-interest/1"
SMALLEST_PRINCIPAL = 0.1
RATE_SPREAD = 1.5
"""A measured monthly count speaks for the coming months to about this factor."""

_DAYS = 365.25 / 12
_REPEATED = frozenset({"runs_per_month", "firings_per_month", "builds_per_month", "windows_per_month"})
"""Counts of what machines repeat. What they cost is people's time, and people look at most once a day: an hourly job
without an alarm does not take an hour's look 730 times a month."""

_WHOLE = Band(low=1.0, mid=1.0, high=1.0)
_PLAIN = {
    "runs_per_month": "runs a month",
    "promotions_per_month": "promotions a month",
    "firings_per_month": "firings a month",
    "builds_per_month": "builds and releases a month",
    "windows_per_month": "windows a month",
    "commits_per_month": "commits a month",
    "consumers": "consumers",
    "served": "share that is served",
    "origin": "where its files come from",
    "diverged": "whether both differ",
    "part": "part of such a case",
}


@frozen
class _Part:
    """One term of one item."""

    value: Lognormal
    head: Factor
    inner: tuple[Factor, ...]
    file: str | None = None
    """The production file whose corrective hours cap it."""

    def scaled(self, scale: float, file: Factor) -> _Part:
        value = Lognormal(self.value.median * scale, self.value.sd)
        head = replace(self.head, value=value.median, low=value.low, high=value.high, effect_hours=value.median)
        return replace(self, value=value, head=head, inner=(*self.inner, file))


def price(
    drafts: Sequence[Draft],
    table: ExposureTable,
    priors: Priors,
    settings: Settings,
    calibration: Calibration | None = None,
) -> Mapping[str, tuple[Principal, Interest]]:
    """Principal (hours) and interest (hours a month) of each draft, by its id.

    `settings.priors` is already in `priors`, `settings.interest` in `table`; the rest of the settings moves no number.
    """
    del settings
    learnt = calibration or Calibration()
    rows = {draft.id: priors.of(draft.rule.slug, draft.path, _models(draft)) for draft in drafts}
    parts = {draft.id: _parts(draft, table, rows[draft.id]) for draft in drafts}
    capped = _cap_by_file(parts, table)
    return {
        draft.id: (
            _taught(
                _principal(rows[draft.id].principal, draft.findings),
                learnt.principal.of(draft.rule.slug),
            ),
            _interest(
                draft,
                tuple(_part_taught(part, learnt.interest.of(draft.rule.slug)) for part in capped[draft.id]),
                table,
                rows[draft.id],
            ),
        )
        for draft in drafts
    }


def _models(draft: Draft) -> frozenset[str]:
    """The models that an item's subject or evidence names."""
    named = [draft.subject, *(finding.subject for finding in draft.findings)]
    return frozenset(subject.name for subject in named if subject.kind == "model")


def _parts(draft: Draft, table: ExposureTable, prior: Prior) -> tuple[_Part, ...]:
    if prior.is_context:
        return ()
    drivers = _drivers(draft.findings)
    parts = [_touch(draft.path, table, prior)]
    if prior.exposure:
        parts.append(_term("exposure term", prior.exposure, drivers))
    if prior.incident:
        parts.append(_term("incident term", prior.incident, drivers))
    return tuple(part for part in parts if part)


def _drivers(findings: Iterable[Finding]) -> Mapping[str, Driver]:
    """Several findings of one item speak of the same exposure: the largest value stands."""
    best: dict[str, Driver] = {}
    for finding in findings:
        for driver in finding.drivers:
            known = best.get(driver.name)
            if known is None or driver.value > known.value:
                best[driver.name] = driver
    return best


def _touch(path: str | None, table: ExposureTable, prior: Prior) -> _Part | None:
    if path is None or prior.touch is None:
        return None
    touches = table.touches(path)
    bands = (touches, table.hours_per_touch, prior.touch.delta)
    value = product(of_band(band) for band in bands)
    inner = (
        _factor("touches of the file", touches, "a month", table.note),
        _factor("hours per touch", table.hours_per_touch, "h"),
        _factor("extra effort per touch", prior.touch.delta, "share", prior.touch.source),
    )
    return _Part(
        value=value,
        head=_head("touch term", value, inner, f"{path}: touches x hours per touch x extra effort"),
        inner=inner,
        file=path if path in table.files else None,
    )


def _term(name: str, term: Term, drivers: Mapping[str, Driver]) -> _Part:
    frequency = _frequency(term, drivers)
    scales = [(scale.driver, *_scale(scale, drivers)) for scale in term.scales]
    told = [(name, band, ref) for name, band, ref in scales if name in drivers or band != _WHOLE]
    bands = (frequency[0], term.hours, *(band for _, band, _ in scales))
    value = product(of_band(band) for band in bands)
    per = "hours per incident" if term.driver is None else "extra hours each"
    inner = (
        _factor(_PLAIN.get(term.driver or "", term.driver or "incidents"), frequency[0], term.unit, frequency[1]),
        _factor(per, term.hours, "h", term.source),
        *(_factor(_PLAIN.get(name, name), band, "x", ref) for name, band, ref in told),
    )
    formula = " x ".join(factor.name for factor in inner)
    return _Part(value=value, head=_head(name, value, inner, formula), inner=inner)


def _frequency(term: Term, drivers: Mapping[str, Driver]) -> tuple[Band, str]:
    driver = drivers.get(term.driver or "")
    if driver is None:
        return term.frequency, term.source
    mid, ref = max(driver.value, 0.0), driver.ref
    if driver.name in _REPEATED and mid > _DAYS:
        mid, ref = _DAYS, f"{ref}; {mid:.0f} a month are counted by the day"
    return Band(low=mid / RATE_SPREAD, mid=mid, high=mid * RATE_SPREAD, basis=driver.basis), ref


def _scale(scale: Scale, drivers: Mapping[str, Driver]) -> tuple[Band, str]:
    driver = drivers.get(scale.driver)
    if driver is None:
        return scale.default, "not known: default"
    value = min(max(driver.value, scale.floor), scale.cap)
    return Band(low=value, mid=value, high=value, basis=driver.basis), driver.ref


def _cap_by_file(parts: Mapping[str, tuple[_Part, ...]], table: ExposureTable) -> Mapping[str, tuple[_Part, ...]]:
    """Touch terms of one file never sum above the hours that fixing this file costs."""
    sums: dict[str, list[float]] = defaultdict(list)
    for own in parts.values():
        for part in own:
            if part.file is not None and part.value.median > 0:
                sums[part.file].append(part.value.median)
    caps = {
        path: (table.files[path].corrective_hours_per_month, math.fsum(values), len(values))
        for path, values in sums.items()
    }

    def held(part: _Part) -> _Part:
        if part.file is None or part.file not in caps:
            return part
        cap, wanted, count = caps[part.file]
        if wanted <= cap:
            return part
        scale = cap / wanted
        note = f"touch terms of {count} item{'s' if count > 1 else ''} are held to the {cap:.3g} h/month that fixing {part.file} costs"
        return part.scaled(scale, _factor("cap of the file", Band(low=scale, mid=scale, high=scale), "x", note))

    return {name: tuple(held(part) for part in own) for name, own in parts.items()}


def _interest(draft: Draft, parts: tuple[_Part, ...], table: ExposureTable, prior: Prior) -> Interest:
    value = math.fsum(part.value.median for part in parts)
    spread = total([part.value for part in parts])
    factors = [factor for part in parts for factor in (part.head, *part.inner)]
    if prior.is_context:
        factors += _context(draft, table)
    return Interest(
        hours_per_month=round(value, 3),
        low=round(min(spread.low, value), 3),
        high=round(max(spread.high, value), 3),
        model=MODEL,
        factors=tuple(_rounded(factor) for factor in factors),
    )


def _part_taught(part: _Part, learnt: Multiplier) -> _Part:
    """A term with what the team's payments taught, which stands above the file's cap: those hours were really lost."""
    if learnt is NONE:
        return part
    band = Band(low=learnt.low, mid=learnt.value, high=learnt.high, basis=Basis.TEAM)
    value = Lognormal(part.value.median * learnt.value, part.value.sd * learnt.spread)
    head = replace(part.head, value=value.median, low=value.low, high=value.high, effect_hours=value.median)
    return replace(part, value=value, head=head, inner=(*part.inner, _factor(CALIBRATED, band, "x", _counted(learnt))))


def _taught(principal: Principal, learnt: Multiplier) -> Principal:
    """The same for the hours to pay."""
    if learnt is NONE:
        return principal
    hours = max(principal.hours * learnt.value, SMALLEST_PRINCIPAL)
    low, high = (hours * (edge / principal.hours) ** learnt.spread for edge in (principal.low, principal.high))
    return Principal(
        hours=round(hours, 3), low=round(low, 3), high=round(high, 3), multiplier=round(learnt.value, 6),
        basis=f"{principal.basis} x {learnt.value:.2f}: {_counted(learnt)}",
    )  # fmt: skip


def _counted(learnt: Multiplier) -> str:
    if not learnt.observations:
        return "your payments of other rules"
    return f"{learnt.observations} payment{'s' if learnt.observations > 1 else ''} of yours"


def _context(draft: Draft, table: ExposureTable) -> list[Factor]:
    """What the item's file costs in fixes: shown, not charged, since the file's other items share that cap."""
    exposure = table.files.get(draft.path or "")
    if exposure is None:
        return []
    fixes = table.fixes_per_month.times(exposure.share)
    value = product((of_band(fixes), of_band(table.hours_per_fix)))
    inner = (
        _factor("fixes to the repository", table.fixes_per_month, "a month", table.note),
        _factor("share of this file", _exact(exposure.share, fixes.basis), "share", table.formula(exposure.path)),
        _factor("hours per fix", table.hours_per_fix, "h"),
    )
    head = _head(CONTEXT, value, inner, "shown, not part of this item's interest")
    return [replace(head, effect_hours=0.0), *inner]


def _principal(prior: PrincipalPrior, findings: Sequence[Finding]) -> Principal:
    occurrences = math.fsum(finding.occurrences for finding in findings)
    levels = sorted({finding.tier for finding in findings if finding.tier in prior.tiers and finding.tier})
    by_tier = math.fsum(
        prior.tiers[finding.tier].each * finding.occurrences
        for finding in findings
        if finding.tier and finding.tier in prior.tiers
    )
    base = prior.base + math.fsum(prior.tiers[level].base for level in levels)
    hours = base + by_tier + prior.each * occurrences
    words = [f"{base:g} h"] if base else []
    if by_tier:
        words.append(f"{by_tier:g} h by kind")
    if prior.each:
        words.append(f"{prior.each:g} h x {occurrences:g}")
    text = " + ".join(words) or f"{SMALLEST_PRINCIPAL} h"
    if levels:
        text += f", as {' and '.join(level.replace('-', ' ') for level in levels)}"
    if prior.cap is not None and hours > prior.cap:
        hours, text = prior.cap, f"{text}, at most {prior.cap:g} h"
    hours = max(hours, SMALLEST_PRINCIPAL)
    return Principal(
        hours=round(hours, 3),
        low=round(hours * prior.low, 3),
        high=round(hours * prior.high, 3),
        basis=f"{text} ({prior.basis.value}: {prior.source})",
    )


def _factor(name: str, band: Band, unit: str, ref: str = "") -> Factor:
    return Factor(name=name, value=band.mid, unit=unit, low=band.low, high=band.high, source=band.basis, ref=ref)


def _head(name: str, value: Lognormal, inner: Sequence[Factor], ref: str) -> Factor:
    return Factor(
        name=name,
        value=value.median,
        unit="h/month",
        low=value.low,
        high=value.high,
        source=_weakest(factor.source for factor in inner),
        effect_hours=value.median,
        ref=ref,
    )


def _weakest(sources: Iterable[Basis]) -> Basis:
    """A term is no better founded than the worst of its factors."""
    known = set(sources)
    return next((basis for basis in (Basis.DEFAULT, Basis.TEAM) if basis in known), Basis.MEASURED)


def _exact(value: float, basis: Basis) -> Band:
    return Band(low=value, mid=value, high=value, basis=basis)


def _rounded(factor: Factor) -> Factor:
    return replace(
        factor,
        value=round(factor.value, 3),
        low=round(factor.low, 3),
        high=round(factor.high, 3),
        effect_hours=round(factor.effect_hours, 3),
    )
