"""The backtest: it cannot see the future, its measures are what they are called, and its words claim no more than it saw."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from importlib import resources
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from debtscope.export.backtest import FORMATS, render_backtest
from debtscope.model.backtest import OURS, SCORES, Backtest
from debtscope.model.errors import UsageError
from debtscope.model.history import Change, Commit
from debtscope.services.backtest import BacktestRequest, run_backtest
from debtscope.services.backtest.measures import Sample, measure
from debtscope.services.backtest.outcome import outcome
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from tests.fast_history import Made, fast_history, run

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEGIN = datetime(2022, 1, 10, tzinfo=UTC)


def at(days: float) -> int:
    return int((BEGIN + timedelta(days=days)).timestamp())


def body(lines: int, mark: object) -> bytes:
    return f"# {mark}\n".encode() + b"".join(b"x%d = %d\n" % (n, n) for n in range(lines))


def size(number: int) -> int:
    return 20 + 5 * (number * 7 % 30)


def busy_history(years: float = 4.0, *, share_of_fixes: float = 0.4) -> list[Made]:
    """Thirty files; the first ones are touched and repaired far more often than the last."""
    chance = random.Random(7)
    names = [f"app/m{n:02}.py" for n in range(30)]
    files: dict[str, bytes | None] = {name: body(size(n), 0) for n, name in enumerate(names)}
    made = [Made(seconds=at(0), subject="Begin", files=files)]
    day = 1.0
    while day < years * 365:
        number = min(int(chance.expovariate(0.18)), 29)
        subject = "Fix wrong rounding" if chance.random() < share_of_fixes else "Extend the report"
        content = body(size(number), day)
        made.append(Made(seconds=at(day), subject=subject, files={names[number]: content}, author=chance.choice("ABC")))
        day += chance.uniform(1, 9)
    return made


@pytest.fixture(scope="module")
def repo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fast_history(tmp_path_factory.mktemp("backtest") / "repo", busy_history())


@pytest.fixture(scope="module")
def found(repo: Path) -> Backtest:
    return run_backtest(BacktestRequest(root=repo, draws=40), now=NOW)


def test_it_finds_what_was_put_in(found: Backtest) -> None:
    assert len(found.cuts) >= 5
    assert found.fixes >= 30
    assert found.standings[OURS]["auc"].low > 0.7
    assert found.gains["size"]["auc"].low > 0  # which says nothing here
    assert found.is_calibrated
    assert any("calibrated to this repository's past" in sentence for sentence in found.verdict)
    for cut in found.cuts:
        assert cut.low < cut.predicted < cut.high


def test_a_truncated_clone_scores_past_days_to_the_byte(repo: Path, found: Backtest, tmp_path: Path) -> None:
    sha = run(repo, "rev-list", "-1", "--before=2024-08-01", "main").strip()
    run(repo, "branch", "-f", "then", sha)
    run(tmp_path, "clone", "-q", "--single-branch", "--branch", "then", f"file://{repo}", "cut")
    older = run_backtest(BacktestRequest(root=tmp_path / "cut", draws=4), now=NOW)
    whole = {cut.as_of: cut for cut in found.cuts}
    assert len(older.cuts) >= 3
    for cut in older.cuts:
        assert cut == whole[cut.as_of]


def test_a_cut_is_scored_as_a_scan_of_its_commit_would(repo: Path, found: Backtest) -> None:
    cut = found.cuts[-1]
    request = ScanRequest(root=repo, rev=cut.revision, as_of=date.fromisoformat(cut.as_of), save=False, use_cache=False)
    files = {f.path: f.corrective_hours_per_month for f in scan(request, now=NOW).ledger.files}
    assert files == {one.path: one.corrective_hours_per_month for one in cut.outcomes}


def test_below_thirty_repairs_nothing_is_called_calibrated(tmp_path: Path) -> None:
    root = fast_history(tmp_path / "r", busy_history(2.5, share_of_fixes=0.05))
    found = run_backtest(BacktestRequest(root=root, most_cuts=2, draws=4), now=NOW)
    assert found.fixes < 30
    assert not found.is_calibrated
    for form in FORMATS:
        text = render_backtest(found, form)
        assert "calibrated" not in text.replace('"is_calibrated": false', "")
        assert "Too little to judge by" in text


def test_a_history_too_short_is_refused_with_the_reason(tmp_path: Path) -> None:
    root = fast_history(tmp_path / "r", busy_history(0.4))
    with pytest.raises(UsageError, match="too short"):
        run_backtest(BacktestRequest(root=root), now=NOW)


def test_a_shallow_clone_is_refused_with_the_way_out(repo: Path, tmp_path: Path) -> None:
    run(tmp_path, "clone", "-q", "--depth", "150", f"file://{repo}", "shallow")
    with pytest.raises(UsageError, match="shallow") as told:
        run_backtest(BacktestRequest(root=tmp_path / "shallow", most_cuts=1), now=NOW)
    assert "unshallow" in told.value.hint


def test_misdated_commits_at_the_tip_let_nothing_of_the_future_through(found: Backtest, tmp_path: Path) -> None:
    odd = [
        Made(seconds=100, subject="Fix dated 1970", files={"app/m29.py": b"x = 1\n"}),
        Made(seconds=int(NOW.timestamp()) + 10**8, subject="Fix dated in the future", files={"app/m28.py": b"x = 2\n"}),
        Made(seconds=4 * 10**11, subject="Fix dated beyond the calendar", files={"app/m27.py": b"x = 3\n"}),
    ]
    root = fast_history(tmp_path / "r", [*busy_history(), *odd])
    again = run_backtest(BacktestRequest(root=root, draws=4), now=NOW)
    assert [cut.digest for cut in again.cuts] == [cut.digest for cut in found.cuts]


def test_days_of_ones_own_choice(repo: Path) -> None:
    request = BacktestRequest(root=repo, window_months=3, draws=4, days=(date(2024, 3, 15), date(2021, 1, 1)))
    chosen = run_backtest(request, now=NOW)
    assert [(cut.as_of, cut.until) for cut in chosen.cuts] == [("2024-03-15", "2024-06-15")]
    assert any("2021-01-01" in reason for reason in chosen.skipped)


def test_the_document_is_of_its_schema(found: Backtest) -> None:
    schema = resources.files("debtscope.export").joinpath("schemas", "backtest.schema.json").read_text("utf-8")
    document = json.loads(render_backtest(found, "json", with_files=True))
    jsonschema.validate(document, json.loads(schema))
    assert set(document["scores"]) == set(SCORES)
    assert len(document["cuts"][0]["files_scored"]) == 30


def sample(scores: list[float], lines: list[float], fixes: list[float]) -> Sample:
    column = np.array(scores)
    return Sample(dict.fromkeys(SCORES, column), np.array(lines), np.array(fixes))


def test_measures_are_what_they_are_called() -> None:
    perfect = measure(sample([4, 3, 2, 1, 0], [10] * 5, [4, 3, 2, 1, 0]))[OURS]
    assert perfect["auc"] == 1.0
    assert perfect["popt20"] == pytest.approx(1.0)
    assert perfect["recall20"] == pytest.approx(0.4)
    assert perfect["top20"] == 1.0
    reverse = measure(sample([0, 1, 2, 3, 4], [10] * 5, [4, 3, 2, 1, 0]))[OURS]
    assert reverse["auc"] == 0.0
    assert reverse["popt20"] == pytest.approx(0.0)
    assert reverse["elasticity"] < 0
    ties = measure(sample([1, 1, 1, 1], [10] * 4, [1, 0, 1, 0]))[OURS]
    assert ties["auc"] == 0.5
    assert ties["deviance"] == pytest.approx(0.0, abs=1e-9)
    assert measure(sample([1, 2], [10, 10], [0, 0])) == {}


def test_elasticity_tells_a_score_that_overstates_from_one_that_does_not() -> None:
    rates = np.array([0.5, 1, 2, 4, 8, 16, 32] * 30)
    fixes = np.random.default_rng(3).poisson(rates).astype(float)
    lines = np.full(len(rates), 100.0)
    fair = measure(Sample(dict.fromkeys(SCORES, rates), lines, fixes))[OURS]
    overstated = measure(Sample(dict.fromkeys(SCORES, rates**2), lines, fixes))[OURS]
    assert 0.9 < fair["elasticity"] < 1.3
    assert overstated["elasticity"] < 0.8
    assert overstated["deviance"] < fair["deviance"]


def commit(subject: str, *changes: Change, is_merge: bool = False) -> Commit:
    return Commit("0" * 40, BEGIN, "ana", "ana", subject, changes, is_merge)


def test_repairs_are_followed_through_renames_and_new_files_of_an_old_name_are_others() -> None:
    later = [
        commit("Fix crash", Change("M", "a.py")),  # the newest first: this a.py is another file
        commit("Begin anew", Change("A", "a.py")),
        commit("Fix wrong sum", Change("M", "c.py")),
        commit("Move", Change("R", "c.py", "b.py")),
        commit("Fix crash", Change("M", "b.py"), is_merge=True),
        commit("Fix crash everywhere", *(Change("M", f"{n}.py") for n in range(60)), Change("M", "b.py")),
        commit("Move", Change("R", "b.py", "a.py")),
        commit("Fix null", Change("M", "a.py"), Change("M", "d.py")),
    ]
    found = outcome(later, ["a.py", "d.py"])
    assert found.fixes == 2
    assert found.by_file == {"a.py": 2, "d.py": 1}
