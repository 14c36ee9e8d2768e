"""A served version whose trail is git's: fixtures have no history."""

from __future__ import annotations

import shutil
from pathlib import Path

from debtscope.testing import CommitSpec, findings_of, git_repo

DEBT = Path(__file__).parent / "no-audit-trail" / "debt_by_hand"
LATE = "2020-01-05"
"""Days away from whatever the store says of the version."""


def test_an_alias_that_is_under_git_has_its_trail_there(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    shutil.copytree(DEBT, root)
    git_repo(root, [CommitSpec(message="Fix two folders", files={}, on=LATE)])
    assert findings_of("no-audit-trail", root) == []


def test_other_files_of_the_store_tell_nothing_of_the_alias(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    shutil.copytree(DEBT, root)
    alias = root / "mlruns" / "models" / "clf" / "aliases" / "champion"
    kept = alias.read_bytes()
    alias.unlink()
    git_repo(root, [CommitSpec(message="Fix two folders", files={}, on=LATE)])
    alias.parent.mkdir(parents=True, exist_ok=True)
    alias.write_bytes(kept)
    assert [finding.subject.name for finding in findings_of("no-audit-trail", root)] == ["clf"]
