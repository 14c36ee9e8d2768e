"""Proposed owners: CODEOWNERS first, then the last author still active; robots own nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import CommitSpec, git_repo

LOAD = "import pickle\nimport requests\npickle.loads(requests.get('https://models.example.com/x.pkl').content)\n"


def test_an_item_proposes_an_owner_by_its_place(tmp_path: Path) -> None:
    git_repo(
        tmp_path,
        [
            CommitSpec(message="a", author="Ana", on="2026-11-01", files={"src/a.py": LOAD}),
            CommitSpec(message="b", author="dependabot[bot]", on="2026-11-02", files={"src/a.py": LOAD + "x = 1\n"}),
            CommitSpec(
                message="c", author="Bo", on="2026-11-03", files={"lib/b.py": LOAD, "CODEOWNERS": "lib/ @carla\n"}
            ),
        ],
    )
    ledger = scan(ScanRequest(root=tmp_path, as_of=date(2026, 11, 20), save=False)).ledger
    told = {i.path: i.proposed_owner for i in ledger.items if i.rule.slug == "unsafe-model-deserialisation"}
    assert {path: owner and (owner.name, owner.by) for path, owner in told.items()} == {
        "src/a.py": ("Ana", "last active author"), "lib/b.py": ("@carla", "CODEOWNERS:1"),
    }  # fmt: skip


def test_without_history_nobody_is_proposed(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(LOAD)
    ledger = scan(ScanRequest(root=tmp_path, as_of=date(2026, 11, 20), save=False)).ledger
    assert {item.proposed_owner for item in ledger.items} == {None}


def test_who_stopped_is_not_proposed_and_the_folder_knows_who_is_there(tmp_path: Path) -> None:
    """Nina committed every week and stopped in July; Tomás, whom CODEOWNERS calls by his handle, goes on."""
    often = [
        CommitSpec(message=f"n{n}", author="Nina Berg", on=f"2026-0{3 + n // 4}-{1 + n % 4 * 7:02}", files={"lib/n.py": f"n = {n}\n"})
        for n in range(20)
    ]  # fmt: skip
    since = [
        CommitSpec(message=f"t{n}", author="Tomás Herrera", on=f"2026-09-{n + 1:02}", files={"lib/t.py": f"t = {n}\n"})
        for n in range(12)
    ]
    owners = {"CODEOWNERS": "api/ @tomas-herrera\n", "lib/a.py": LOAD, "api/b.py": LOAD, "alone/c.py": LOAD}
    first = CommitSpec(message="a", author="Nina Berg", on="2026-02-28", files=owners)
    git_repo(tmp_path, [first, *often, *since])
    ledger = scan(ScanRequest(root=tmp_path, as_of=date(2026, 11, 20), save=False)).ledger
    told = {i.path: i.proposed_owner for i in ledger.items if i.rule.slug == "unsafe-model-deserialisation"}
    assert {path: owner and (owner.name, owner.by) for path, owner in told.items()} == {
        "lib/a.py": ("Tomás Herrera", "last active author in lib"),
        "api/b.py": ("Tomás Herrera", "CODEOWNERS:1 as @tomas-herrera"),
        "alone/c.py": None,
    }


def test_in_a_repository_that_fell_silent_its_last_people_are_proposed(tmp_path: Path) -> None:
    git_repo(
        tmp_path,
        [
            CommitSpec(message="a", author="Ana", on="2023-01-01", files={"a.py": LOAD}),
            CommitSpec(message="b", author="Bo", on="2025-01-01", files={"b.py": LOAD}),
        ],
    )
    ledger = scan(ScanRequest(root=tmp_path, as_of=date(2026, 11, 20), save=False)).ledger
    told = {i.path: i.proposed_owner for i in ledger.items if i.rule.slug == "unsafe-model-deserialisation"}
    assert told["a.py"] is None  # she was gone before
    assert told["b.py"] and told["b.py"].by == "last active author before all fell silent on 2025-01-01"
