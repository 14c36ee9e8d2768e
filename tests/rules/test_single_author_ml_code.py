"""Folders that one person knows, and owners who left."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from debtscope.api import Finding, Severity
from debtscope.services.against import compare, older_ledger
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import CommitSpec, findings_of, git_repo

HEAD = "from sklearn.linear_model import LogisticRegression\n\n\ndef train(x, y):\n    return LogisticRegression().fit(x, y)\n"
BODY = "".join(f"VALUE_{n} = {n}\n" for n in range(510))
PILOT = {"debtscope.toml": 'maturity = "pilot"\n'}


def _found(root: Path) -> list[Finding]:
    return findings_of("single-author-ml-code", root)


def _changes(who: str, count: int, month: str, size: str = BODY) -> list[CommitSpec]:
    return [
        CommitSpec(message=f"{who} {n}", files={"train/fit.py": f"{HEAD}# {who} {month} {n}\n{size}"}, on=f"{month}-{n + 1:02}", author=who)
        for n in range(count)
    ]  # fmt: skip


def _touch(who: str, on: str, path: str = "train/fit.py") -> CommitSpec:
    return CommitSpec(message="mend", files={path: f"{HEAD}# {who} {on}\n{BODY}"}, on=on, author=who)


def _other(who: str, on: str) -> CommitSpec:
    return CommitSpec(message="docs", files={f"notes-{on}.md": "x\n"}, on=on, author=who)


START = CommitSpec(message="start", files={"README.md": "x\n", **PILOT}, on="2025-12-01", author="Bo Berg")


def test_a_folder_of_somebody_who_left_is_critical(tmp_path: Path) -> None:
    left = [START, *_changes("Ana Lima", 12, "2026-01")]
    git_repo(tmp_path / "rests", [*left, _other("Bo Berg", "2026-10-30")])
    assert _found(tmp_path / "rests") == []  # nobody has had to ask
    git_repo(tmp_path / "lives", [*left, _touch("Bo Berg", "2026-10-30")])
    [found] = _found(tmp_path / "lives")
    assert found.severity is Severity.CRITICAL
    assert found.subject.name == "train"
    assert "92% of the changes to train" in found.message
    assert "last seen 2026-01-12" in found.message


def test_a_folder_of_somebody_who_is_there_is_no_debt(tmp_path: Path) -> None:
    git_repo(tmp_path, [START, *_changes("Ana Lima", 12, "2026-10"), _other("Bo Berg", "2026-10-30")])
    assert _found(tmp_path) == []


def test_the_only_maintainer_is_not_told(tmp_path: Path) -> None:
    git_repo(tmp_path, [START, *_changes("Ana Lima", 12, "2026-10")])
    assert _found(tmp_path) == []


def test_shared_small_and_abandoned_code_is_no_debt(tmp_path: Path) -> None:
    end = _other("Bo Berg", "2026-10-30")
    git_repo(
        tmp_path / "shared", [START, *_changes("Ana Lima", 10, "2026-01"), *_changes("Bo Berg", 9, "2026-02"), end]
    )
    git_repo(tmp_path / "small", [START, *_changes("Ana Lima", 12, "2026-01", "X = 1\n"), end])
    git_repo(tmp_path / "old", [START, *_changes("Ana Lima", 12, "2026-01")])
    assert [_found(tmp_path / name) for name in ("shared", "small", "old")] == [[], [], []]


def test_an_owner_who_left_is_told_whatever_the_size(tmp_path: Path) -> None:
    owners = {"CODEOWNERS": "* @ana-lima\n/api/ @bo-berg\n"}
    own = [START, CommitSpec(message="own", files=owners, on="2026-01-05")]
    for name, path in (("api", "api/app.py"), ("notes", "train/notes.md")):
        git_repo(tmp_path / name, [*own, *(_touch("Bo Berg", f"2026-10-{n}", path) for n in (28, 29, 30))])
        assert _found(tmp_path / name) == []  # no review was asked for in vain
    git_repo(tmp_path / "train", [*own, *(_touch("Bo Berg", f"2026-10-{n}") for n in (28, 29, 30))])
    [found] = _found(tmp_path / "train")
    assert (found.subject.path, found.line) == ("CODEOWNERS", 1)
    assert "@ana-lima, who has not committed since 2026-01-05" in found.message


def test_who_wakes_a_repository_does_not_bring_what_one_person_knows(tmp_path: Path) -> None:
    """While nobody commits the rule says nothing of who left, so the first commit after brings nothing new."""
    git_repo(tmp_path, [START, *_changes("Ana Lima", 12, "2026-01"), _touch("Bo Berg", "2026-10-30")])
    request = ScanRequest(root=tmp_path, as_of=date(2026, 11, 20), save=False)
    book = scan(request, now=datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert [item.severity for item in book.ledger.items if item.rule.id == "COD-036"] == [Severity.MEDIUM]
    found = compare(older_ledger(request, book, "HEAD~1"), book.ledger)
    assert "COD-036" not in {item.rule.id for item in found.new}
    assert "COD-036" in {item.rule.id for item in found.newly_visible}


def test_folders_that_one_person_knows_are_one_handover(tmp_path: Path) -> None:
    both = [
        CommitSpec(
            message=f"both {n}",
            files={f"{folder}/fit.py": f"{HEAD}# {n}\n{BODY}" for folder in ("train", "score")},
            on=f"2026-01-{n + 1:02}",
            author="Ana Lima",
        )
        for n in range(12)
    ]
    later = [_touch("Bo Berg", f"2026-10-{day}", f"{folder}/fit.py") for day, folder in ((29, "train"), (30, "score"))]
    git_repo(tmp_path, [START, *both, *later])
    [found] = _found(tmp_path)
    assert (found.severity, found.occurrences) == (Severity.CRITICAL, 2)
    assert found.message.startswith("One person knows score, train, last seen 2026-01-12")


def test_owners_of_a_repository_that_rests_are_judged_by_its_last_day(tmp_path: Path) -> None:
    owners = {"CODEOWNERS": "* @ana-lima\n/api/ @bo-berg\n/web/ @cy-day\n"}
    own = CommitSpec(message="own", files={**owners, "api/a.md": "x\n", "web/a.md": "x\n"}, on="2025-12-05")
    git_repo(tmp_path / "together", [START, own, _other("Bo Berg", "2025-12-20"), _other("Cy Day", "2025-12-22")])
    assert [one for one in _found(tmp_path / "together") if one.subject.path == "CODEOWNERS"] == []
    later = [_other("Bo Berg", "2025-12-20"), *(_touch("Cy Day", f"2026-10-{n}") for n in (26, 27, 28))]
    later += [_touch("Cy Day", f"2026-10-{n}", "api/app.py") for n in (28, 29, 30)]
    git_repo(tmp_path / "left", [START, own, *later])
    (found,) = [one for one in _found(tmp_path / "left") if one.subject.path == "CODEOWNERS"]
    assert (
        "names 2 people who left: @ana-lima (no commit since 2025-12-05), @bo-berg (no commit since 2025-12-20)"
        in found.message
    )


def test_a_line_that_gives_nobody_code_is_no_debt(tmp_path: Path) -> None:
    owners = {"CODEOWNERS": "*.sql @ana-lima\n/train/ @ana-lima\n/docs/ @ana-lima\n* @bo-berg\n"}
    own = CommitSpec(message="own", files={**owners, "docs/a.md": "x\n"}, on="2026-01-05", author="Ana Lima")
    work = [_touch("Bo Berg", f"2026-10-{n}") for n in range(24, 31)]
    git_repo(tmp_path / "none", [START, own, *work])
    assert [one for one in _found(tmp_path / "none") if one.subject.path == "CODEOWNERS"] == []
    last = CommitSpec(
        message="last", files={"CODEOWNERS": "* @bo-berg\n/train/ @ana-lima\n"}, on="2026-01-06", author="Ana Lima"
    )
    git_repo(tmp_path / "one", [START, own, last, *work])
    (found,) = [one for one in _found(tmp_path / "one") if one.subject.path == "CODEOWNERS"]
    assert "CODEOWNERS:2 gives /train/ to @ana-lima" in found.message


def test_an_owner_who_left_beside_one_who_is_there_is_no_debt(tmp_path: Path) -> None:
    owners = {"CODEOWNERS": "* @ana-lima @bo-berg\n"}
    git_repo(
        tmp_path, [START, CommitSpec(message="own", files=owners, on="2026-01-05"), _other("Bo Berg", "2026-10-30")]
    )
    assert _found(tmp_path) == []
