"""Exposure per file from made histories: rates, shares, fixes, and what may not be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from debtscope.engine.interest.exposure import ExposureTable, file_exposure
from debtscope.model.exposure import DAYS_PER_MONTH, REVERSION_POWER, REVERSION_RATE
from debtscope.model.history import Commit
from debtscope.model.settings import InterestSettings
from debtscope.model.vocabulary import Basis
from tests.unit.interest.builders import AS_OF, commit, history

FILES = [f"src/m{n}.py" for n in range(9)]
LOC = dict.fromkeys(FILES, 100)
DEFAULTS = InterestSettings()


def steady(paths: Sequence[str] = FILES, every: float = 40, years: float = 1.5) -> list[Commit]:
    """Each file is born and then touched every so many days."""
    days = [years * 365 - 5 - every * n for n in range(int(years * 365 / every))]
    return [commit(day, path) for path in paths for day in days if day > 0]


def test_twice_the_touches_of_a_file_weigh_about_1_7_times_as_much() -> None:
    once = file_exposure(history(steady()), LOC, AS_OF, DEFAULTS)
    extra = [commit(age, FILES[0]) for _, age in _ages(steady([FILES[0]]))]
    twice = file_exposure(history([*steady(), *extra]), LOC, AS_OF, DEFAULTS)
    relative = [t.files[FILES[0]].share / t.files[FILES[1]].share for t in (once, twice)]
    assert relative[0] == pytest.approx(1.0)
    assert 1.4 < relative[1] < 1.9  # 2^0.92, less what the shrinkage takes
    rates = [t.files[FILES[0]].touches_per_month for t in (once, twice)]
    assert 1.6 < rates[1] / rates[0] < 1.8


def _ages(commits: Sequence[Commit]) -> list[tuple[Commit, float]]:
    newest = commit(0).at
    return [(c, (newest - c.at).total_seconds() / 86400) for c in commits]


def test_a_file_that_nobody_touches_any_more_costs_less_and_less() -> None:
    work = [c for c, age in _ages(steady()) if age > 200 or c.changes[0].path != FILES[0]]
    table = file_exposure(history(work), LOC, AS_OF, DEFAULTS)
    assert table.files[FILES[0]].share < 0.7 * table.files[FILES[1]].share
    later = file_exposure(history(work), LOC, AS_OF + timedelta(days=180), DEFAULTS)
    assert later.files[FILES[0]].touches_per_month < table.files[FILES[0]].touches_per_month


def test_touch_rate_follows_the_formula() -> None:
    only = ["src/a.py"]
    work = [commit(180, *only), commit(90, *only), *(commit(100 + n, "other.txt") for n in range(5))]
    table = file_exposure(history(work), {"src/a.py": 50}, AS_OF, DEFAULTS)
    hour = 1 / 24  # commits are made at 23:00, the day ends an hour later
    total = 0.5 ** ((180 + hour) / 90) + 0.5 ** ((90 + hour) / 90)
    tau = 90 / math.log(2) / DAYS_PER_MONTH
    watched = tau * (1 - math.exp(-(180 + hour) / DAYS_PER_MONTH / tau))
    raw = total / watched
    expected = (total + 2 * (raw + 0.05)) / (watched + 2)
    assert table.files["src/a.py"].touches_per_month == pytest.approx(expected, rel=1e-4)


def test_a_file_born_last_week_does_not_top_the_list() -> None:
    fresh = "src/fresh.py"
    table = file_exposure(
        history([*steady(every=15), commit(5, fresh), commit(3, fresh)]), {**LOC, fresh: 100}, AS_OF, DEFAULTS
    )
    born_last_week = table.files[fresh].touches_per_month
    raw = 2 / (5 / 30.4)
    assert born_last_week < raw / 3


def test_share_grows_with_size_by_its_power_and_sums_to_one() -> None:
    table = file_exposure(history(steady()), {**LOC, FILES[0]: 200, FILES[1]: 3}, AS_OF, DEFAULTS)
    share = {path: file.share for path, file in table.files.items()}
    assert sum(share.values()) == pytest.approx(1.0, abs=1e-4)
    assert share[FILES[0]] / share[FILES[2]] == pytest.approx(2**0.46, rel=1e-3)
    assert share[FILES[1]] / share[FILES[2]] == pytest.approx(0.1**0.46, rel=1e-3)  # never below ten lines


def total(table: ExposureTable) -> float:
    return sum(file.corrective_hours_per_month for file in table.files.values())


def test_fixes_are_counted_by_recency_drawn_to_the_usual_and_cost_the_teams_hours() -> None:
    fixes = [commit(15 * n + 1, FILES[n % 9], subject="Fix wrong score") for n in range(100)]  # two a month for years
    tests_only = [commit(10 + n, "tests/test_a.py", subject="Fix crash") for n in range(5)]
    table = file_exposure(history([*steady(years=5), *fixes, *tests_only]), LOC, AS_OF, DEFAULTS)
    rate = DAYS_PER_MONTH / 15
    assert table.fixes_per_month.mid == pytest.approx(rate * (REVERSION_RATE / rate) ** REVERSION_POWER, rel=0.05)
    assert table.fixes_per_month.basis is Basis.MEASURED
    assert total(table) == pytest.approx(4.0 * table.fixes_per_month.mid, rel=1e-3)
    team = file_exposure(history([*steady(years=5), *fixes]), LOC, AS_OF, InterestSettings(hours_per_fix=10))
    assert total(team) == pytest.approx(10.0 * table.fixes_per_month.mid, rel=1e-3)
    assert team.hours_per_fix.basis is Basis.TEAM
    one = table.files[FILES[0]]
    assert one.low < one.corrective_hours_per_month < one.high


def test_a_calm_year_after_a_busy_one_is_expected_to_stay_calm() -> None:
    busy = [commit(400 + n, FILES[n % 9], subject="Fix crash") for n in range(200)]
    recent = [commit(100 + n / 2, FILES[n % 9], subject="Fix crash") for n in range(200)]
    then = file_exposure(history([*steady(years=3), *busy]), LOC, AS_OF, DEFAULTS)
    now = file_exposure(history([*steady(years=3), *recent]), LOC, AS_OF, DEFAULTS)
    assert total(then) < 0.5 * total(now)


def test_more_than_two_commits_a_day_of_one_person_are_one_piece_of_work() -> None:
    def rate(count: int, authors: int) -> float:
        extra = [commit(30, FILES[0], author=f"a{n % authors}") for n in range(count)]
        return file_exposure(history([*steady(), *extra]), LOC, AS_OF, DEFAULTS).files[FILES[0]].touches_per_month

    assert rate(1, 1) < rate(2, 1) == rate(20, 1) < rate(20, 5)


def test_what_is_repaired_often_weighs_more_than_what_is_extended_often() -> None:
    fixed = [commit(20 * n + 1, FILES[0], subject="Fix crash") for n in range(8)]
    grown = [commit(20 * n + 1, FILES[1]) for n in range(8)]
    table = file_exposure(history([*steady(), *fixed, *grown]), LOC, AS_OF, DEFAULTS)
    assert table.files[FILES[0]].share > 1.1 * table.files[FILES[1]].share
    assert table.files[FILES[0]].touches_per_month == table.files[FILES[1]].touches_per_month


def test_notebooks_and_configuration_have_touches_of_their_own_and_no_share() -> None:
    others = [commit(10 * n + 1, "notebooks/eda.ipynb") for n in range(20)]
    others += [commit(90 * n + 1, "conf/params.yaml") for n in range(4)]
    table = file_exposure(history([*steady(), *others]), LOC, AS_OF, DEFAULTS)
    assert table.touches("notebooks/eda.ipynb").mid > 2 * table.touches("conf/params.yaml").mid > 0
    assert table.touches("conf/params.yaml").basis is Basis.MEASURED
    assert set(table.files) == set(FILES)


def test_examples_weigh_less() -> None:
    table = file_exposure(history(steady()), LOC, AS_OF, DEFAULTS, {FILES[0]: 0.25})
    assert table.files[FILES[0]].share / table.files[FILES[1]].share == pytest.approx(0.25, rel=1e-3)


def test_misdated_commits_count_for_little_and_bound_no_age() -> None:
    odd = [commit(365 * 56.5, FILES[0]), commit(-365 * 200, FILES[1]), commit(365 * 100, FILES[2])]
    base = file_exposure(history(steady()), LOC, AS_OF, DEFAULTS)
    table = file_exposure(history([*steady(), *odd]), LOC, AS_OF, DEFAULTS)
    assert table.fixes_per_month.mid == pytest.approx(base.fixes_per_month.mid, rel=0.01)
    for path in FILES:
        assert table.files[path].share == pytest.approx(base.files[path].share, rel=0.05)


def test_merges_bots_reverts_and_mass_edits_are_no_touches() -> None:
    many = [f"pkg/f{n}.py" for n in range(51)]
    noise = [
        commit(9, FILES[0], is_merge=True),
        commit(8, FILES[0], is_bot=True),
        commit(7, FILES[0], subject='Revert "Work"'),
        commit(6, FILES[0], *many, subject="Fix crash everywhere"),
        commit(5, FILES[0], *(f"data/{n}.json" for n in range(301))),
    ]
    quiet = file_exposure(history(steady()), LOC, AS_OF, DEFAULTS)
    noisy = file_exposure(history([*steady(), *noise]), LOC, AS_OF, DEFAULTS)
    assert noisy.files[FILES[0]] == quiet.files[FILES[0]]
    assert noisy.fixes_per_month == quiet.fixes_per_month


def test_commits_after_as_of_are_never_seen() -> None:
    future = [commit(-n, FILES[0], subject="Fix crash") for n in range(1, 60)]
    base = file_exposure(history(steady()), LOC, AS_OF, DEFAULTS)
    seen = file_exposure(history([*steady(), *future]), LOC, AS_OF, DEFAULTS)
    assert seen.files == base.files
    assert seen.fixes_per_month == base.fixes_per_month
    assert seen.histories[FILES[0]] == base.histories[FILES[0]]


@pytest.mark.parametrize(
    ("case", "words"),
    [("none", "no git history"), ("short", "shorter than"), ("shallow", "shallow"), ("few", "3 commits")],
)
def test_without_enough_history_share_goes_by_size_and_says_so(case: str, words: str) -> None:
    given = {
        "none": None,
        "short": history([commit(n, FILES[0]) for n in range(30)]),
        "shallow": history(steady(), is_shallow=True),
        "few": history([commit(100 * n, FILES[0]) for n in range(3)]),
    }[case]
    table = file_exposure(given, {**LOC, FILES[0]: 200}, AS_OF, DEFAULTS)
    assert not table.is_measured
    assert words in table.note
    assert table.fixes_per_month.basis is Basis.DEFAULT
    assert table.touches(FILES[0]).basis is Basis.DEFAULT
    assert table.files[FILES[0]].share / table.files[FILES[1]].share == pytest.approx(2**0.46, rel=1e-3)


def test_where_no_subject_says_fix_the_public_average_stands_in_as_a_default() -> None:
    table = file_exposure(history(steady(years=5)), LOC, AS_OF, DEFAULTS)
    assert table.fixes_per_month.basis is Basis.DEFAULT
    rate = 0.17 * len(FILES) * DAYS_PER_MONTH / 40
    assert table.fixes_per_month.mid == pytest.approx(rate * (REVERSION_RATE / rate) ** REVERSION_POWER, rel=0.15)


def test_a_repository_without_production_code_has_no_files() -> None:
    table = file_exposure(history(steady()), {}, AS_OF, DEFAULTS)
    assert table.files == {}
    assert table.touches("nowhere.py").mid == 0.0


def test_order_of_the_mapping_moves_no_number() -> None:
    backwards = dict(reversed(list(LOC.items())))
    one = file_exposure(history(steady()), LOC, AS_OF, DEFAULTS)
    two = file_exposure(history(steady()), backwards, AS_OF, DEFAULTS)
    assert replace(one, files=dict(one.files)) == replace(two, files=dict(two.files))
    assert list(one.files) == list(two.files)


def test_fixes_to_files_that_are_gone_are_the_repositorys_and_those_to_tests_that_are_gone_are_not() -> None:
    tracked = frozenset({*LOC, "tests/test_a.py"})

    def rate(path: str) -> float:
        fixes = [commit(15 * n + 1, path, subject="Fix wrong score") for n in range(50)]
        given = replace(history([*steady(), *fixes]), tracked=tracked)
        return file_exposure(
            given, LOC, AS_OF, DEFAULTS, was_production=lambda path: "test" not in path
        ).fixes_per_month.mid

    assert rate("src/moved_since.py") == rate(FILES[0])
    assert rate("tests/test_gone.py") == rate("tests/test_a.py") < 0.8 * rate(FILES[0])


def test_code_that_one_mass_edit_brought_is_expected_to_be_repaired_like_any() -> None:
    brought = commit(30, *(f"src/n{n}.py" for n in range(60)))
    loc = {f"src/n{n}.py": 100 for n in range(60)}
    table = file_exposure(history([*steady(), brought]), loc, AS_OF, DEFAULTS)
    assert table.fixes_per_month.basis is Basis.DEFAULT
    assert 0 < table.fixes_per_month.low < table.fixes_per_month.mid < table.fixes_per_month.high
    later = file_exposure(history([*steady(), brought]), loc, AS_OF + timedelta(days=700), DEFAULTS)
    assert later.fixes_per_month.mid < table.fixes_per_month.mid
