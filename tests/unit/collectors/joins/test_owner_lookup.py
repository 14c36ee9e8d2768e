"""Proposed owners: CODEOWNERS first, then the last author still active; robots own nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import CommitSpec, git_repo

LOAD = "import pickle\npickle.load(open('/tmp/x.pkl', 'rb'))\n"


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
