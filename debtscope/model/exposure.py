"""How much trouble each file is expected to cause, from its own history: pure arithmetic, standard library only.

Interest of a file = R x share x h: the repository's corrective commits a month, the file's share of them (recent touch
rate and size), and the hours that one takes. Both the pricing engine and rules read it here, so they cannot disagree.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from debtscope.model.band import Band
from debtscope.model.corrective import is_corrective, is_revert
from debtscope.model.history import Commit, GitHistory
from debtscope.model.ledger import FileExposure
from debtscope.model.settings import InterestSettings
from debtscope.model.vocabulary import Basis

HALF_LIFE_DAYS = 90.0
DAYS_PER_MONTH = 365.25 / 12
TAU_MONTHS = HALF_LIFE_DAYS / math.log(2) / DAYS_PER_MONTH
SHRINK_MONTHS = 2.0
SHRINK_RATE = 0.05
TOUCH_POWER = 0.77
SIZE_POWER = 0.56
SMALLEST_LOC = 10
WINDOW_MONTHS = 12
BULK_FILES = 50
"""A commit that changes more Python files than this is a mass edit and says nothing of single files."""
SHORT_HISTORY_DAYS = 60
FEWEST_COMMITS = 5
RATE_LOW, RATE_HIGH = 0.56, 2.4
"""10 and 90 % of next half-year's corrective work over the past year's rate, measured on public histories."""
UNRECOGNISED_SHARE = 0.17
"""Share of touches that are corrective in public histories; used where no subject is recognised as a fix."""
DEFAULT_FIXES_PER_FILE = 0.01
DEFAULT_TOUCHES = 0.2
HOURS_PER_FIX = 4.0
HOURS_PER_TOUCH = 2.0
CONTEXT = "fixes to this file, for context"
"""Name of the factor by which an item that charges nothing itself shows what its file costs."""


@dataclass(frozen=True, slots=True, kw_only=True)
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


@dataclass(frozen=True, slots=True, kw_only=True)
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

    def touches(self, path: str) -> Band:
        """Touches a month of any file: measured where history is long enough, else a default."""
        if not self.is_measured:
            return Band(low=DEFAULT_TOUCHES / 5, mid=DEFAULT_TOUCHES, high=DEFAULT_TOUCHES * 4)
        history = self.histories.get(path)
        rate = history.touches_per_month if history else 0.0
        return Band(low=rate * RATE_LOW, mid=rate, high=rate * RATE_HIGH, basis=Basis.MEASURED)


def file_exposure(
    history: GitHistory | None, loc: Mapping[str, int], as_of: date, settings: InterestSettings
) -> ExposureTable:
    """Exposure of each production file of `loc` (path -> lines) as it could be known at the end of the day `as_of`, UTC."""
    end = datetime.combine(as_of + timedelta(days=1), time(), tzinfo=UTC)
    reason = _undecidable(history, end)
    if history is None or reason:
        return _by_size(loc, reason or "there is no git history", settings)
    histories = _histories(history, loc, end)
    countable = [c for c in history.commits if c.at < end and _counts(c)]
    fixes = _fixes_per_month(history, loc, end)
    weights = {path: _weight(_rate(histories, path), lines) for path, lines in loc.items()}
    return _table(
        loc,
        weights,
        {path: _rate(histories, path) for path in loc},
        histories=histories,
        fixes=fixes,
        settings=settings,
        is_measured=True,
        note=f"git: {len(countable)} commits up to {as_of.isoformat()}, half-life {HALF_LIFE_DAYS:.0f} days",
        commits=len(countable),
    )


def _undecidable(history: GitHistory | None, end: datetime) -> str:
    """Why history cannot be used, or an empty string."""
    if history is None:
        return "there is no git history"
    if history.is_shallow:
        return "the clone is shallow"
    seen = [c for c in history.commits if c.at < end]
    if len(seen) < FEWEST_COMMITS:
        return f"history has {len(seen)} commits"
    if (end - seen[-1].at).days < SHORT_HISTORY_DAYS:
        return f"history is shorter than {SHORT_HISTORY_DAYS} days"
    return ""


def _counts(commit: Commit) -> bool:
    """Whether a commit tells of work on single files: no merge, bot, revert or mass edit."""
    if commit.is_merge or commit.is_bot or is_revert(commit.subject):
        return False
    return sum(change.path.endswith(".py") for change in commit.changes) <= BULK_FILES


def _histories(history: GitHistory, loc: Mapping[str, int], end: datetime) -> Mapping[str, FileHistory]:
    commits = history.commits
    known = [c.at < end for c in commits]
    counted = [known[i] and _counts(c) for i, c in enumerate(commits)]
    ages = [max(0.0, (end - c.at).total_seconds() / 86400) for c in commits]
    decayed = [0.5 ** (age / HALF_LIFE_DAYS) for age in ages]
    fixing = [counted[i] and is_corrective(c.subject) for i, c in enumerate(commits)]
    raw: dict[str, tuple[float, float, list[int]]] = {}
    for path, indices in history.touches.items():
        seen = [i for i in indices if known[i]]
        if not seen:
            continue
        born = ages[seen[-1]] / DAYS_PER_MONTH
        watched = TAU_MONTHS * (1 - math.exp(-born / TAU_MONTHS))
        usable = [i for i in seen if counted[i]]
        raw[path] = (sum(decayed[i] for i in usable), watched, usable)
    prior = _median_rate(raw, loc) + SHRINK_RATE
    return {
        path: FileHistory(
            touches_per_month=(total + SHRINK_MONTHS * prior) / (watched + SHRINK_MONTHS),
            commits=len(usable),
            commits_year=sum(ages[i] <= 365 for i in usable),
            commits_180_days=sum(ages[i] <= 180 for i in usable),
            fixes_year=sum(ages[i] <= 365 and fixing[i] for i in usable),
            authors_year=len({commits[i].author_key for i in usable if ages[i] <= 365}),
        )
        for path, (total, watched, usable) in raw.items()
    }


def _median_rate(raw: Mapping[str, tuple[float, float, list[int]]], loc: Mapping[str, int]) -> float:
    rates = [raw[path][0] / raw[path][1] for path in loc if path in raw and raw[path][1] > 0]
    return statistics.median(rates) if rates else 0.0


def _rate(histories: Mapping[str, FileHistory], path: str) -> float:
    """A file that no commit knows yet (new, untracked) gets the rate that the shrinkage alone gives."""
    known = histories.get(path)
    return known.touches_per_month if known else SHRINK_RATE


def _fixes_per_month(history: GitHistory, loc: Mapping[str, int], end: datetime) -> Band:
    """Corrective commits to production code a month over the last twelve months (or since the first commit)."""
    first = min(c.at for c in history.commits if c.at < end)
    window = min(float(WINDOW_MONTHS), (end - first).total_seconds() / 86400 / DAYS_PER_MONTH)
    since = end - timedelta(days=window * DAYS_PER_MONTH)
    touched = {i for path in loc for i in history.touches.get(path, ())}
    commits = [history.commits[i] for i in touched]
    recent = [c for c in commits if since <= c.at < end and _counts(c)]
    fixes = sum(is_corrective(c.subject) for c in recent)
    if not fixes and len(recent) * UNRECOGNISED_SHARE >= 1:
        rate, basis = len(recent) * UNRECOGNISED_SHARE / window, Basis.DEFAULT
    else:
        rate, basis = fixes / window, Basis.MEASURED
    return Band(low=rate * RATE_LOW, mid=rate, high=rate * RATE_HIGH, basis=basis)


def _weight(touches: float, lines: int) -> float:
    return touches**TOUCH_POWER * max(lines, SMALLEST_LOC) ** SIZE_POWER


def _by_size(loc: Mapping[str, int], reason: str, settings: InterestSettings) -> ExposureTable:
    rate = DEFAULT_FIXES_PER_FILE * len(loc)
    return _table(
        loc,
        {path: _weight(1.0, lines) for path, lines in loc.items()},
        dict.fromkeys(loc, DEFAULT_TOUCHES),
        histories={},
        fixes=Band(low=rate / 4, mid=rate, high=rate * 3),
        settings=settings,
        is_measured=False,
        note=f"{reason}: shares go by size alone, rates are defaults",
        commits=0,
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
    )


def _hours(team: float | None, default: float) -> Band:
    """The team's own number is taken as good to a third; the default is a guess to a factor of two."""
    if team is None:
        return Band(low=default / 2, mid=default, high=default * 2)
    return Band(low=team * 0.75, mid=team, high=team / 0.75, basis=Basis.TEAM)
