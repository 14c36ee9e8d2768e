"""How much trouble each file is expected to cause, from its own history: pure arithmetic, standard library only.

Interest of a file = R x share x h: the repository's corrective commits a month, the file's share of them (recent touches
and size), and the hours that one takes. Both the pricing engine and rules read it here, so they cannot disagree. The
constants were fitted to one half of some public repositories and held against the other (`docs/exposure.md`).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import field
from datetime import UTC, date, datetime, time, timedelta

from debtscope.model.band import Band
from debtscope.model.corrective import is_corrective, is_revert
from debtscope.model.frozen import frozen
from debtscope.model.history import Commit, GitHistory
from debtscope.model.ledger import FileExposure
from debtscope.model.settings import InterestSettings
from debtscope.model.vocabulary import Basis

DAYS_PER_MONTH = 365.25 / 12
HALF_LIFE_DAYS = 90.0
LONG_HALF_LIFE_DAYS = 365.0
SHRINK_MONTHS = 2.0
SHRINK_RATE = 0.05
TOUCH_POWER = 0.92
SIZE_POWER = 0.46
SMALLEST_LOC = 10
TOUCHES_PER_DAY = 2
"""Of one person to one file that count: what is committed in ten steps on one day is one piece of work."""
BULK_FILES = 50
"""A commit that changes more Python files than this is a mass edit and says nothing of single files."""
BULK_ANY_FILES = 300
"""The same for files of any kind."""
SHORT_HISTORY_DAYS = 60
FEWEST_COMMITS = 5
EARLIEST = datetime(1985, 1, 1, tzinfo=UTC)
"""A commit dated before version control was is misdated: it counts as old, and bounds no age."""

FIX_HALF_LIFE_DAYS = 180.0
REVERSION_POWER = 0.3
REVERSION_RATE = 2.3
"""Corrective commits a month towards which rates tend: busy years are followed by calmer ones."""
REVERSION_FLOOR, REVERSION_CEILING = 0.3, 16.0
"""Rates between which that was seen; beyond, it goes no further."""
LOW_SPREAD, HIGH_SPREAD = 0.9, 0.5
"""Standard deviations of the logarithm of the next half-year's rate, below and above the estimate, beside counting noise."""
WINDOW_MONTHS = 6
TOUCHES_LOW, TOUCHES_HIGH = 0.56, 2.4
"""10 and 90 % of next half-year's work over the past's, measured on public histories."""
UNRECOGNISED_SHARE = 0.17
"""Share of touches that are corrective in public histories; used where no subject is recognised as a fix."""
DEFAULT_FIXES_PER_FILE = 0.01
DEFAULT_TOUCHES = 0.2
HOURS_PER_FIX = 4.0
HOURS_PER_TOUCH = 2.0
CONTEXT = "fixes to this file, for context"
"""Name of the factor by which an item that charges nothing itself shows what its file costs."""
FORMULA = f"recent touches^{TOUCH_POWER:g} x lines^{SIZE_POWER:g}"
_Z90 = 1.2815515655446004


@frozen
class FileHistory:
    """What a file's own commits say up to a day."""

    touches_per_month: float
    """Recency-weighted and shrunk towards the repository's median."""
    commits: int
    """Countable commits (no merges, bots, reverts, mass edits) ever."""
    commits_year: int
    commits_180_days: int
    fixes_year: int
    authors_year: int


@frozen
class ExposureTable:
    """Exposure of every file at one day."""

    files: Mapping[str, FileExposure]
    """Production code, by path."""
    histories: Mapping[str, FileHistory]
    """Every file of HEAD that history knows, production or not."""
    fixes_per_month: Band
    hours_per_fix: Band
    hours_per_touch: Band
    is_measured: bool
    """False: no, short or cut-off history; shares go by size alone and rates are defaults."""
    note: str
    """What the numbers rest on, in words."""
    commits: int = 0
    """Countable commits up to the day."""
    discounts: Mapping[str, float] = field(default_factory=dict[str, float])
    """By which factor a file sees less than its part of fixes; the others see it whole."""

    def formula(self, path: str) -> str:
        """How the share of a file was made, in words."""
        factor = self.discounts.get(path, 1.0)
        return FORMULA if factor == 1.0 else f"{FORMULA} x {factor:g}, as a file of its kind sees fewer repairs"

    def touches(self, path: str) -> Band:
        """Touches a month of any file: measured where history is long enough, else a default."""
        if not self.is_measured:
            return Band(low=DEFAULT_TOUCHES / 5, mid=DEFAULT_TOUCHES, high=DEFAULT_TOUCHES * 4)
        history = self.histories.get(path)
        rate = history.touches_per_month if history else 0.0
        return Band(low=rate * TOUCHES_LOW, mid=rate, high=rate * TOUCHES_HIGH, basis=Basis.MEASURED)


def file_exposure(
    history: GitHistory | None,
    loc: Mapping[str, int],
    as_of: date,
    settings: InterestSettings,
    discounts: Mapping[str, float] | None = None,
    was_production: Callable[[str], bool] | None = None,
) -> ExposureTable:
    """Exposure of each production file of `loc` (path -> lines) as it could be known at the end of the day `as_of`, UTC.

    `discounts` says which files see less than their part of fixes, such as examples or the `__init__.py` of a package, and
    by what factor; `was_production` whether a path that is gone held production code: its fixes belong to the repository's.
    """
    end = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=UTC)
    reason = _undecidable(history, end)
    factors = discounts or {}
    if history is None or reason:
        return _by_size(loc, reason or "there is no git history", settings, factors)
    seen = _Seen.of(history, end)
    traces = _traces(history, seen)
    rates = _touch_rates(traces, loc)
    heat = _heat(traces, loc)
    return _table(
        loc,
        {path: _weight(heat.get(path, SHRINK_RATE), lines) * factors.get(path, 1.0) for path, lines in loc.items()},
        {path: rates.get(path, SHRINK_RATE) for path in loc},
        histories={path: _file_history(trace, seen, history, rates[path]) for path, trace in traces.items()},
        fixes=_fixes_per_month(history, loc, seen, was_production),
        settings=settings,
        is_measured=True,
        note=_note(seen, as_of),
        commits=seen.countable,
        discounts=factors,
    )


def _note(seen: _Seen, as_of: date) -> str:
    note = f"git: {seen.countable} commits up to {as_of.isoformat()}, half-life {HALF_LIFE_DAYS:.0f} days"
    return f"{note}; older commits could not be read" if seen.is_partial else note


def _undecidable(history: GitHistory | None, end: datetime) -> str:
    """Why history cannot be used, or an empty string."""
    if history is None:
        return "there is no git history"
    if history.is_shallow:
        return "the clone is shallow"
    seen = [c.at for c in history.commits if c.at < end]
    if len(seen) < FEWEST_COMMITS:
        return f"history has {len(seen)} commits"
    dated = [at for at in seen if at >= EARLIEST]
    if not dated or (end - min(dated)).days < SHORT_HISTORY_DAYS:
        return f"history is shorter than {SHORT_HISTORY_DAYS} days"
    return ""


def is_counted(commit: Commit) -> bool:
    """Whether a commit tells of work on single files: no merge, bot, revert or mass edit."""
    if commit.is_merge or commit.is_bot or is_revert(commit.subject) or len(commit.changes) > BULK_ANY_FILES:
        return False
    return sum(change.path.endswith(".py") for change in commit.changes) <= BULK_FILES


@frozen(kw_only=False)
class _Seen:
    """The commits as far as they could be known at a moment, by index."""

    ages: Sequence[float]
    """Days before that moment; negative for commits that were still to come."""
    counted: Sequence[bool]
    fixing: Sequence[bool]
    months: float
    """Since the first commit that has a believable date."""
    countable: int
    is_partial: bool

    @classmethod
    def of(cls, history: GitHistory, end: datetime) -> _Seen:
        ages = [(end - c.at).total_seconds() / 86400 for c in history.commits]
        counted = [age > 0 and is_counted(c) for age, c in zip(ages, history.commits, strict=True)]
        fixing = [counted[i] and is_corrective(c.subject) for i, c in enumerate(history.commits)]
        oldest = _oldest(ages, end)
        return cls(ages, counted, fixing, oldest / DAYS_PER_MONTH, sum(counted), history.is_partial)


def _oldest(ages: Sequence[float], end: datetime) -> float:
    """The greatest age in days that can be believed."""
    most = (end - EARLIEST).total_seconds() / 86400
    return max((age for age in ages if 0 < age <= most), default=0.0)


@frozen(kw_only=False)
class _Trace:
    """One file's own touches."""

    touches: Sequence[float]
    """Ages in days of those that count, at most two of a person and day."""
    fixes: Sequence[float]
    """Ages of the days on which a person repaired it."""
    indices: Sequence[int]
    """Of all countable commits, newest first."""
    months: float
    """Since the file came to be."""


def _traces(history: GitHistory, seen: _Seen) -> Mapping[str, _Trace]:
    traces: dict[str, _Trace] = {}
    most = seen.months * DAYS_PER_MONTH
    for path, indices in history.touches.items():
        known = [i for i in indices if seen.ages[i] > 0]
        if not known:
            continue
        born = max((seen.ages[i] for i in known if seen.ages[i] <= most), default=most)
        usable = [i for i in known if seen.counted[i]]
        traces[path] = _trace(history.commits, seen, usable, born / DAYS_PER_MONTH)
    return traces


def _trace(commits: Sequence[Commit], seen: _Seen, usable: Sequence[int], months: float) -> _Trace:
    touches: list[float] = []
    fixes: list[float] = []
    of_day: Counter[tuple[str, date]] = Counter()
    repaired: set[tuple[str, date]] = set()
    for i in usable:
        day = (commits[i].author_key, commits[i].at.date())
        of_day[day] += 1
        if of_day[day] <= TOUCHES_PER_DAY:
            touches.append(seen.ages[i])
        if seen.fixing[i] and day not in repaired:
            repaired.add(day)
            fixes.append(seen.ages[i])
    return _Trace(touches, fixes, usable, months)


def _watched(months: float, half_life: float) -> float:
    """How many months a recency-weighted count speaks for: those since birth, the older the less."""
    tau = half_life / math.log(2) / DAYS_PER_MONTH
    return tau * (1 - math.exp(-months / tau))


def _decayed(ages: Sequence[float], half_life: float) -> float:
    return math.fsum(0.5 ** (age / half_life) for age in ages)


def _shrunk(raw: Mapping[str, tuple[float, float]], loc: Mapping[str, int]) -> dict[str, float]:
    """Rates a month of (count, months) pairs, drawn to the production files' median: a file born last week tops no list."""
    import statistics  # it loads fractions and decimals: not for those who only name the table

    known = [raw[path][0] / raw[path][1] for path in loc if path in raw and raw[path][1] > 0]
    prior = (statistics.median(known) if known else 0.0) + SHRINK_RATE
    return {path: (total + SHRINK_MONTHS * prior) / (months + SHRINK_MONTHS) for path, (total, months) in raw.items()}


def _touch_rates(traces: Mapping[str, _Trace], loc: Mapping[str, int]) -> dict[str, float]:
    """Touches a month, half-life of a quarter."""
    pairs = {p: (_decayed(t.touches, HALF_LIFE_DAYS), _watched(t.months, HALF_LIFE_DAYS)) for p, t in traces.items()}
    return _shrunk(pairs, loc)


def _heat(traces: Mapping[str, _Trace], loc: Mapping[str, int]) -> dict[str, float]:
    """What a share is made of: touches, those that repaired twice, of the last months and of the last years alike."""
    of_production = {path: traces[path] for path in loc if path in traces}
    rates = [
        _shrunk(
            {
                path: (_decayed(t.touches, half_life) + _decayed(t.fixes, half_life), _watched(t.months, half_life))
                for path, t in of_production.items()
            },
            loc,
        )
        for half_life in (HALF_LIFE_DAYS, LONG_HALF_LIFE_DAYS)
    ]
    return {path: math.fsum(rate[path] for rate in rates) / len(rates) for path in of_production}


def _file_history(trace: _Trace, seen: _Seen, history: GitHistory, rate: float) -> FileHistory:
    year = [i for i in trace.indices if seen.ages[i] <= 365]
    return FileHistory(
        touches_per_month=rate,
        commits=len(trace.indices),
        commits_year=len(year),
        commits_180_days=sum(seen.ages[i] <= 180 for i in year),
        fixes_year=sum(seen.fixing[i] for i in year),
        authors_year=len({history.commits[i].author_key for i in year}),
    )


def _fixes_per_month(
    history: GitHistory, loc: Mapping[str, int], seen: _Seen, was_production: Callable[[str], bool] | None
) -> Band:
    """Corrective commits to production code a month to be expected of the next half-year.

    Those to files that are gone count too: code that is moved and changed at once keeps its faults, and loses its name.
    """
    touched = {i for path in loc for i in history.touches.get(path, ()) if seen.counted[i]}
    touched |= _touching_what_is_gone(history, seen, touched, was_production)
    fixes = [seen.ages[i] for i in sorted(touched) if seen.fixing[i]]
    months = _watched(seen.months, FIX_HALF_LIFE_DAYS)
    rate, basis = _decayed(fixes, FIX_HALF_LIFE_DAYS) / months, Basis.MEASURED
    if not fixes:
        rate = _decayed([seen.ages[i] for i in sorted(touched)], FIX_HALF_LIFE_DAYS) / months * UNRECOGNISED_SHARE
        basis = Basis.DEFAULT
    if not touched:  # brought in by a mass edit, and not touched since: the default, the less the longer that was
        rate = DEFAULT_FIXES_PER_FILE * len(loc) * SHRINK_MONTHS / (SHRINK_MONTHS + seen.months)
    rate *= (REVERSION_RATE / min(max(rate, REVERSION_FLOOR), REVERSION_CEILING)) ** REVERSION_POWER
    noise = 1 / (WINDOW_MONTHS * rate + 0.5)
    return Band(
        low=rate * math.exp(-_Z90 * math.sqrt(LOW_SPREAD**2 + noise)),
        mid=rate,
        high=rate * math.exp(_Z90 * math.sqrt(HIGH_SPREAD**2 + noise)),
        basis=basis,
    )


def _touching_what_is_gone(
    history: GitHistory, seen: _Seen, known: Collection[int], was_production: Callable[[str], bool] | None
) -> set[int]:
    """The other countable commits that touched a production module that is no longer there."""
    if was_production is None:
        return set()
    judged: dict[str, bool] = {}
    found: set[int] = set()
    for i, commit in enumerate(history.commits):
        if not seen.counted[i] or i in known:
            continue
        gone = (c.path for c in commit.changes if c.path.endswith(".py") and c.path not in history.tracked)
        if any(judged[path] if path in judged else judged.setdefault(path, was_production(path)) for path in gone):
            found.add(i)
    return found


def _weight(touches: float, lines: int) -> float:
    return touches**TOUCH_POWER * max(lines, SMALLEST_LOC) ** SIZE_POWER


def _by_size(
    loc: Mapping[str, int], reason: str, settings: InterestSettings, factors: Mapping[str, float]
) -> ExposureTable:
    rate = DEFAULT_FIXES_PER_FILE * math.fsum(factors.get(path, 1.0) for path in loc)
    return _table(
        loc,
        {path: _weight(1.0, lines) * factors.get(path, 1.0) for path, lines in loc.items()},
        dict.fromkeys(loc, DEFAULT_TOUCHES),
        histories={},
        fixes=Band(low=rate / 4, mid=rate, high=rate * 3),
        settings=settings,
        is_measured=False,
        note=f"{reason}: shares go by size alone, rates are defaults",
        commits=0,
        discounts=factors,
    )


def _table(
    loc: Mapping[str, int],
    weights: Mapping[str, float],
    rates: Mapping[str, float],
    *,
    histories: Mapping[str, FileHistory],
    fixes: Band,
    settings: InterestSettings,
    is_measured: bool,
    note: str,
    commits: int,
    discounts: Mapping[str, float],
) -> ExposureTable:
    per_fix = _hours(settings.hours_per_fix, HOURS_PER_FIX)
    whole = math.fsum(weights[path] for path in sorted(weights))
    files = {
        path: FileExposure(
            path=path,
            touches_per_month=round(rates[path], 6),
            share=round(weights[path] / whole, 6),
            corrective_hours_per_month=round(fixes.mid * weights[path] / whole * per_fix.mid, 6),
            loc=loc[path],
            low=round(fixes.low * weights[path] / whole * per_fix.mid, 6),
            high=round(fixes.high * weights[path] / whole * per_fix.mid, 6),
        )
        for path in sorted(loc)
    }
    return ExposureTable(
        files=files,
        histories=histories,
        fixes_per_month=fixes,
        hours_per_fix=per_fix,
        hours_per_touch=_hours(settings.hours_per_touch, HOURS_PER_TOUCH),
        is_measured=is_measured,
        note=note,
        commits=commits,
        discounts=discounts,
    )


def _hours(team: float | None, default: float) -> Band:
    """The team's own number is taken as good to a third; the default is a guess to a factor of two."""
    if team is None:
        return Band(low=default / 2, mid=default, high=default * 2)
    return Band(low=team * 0.75, mid=team, high=team / 0.75, basis=Basis.TEAM)
