"""A rule that could not look at everything calls nothing paid: its items wait, unverified, until it can look again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.model.vocabulary import ItemState
from debtscope.services.scan import scan
from debtscope.services.types import Book, ScanRequest
from debtscope.testing import CommitSpec, git_repo

TREES = Path(__file__).resolve().parents[2] / "rules"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
BROKEN = "def broken(:\n    return\n"


def states(root: Path, slug: str) -> tuple[Book, list[tuple[ItemState, bool]]]:
    """Of the rule's items: their state, and whether they are paid."""
    book = scan(ScanRequest(root=root, as_of=date(2026, 11, 20)), now=NOW)
    return book, [(item.state, item.payment is not None) for item in book.ledger.items if item.rule.slug == slug]


def files_of(tree: str) -> dict[str, str]:
    """Of a fixture of a rule."""
    root = TREES / tree
    return {
        str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.suffix in (".py", ".yaml")
    }


UNREACHED = {
    "src/forest.py": "from sklearn.ensemble import RandomForestClassifier\n\n\ndef train(features, target):\n"
    "    model = RandomForestClassifier(n_estimators=500)\n    model.fit(features, target)\n    return model\n",
}


@pytest.mark.parametrize(
    ("slug", "files"),
    [
        ("unused-config-keys", files_of("unused-config-keys/debt")),
        ("dead-experiment-branch-code", files_of("dead-experiment-branch-code/debt-family")),
        ("unreferenced-ml-module", UNREACHED),
    ],
)
def test_items_wait_while_a_file_cannot_be_read(tmp_path: Path, slug: str, files: dict[str, str]) -> None:
    git_repo(tmp_path, [CommitSpec(message="first", files=files, on="2025-01-05")])
    (tmp_path / "debtscope.toml").write_text('maturity = "production"\n')
    _, before = states(tmp_path, slug)
    assert before
    assert all(state is ItemState.FOUND and not paid for state, paid in before)
    broken = tmp_path / "src" / "other.py"
    broken.write_text(BROKEN)
    book, during = states(tmp_path, slug)
    assert during == [(ItemState.UNVERIFIED, False)] * len(before)
    assert any("src/other.py" in one.message and slug in one.collector for one in book.ledger.diagnostics)
    assert slug not in {ref.slug for ref in book.ledger.rules_run}
    broken.unlink()
    assert states(tmp_path, slug)[1] == before
