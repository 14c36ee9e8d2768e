"""A scan that remembers says what a scan from nothing says, whatever has been changed in between."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from debtscope.engine import remembered
from debtscope.export import render
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import CommitSpec, git_repo

DAY = date(2026, 11, 20)
LATER = datetime(2999, 1, 1, tzinfo=UTC)
_FIXTURES = Path(__file__).parents[2] / "rules"
_ENDINGS = (".py", ".yaml", ".toml", ".md", ".sh", ".ipynb", ".txt", ".json")
_SETTINGS = (
    "", 'ignore = ["src/"]\n', "[rules.unsafe-model-deserialisation]\nenabled = false\n", 'maturity = "production"\n',
    "[rules.hardcoded-paths-and-hosts]\nseverity = 'low'\n",
)  # fmt: skip


def _material(chance: random.Random) -> list[tuple[str, bytes]]:
    """(path, content) of files that rules find debt in."""
    files = [
        (str(path.relative_to(folder)), path.read_bytes())
        for folder in sorted(_FIXTURES.glob("*/debt*"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix in _ENDINGS and path.stat().st_size < 20_000
    ]
    return chance.sample(files, 60)


class _Editor:
    """Changes one thing at a time."""

    def __init__(self, root: Path, chance: random.Random) -> None:
        self._root = root
        self._chance = chance
        self._new = _material(chance)

    def first(self) -> dict[str, str]:
        """What the repository begins with."""
        return {f"first/{n}/{self._new[n][0]}": self._new[n][1].decode("utf-8", "replace") for n in range(20)}

    def edit(self) -> None:
        steps: list[Callable[[], object]] = [
            self._add,
            self._append,
            self._remove,
            self._move,
            self._settle,
            self._commit,
        ]
        self._chance.choices(steps, (4, 4, 2, 2, 1, 2))[0]()

    def _any(self) -> Path:
        places = [p for p in sorted(self._root.rglob("*")) if p.is_file() and ".git" not in p.parts]
        return self._chance.choice(places)

    def _add(self) -> None:
        path, content = self._new.pop()
        place = self._root / path
        if not any(parent.is_file() for parent in place.parents) and not place.is_dir():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)

    def _append(self) -> None:
        place = self._any()
        word = self._chance.choice(
            (
                "\nimport pickle\npickle.load(open('m.pkl', 'rb'))\n",
                "\n# TODO retrain\n",
                "\npassword = 'hunter2secret9'\n",
            )
        )
        place.write_bytes(place.read_bytes() + word.encode())

    def _remove(self) -> None:
        self._any().unlink()

    def _move(self) -> None:
        place = self._any()
        place.rename(place.with_name(f"moved_{self._chance.randrange(99)}_{place.name}"))

    def _settle(self) -> None:
        (self._root / "debtscope.toml").write_text(self._chance.choice(_SETTINGS))

    def _commit(self) -> None:
        git_repo(self._root, [CommitSpec(message="edit", files={}, on="2026-11-02")])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_scan_that_remembers_says_what_one_from_nothing_says(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = time.time_ns
    monkeypatch.setattr(remembered.time, "time_ns", lambda: now() + 60_000_000_000)  # files count as long written
    chance = random.Random(seed)
    root = tmp_path / "repo"
    editor = _Editor(root, chance)
    git_repo(root, [CommitSpec(message="first", files=dict(editor.first()), on="2026-10-05")])
    found = 0
    for _ in range(5):
        for _ in range(chance.randrange(1, 6)):
            editor.edit()
        kept, fresh = (
            scan(
                ScanRequest(root=root, as_of=DAY, state=tmp_path / name, use_cache=cached, tolerant=True), now=LATER
            ).ledger
            for name, cached in (("remembers", True), ("forgets", False))
        )
        assert render(replace(kept, run={}), "json") == render(replace(fresh, run={}), "json")
        found += len(kept.items)
    assert found, "nothing was found to compare"
