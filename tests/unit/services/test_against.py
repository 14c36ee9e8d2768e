"""What a change brings: against a revision, a file and a snapshot; and the gates that judge it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.cli.main import main
from debtscope.export import render
from debtscope.export.comparison import comparison_table
from debtscope.model.comparison import Comparison
from debtscope.model.errors import UsageError
from debtscope.model.ledger import Item
from debtscope.model.triage import Decision
from debtscope.model.vocabulary import Verdict
from debtscope.query import parse
from debtscope.services.against import Older, compare, older_ledger
from debtscope.services.estimates import give
from debtscope.services.gates import failing, overspent
from debtscope.services.scan import scan
from debtscope.services.triage import decide
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import CommitSpec, git_repo, write_tree

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
LOAD = "import pickle\nimport requests\n\ndef load(url):\n    return pickle.loads(requests.get(url).content)\n"
OTHER = "import pickle\nimport requests\n\ndef restore_everything(place):\n    found = requests.get(place, timeout=9)\n    return pickle.loads(found.content)\n"
KEY = "key_id = '" + "AKIA" + "Q7ZV3MPLT2RWXKD5" + "'\n"
PEOPLE = "name,email,nps,bought\n" + "".join(f"Ann Lee{n},ann{n}@mail.test,-1,{n % 2}\n" for n in range(300))
TRAIN = "import pandas as pd\nfrom sklearn.linear_model import LogisticRegression\n\ndef main():\n    frame = pd.read_csv('data/people.csv')\n    LogisticRegression().fit(frame[['nps']], frame['bought'])\n"
FILES: dict[str, str | bytes | None] = {
    "LICENSE": "MIT License\n\nPermission is hereby granted, free of charge, to any person", "src/load.py": LOAD,
    "src/gone.py": OTHER,
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git_repo(tmp_path, [CommitSpec(message="work", files=FILES, on="2026-10-05")])
    return tmp_path


def request(root: Path) -> ScanRequest:
    return ScanRequest(root=root, as_of=DAY)


def against(root: Path, name: str) -> tuple[Book, Comparison]:
    book = scan(request(root), now=NOW)
    return book, compare(older_ledger(request(root), book, name), book.ledger)


def loads(items: tuple[Item, ...]) -> list[str]:
    return sorted(str(i.path) for i in items if i.rule.slug == "unsafe-model-deserialisation")


def test_only_what_a_change_brings_is_new(root: Path) -> None:
    git_repo(root, [CommitSpec(message="more", files={"src/new.py": LOAD, "src/gone.py": None}, on="2026-11-18")])
    _, found = against(root, "HEAD~1")
    assert loads(found.new) == ["src/new.py"]
    assert loads(found.paid) == ["src/gone.py"]
    assert found.newly_visible == ()
    assert against(root, "HEAD")[1].new == ()


def test_a_renamed_file_brings_nothing(root: Path) -> None:
    git_repo(root, [CommitSpec(message="move", files={}, moves={"src/load.py": "lib/store/load.py"}, on="2026-11-18")])
    _, found = against(root, "HEAD~1")
    assert (loads(found.new), loads(found.paid)) == ([], [])


def test_a_file_moved_with_edits_brings_nothing(root: Path) -> None:
    edited = "# moved here\n" + LOAD.replace("import pickle", "import pickle\nimport os")
    git_repo(
        root, [CommitSpec(message="move", files={"src/load.py": None, "lib/load.py": edited}, on="2026-11-18")]
    )  # fmt: skip
    _, found = against(root, "HEAD~1")
    assert (loads(found.new), loads(found.paid)) == ([], [])


def test_what_no_revision_can_show_is_no_news(root: Path) -> None:
    write_tree(root, {"data/people.csv": PEOPLE, "data/.gitignore": "people.csv\n", "src/scratch.py": LOAD})
    write_tree(root, {"src/train.py": TRAIN})
    _, found = against(root, "HEAD")
    assert "src/scratch.py" in loads(found.new)  # not committed yet, but it will be
    assert not [i.rule.slug for i in found.new if i.path == "data/people.csv"]


def test_an_older_rule_or_an_unread_source_makes_debt_newly_visible(root: Path) -> None:
    book = scan(request(root), now=NOW)
    lacking = [ref for ref in book.ledger.rules_run if ref.slug != "unsafe-model-deserialisation"]
    before = replace(book.ledger, rules_run=tuple(lacking), items=())
    found = compare(Older("x", before), book.ledger)
    assert loads(found.new) == [] and len(loads(found.newly_visible)) >= 1
    assert "newly visible" in comparison_table(found, book.ledger)


@pytest.mark.parametrize("name", ["base.json", "last", "snapshot:2026-11-20"])
def test_a_ledger_file_and_kept_snapshots_can_be_compared_with(
    root: Path, name: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("out"))
    Path("base.json").write_text(render(scan(request(root), now=NOW).ledger, "json"), encoding="utf-8")
    git_repo(root, [CommitSpec(message="more", files={"src/new.py": LOAD}, on="2026-11-18")])
    assert loads(against(root, name)[1].new) == ["src/new.py"]


@pytest.mark.parametrize("name", ["snapshot:1999-01-01", "no-such-branch", "last"])
def test_what_is_not_there_is_a_sentence(root: Path, name: str) -> None:
    with pytest.raises(UsageError):
        against(root, name)


def test_a_gate_over_a_change_lets_old_debt_be(root: Path) -> None:
    git_repo(root, [CommitSpec(message="more", files={"src/new.py": LOAD}, on="2026-11-18")])
    book, found = against(root, "HEAD~1")
    every = parse("rule:unsafe-model-deserialisation")
    assert len(failing(book, every)) > len(failing(book, every, found)) == 1


def test_an_expired_acceptance_fails_closed(root: Path) -> None:
    book = scan(request(root), now=NOW)
    item = next(i for i in book.ledger.items if i.path == "src/load.py")
    decide(book, [item.id], Decision(verdict=Verdict.ACCEPT, reason="own files", until="2026-11-25"), by="ana", now=NOW)
    query = parse("path:src/load.py")
    accepted, change = against(root, "HEAD")
    assert failing(accepted, query, change) == [] == failing(accepted, query)
    later = replace(request(root), as_of=date(2026, 12, 1))
    expired = scan(later, now=datetime(2026, 12, 1, 12, tzinfo=UTC))
    change = compare(older_ledger(later, expired, "HEAD"), expired.ledger)
    assert [i.id for i in failing(expired, query, change)] == [item.id]


def test_a_budget_is_spent_and_a_ratchet_does_not_turn_back(root: Path) -> None:
    settings = '[budgets.code]\nquery = "category:code"\nhours_per_month = 0.001\n[budgets.all]\nratchet = true\n'
    git_repo(root, [CommitSpec(message="settings", files={"debtscope.toml": settings}, on="2026-11-17")])
    book, _ = against(root, "HEAD")
    assert [one.name for one in overspent(book, book.ledger)] == ["code"]
    git_repo(root, [CommitSpec(message="more", files={"src/keys.py": KEY}, on="2026-11-18")])
    book = scan(request(root), now=NOW)
    older = older_ledger(request(root), book, "HEAD~1")
    found = {one.name: one for one in overspent(book, older.ledger)}
    assert found["all"].by_ratchet and {str(i.path) for i in found["all"].items} >= {"src/keys.py"}
    assert [one.name for one in overspent(book, None)] == ["code"]


@pytest.mark.parametrize("name", ["HEAD", "last", "file"])
def test_a_figure_that_somebody_gave_is_no_difference(root: Path, tmp_path: Path, name: str) -> None:
    git_repo(
        root,
        [CommitSpec(message="settings", files={"debtscope.toml": "[budgets.all]\nratchet = true\n"}, on="2026-11-17")],
    )
    book = scan(replace(request(root), as_of=date(2026, 11, 19)), now=NOW)
    if name == "file":
        name = str(tmp_path / "base.json")
        Path(name).write_text(render(book.ledger, "json"))
    item = next(i for i in book.ledger.items if i.path == "src/load.py")
    give(book, [item.id], principal=None, interest=90, reason="measured in October", by="kim", now=NOW)
    book = scan(request(root), now=NOW)
    older = older_ledger(request(root), book, name)
    rates = [
        next(i.interest.hours_per_month for i in one.items if i.id == item.id) for one in (older.ledger, book.ledger)
    ]
    assert rates == [90, 90]
    assert overspent(book, older.ledger) == []
    give(book, [item.id], principal=None, interest=None, reason="", by="kim", now=NOW)
    book = scan(request(root), now=NOW)
    back = older_ledger(request(root), book, name).ledger
    assert all(i.own is None for i in back.items)


def test_a_wrong_budget_is_named(root: Path) -> None:
    book = scan(request(root), now=NOW)
    for text in ("[budgets.x]\nquery = 'nonsense:1'\nratchet = true\n", "[budgets.x]\nquery = 'owner:none'\n"):
        write_tree(root, {"debtscope.toml": text})
        with pytest.raises(UsageError, match=r"budgets\.x"):
            overspent(book, None)


def test_the_command_line_gates(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git_repo(root, [CommitSpec(message="more", files={"src/new.py": LOAD}, on="2026-11-18")])
    base = ["scan", str(root), "--as-of", "2026-11-20", "--against", "HEAD~1"]
    assert main([*base, "--fail-on", "severity:>=low"]) == 1
    out, told = capsys.readouterr()
    assert "against HEAD~1: " in out and "src/new.py" in told and "To pay: " in told
    assert main([*base, "--fail-on", "path:src/load.py", "--format", "json"]) == 0
    shown = json.loads(capsys.readouterr().out)["items"]
    assert shown and all(item["path"] != "src/load.py" for item in shown)


def test_a_file_that_makes_a_group_of_what_was_told_alone_is_news_and_one_that_leaves_it_is_not(tmp_path: Path) -> None:
    body = "from sklearn.ensemble import RandomForestClassifier\n\n\ndef {}(X, y):\n    return RandomForestClassifier().fit(X, y)\n"
    files: dict[str, str | bytes | None] = {"src/one.py": body.format("one")}
    git_repo(tmp_path, [CommitSpec(message="one", files=files, on="2026-10-05")])
    git_repo(tmp_path, [CommitSpec(message="two", files={"src/two.py": body.format("two")}, on="2026-10-06")])
    _, found = against(tmp_path, "HEAD~1")
    told = [item for item in found.new if item.rule.id == "COD-005"]
    assert [sorted(str(proof.path) for proof in item.evidence) for item in told] == [["src/one.py", "src/two.py"]]
    assert not {item.id for item in told} & found.regrouped
    git_repo(tmp_path, [CommitSpec(message="calm", files={"src/two.py": "x = 1\n"}, on="2026-10-07")])
    _, found = against(tmp_path, "HEAD~1")
    assert "COD-005" not in {item.rule.id for item in found.new}
    git_repo(
        tmp_path, [CommitSpec(message="move", files={}, moves={"src/one.py": "src/moved/one.py"}, on="2026-10-08")]
    )
    git_repo(tmp_path, [CommitSpec(message="back", files={"src/two.py": body.format("two")}, on="2026-10-09")])
    _, found = against(tmp_path, "HEAD~1")
    assert "COD-005" in {item.rule.id for item in found.new}


def test_one_more_file_of_a_group_that_was_there_is_told_and_fails_a_gate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    body = "from sklearn.ensemble import RandomForestClassifier\n\n\ndef {}(X, y):\n    return RandomForestClassifier().fit(X, y)\n"
    first: dict[str, str | bytes | None] = {f"src/{name}.py": body.format(name) for name in ("one", "two")}
    git_repo(tmp_path, [CommitSpec(message="two", files=first, on="2026-10-05")])
    third: dict[str, str | bytes | None] = {"src/three.py": body.format("three")}
    git_repo(tmp_path, [CommitSpec(message="three", files=third, on="2026-10-06")])
    book, found = against(tmp_path, "HEAD~1")
    (group,) = (item for item in book.ledger.items if item.rule.id == "COD-005")
    assert found.grew[group.id] == ("src/three.py",)
    assert group.id not in {item.id for item in found.new}
    assert [item.id for item in failing(book, parse("rule:COD-005"), found)] == [group.id]
    asked = ["-C", str(tmp_path), "scan", "--no-save", "--as-of", "2026-11-20", "--against", "HEAD~1"]
    capsys.readouterr()
    assert main([*asked, "--fail-on", "rule:COD-005"]) == 1
    said = capsys.readouterr()
    assert f"{group.id} grew: " in said.out and "(+ src/three.py)" in said.out
    assert "gate failed: 1 new or grown item matches" in said.err and "(+ src/three.py)" in said.err
    moved = CommitSpec(message="move", files={}, moves={"src/one.py": "lib/first.py"}, on="2026-10-07")
    git_repo(tmp_path, [moved])
    assert not against(tmp_path, "HEAD~1")[1].grew
    git_repo(tmp_path, [CommitSpec(message="fewer", files={"src/two.py": "x = 1\n"}, on="2026-10-08")])
    assert not against(tmp_path, "HEAD~1")[1].grew


def test_a_ledger_of_another_project_is_told(root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(root), "scan", "--no-save", "--format", "json"]) == 0
    mine = json.loads(capsys.readouterr().out)
    own, renamed, foreign = tmp_path / "own.json", tmp_path / "named.json", tmp_path / "foreign.json"
    own.write_text(json.dumps(mine))
    renamed.write_text(json.dumps({**mine, "repository": {**mine["repository"], "name": "robotoff"}}))
    others = [{**item, "id": f"{item['id'][:-8]}{number:08}"} for number, item in enumerate(mine["items"])]
    foreign.write_text(json.dumps({**mine, "items": others}))

    def said(name: Path) -> str:
        assert main(["-C", str(root), "scan", "--no-save", "--against", str(name)]) == 0
        return capsys.readouterr().err

    assert "another project" not in said(own) and "is a ledger of" not in said(own)
    (root / "pyproject.toml").write_text('[project]\nname = "churn"\n')
    assert "is a ledger of 'robotoff', and this is 'churn'" in said(renamed)
    assert "is it a ledger of another project?" in said(foreign)
