"""Histories as people's machines leave them: misdated, nameless, unrelated, torn. Each costs itself and is named."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.model.ledger import Ledger
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from tests.fast_history import Made, fast_history, run

DAY = 86_400
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
START = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
FILES = [f"app/m{n}.py" for n in range(4)]


def steady(count: int = 60, *, author: str = "Ana Lima", email: str = "ana@example.com") -> list[Made]:
    """Four files in turn, a week apart; every fourth commit is a repair."""
    return [
        Made(
            seconds=START + n * 7 * DAY, subject="Fix wrong sum" if n % 4 == 0 else "Work",
            files={FILES[n % 4]: b"x = %d\n" % n * 20}, author=author, email=email,
        )
        for n in range(count)
    ]  # fmt: skip


def ledger(root: Path, rev: str | None = None) -> Ledger:
    request = ScanRequest(root=root, as_of=date(2026, 11, 20), save=False, use_cache=False, rev=rev)
    return scan(request, now=NOW).ledger


def hours(found: Ledger) -> dict[str, float]:
    return {file.path: file.corrective_hours_per_month for file in found.files}


def told(found: Ledger) -> str:
    return "\n".join(f"{d.path}: {d.message}" for d in found.diagnostics)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return ledger(fast_history(tmp_path_factory.mktemp("plain") / "r", steady()))


def test_dates_to_come_and_before_1970_are_named_and_move_nothing(plain: Ledger, tmp_path: Path) -> None:
    odd = [
        Made(seconds=START + 3000 * DAY, subject="Fix in 2032", files={FILES[0]: b"x = 5\n" * 20}),
        Made(seconds=-5 * 365 * DAY, subject="Fix in 1965", files={FILES[1]: b"x = 6\n" * 20}),
        Made(seconds=10**14, subject="Fix in the year three million", files={FILES[2]: b"x = 7\n" * 20}),
    ]
    found = ledger(fast_history(tmp_path / "r", [*steady(), *odd]))
    assert "commits are dated after 2026-11-20" in told(found)
    assert "beyond range" in told(found)
    for path, value in hours(plain).items():
        assert hours(found)[path] == pytest.approx(value, rel=0.1)


def test_nameless_authors_are_counted(plain: Ledger, tmp_path: Path) -> None:
    found = ledger(fast_history(tmp_path / "r", steady(author="", email="")))
    assert hours(found) == pytest.approx(hours(plain), rel=0.01)
    assert "60 commits name no author" in told(found)


def test_unrelated_histories_that_were_merged(plain: Ledger, tmp_path: Path) -> None:
    other = [
        Made(seconds=START + n * DAY, subject="Elsewhere", files={f"lib/z{n % 3}.py": b"y = %d\n" % n}, branch="other")
        for n in range(20)
    ]
    merged = Made(seconds=START + 500 * DAY, subject="Merge in the library", merges="other")
    root = fast_history(tmp_path / "r", [*steady(), *other, merged])
    assert len(run(root, "rev-list", "--max-parents=0", "main").split()) == 2
    found = ledger(root)
    assert [d.message for d in found.diagnostics if d.collector == "git"] == [
        "2 histories that began apart were merged: a file counts from its own beginning"
    ]
    for path, value in hours(plain).items():  # what came in takes its part and leaves the order as it was
        assert 0 < hours(found)[path] < value * 1.3
    assert set(hours(plain)) <= set(hours(found))


def test_file_names_with_line_ends_and_other_bytes(tmp_path: Path) -> None:
    odd = ["app/two\nlines.py", 'app/"quoted" \\.py', "app/tab\there.py", "app/bytes\udcff.py", "app/-f --output=x.py"]
    made = [Made(seconds=START + 400 * DAY, subject="Fix odd", files=dict.fromkeys(odd, b"x = 1\n" * 20))]
    root = fast_history(tmp_path / "r", [*steady(), *made])
    found = ledger(root)
    bare = ledger(root, rev="main")
    assert set(hours(found)) == {*FILES, *odd}
    assert hours(bare) == hours(found)
    assert "3 names of files hold line ends" in told(found)
    assert "3 names of files hold line ends" in told(bare)


def test_a_history_torn_in_the_middle_is_cut_and_said(tmp_path: Path) -> None:
    root = fast_history(tmp_path / "r", steady())
    run(root, "unpack-objects", "-q", data=_pack(root))
    lost = run(root, "rev-list", "main").split()[40]
    (root / ".git/objects" / lost[:2] / lost[2:]).unlink()
    found = ledger(root)
    assert "history is cut after" in told(found)
    assert set(hours(found)) == set(FILES)
    assert any("cut: older commits" in source.detail for source in found.sources)


def _pack(root: Path) -> bytes:
    """The packs' bytes, taken out of the repository."""
    folder = root / ".git/objects/pack"
    packs = sorted(folder.glob("*.pack"))
    data = packs[0].read_bytes()
    for one in folder.iterdir():
        one.unlink()
    return data


def test_a_clone_that_broke_off_is_scanned_without_history_and_says_why(tmp_path: Path) -> None:
    root = fast_history(tmp_path / "r", steady())
    for pack in (root / ".git/objects/pack").iterdir():
        if pack.suffix == ".idx":
            pack.unlink()
        else:
            pack.chmod(0o644)
            pack.write_bytes(pack.read_bytes()[:200])
            pack.rename(pack.with_name("tmp_pack_x1"))
    found = ledger(root)
    assert "no history" in told(found)
    assert set(hours(found)) == set(FILES)
    assert all(value > 0 for value in hours(found).values())


def test_a_shallow_clone_goes_by_size_and_says_so(tmp_path: Path) -> None:
    root = fast_history(tmp_path / "r", steady())
    run(tmp_path, "clone", "-q", "--depth", "5", f"file://{root}", "shallow")
    found = ledger(tmp_path / "shallow")
    assert any("shallow" in source.detail for source in found.sources)
    assert len({round(value, 3) for value in hours(found).values()}) == 1  # all are as long


def test_many_commits_are_bounded(tmp_path: Path) -> None:
    made = (
        Made(seconds=START + n * 600, subject=f"Fix {n}" if n % 5 == 0 else "Work", files={FILES[n % 4]: b"%d" % n})
        for n in range(10_000)
    )
    root = fast_history(tmp_path / "r", made)
    begin = time.process_time()
    found = ledger(root)
    assert time.process_time() - begin < 15
    assert any("10000 commits" in source.detail for source in found.sources)
    shutil.rmtree(root)
