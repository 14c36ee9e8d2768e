"""A collector is asked again where something that it looked at has changed, and only there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from debtscope.api import Diagnostic, DiagnosticSeverity, Workspace
from debtscope.engine import remembered
from debtscope.engine.workspace import open_workspace
from debtscope.model.frozen import frozen
from debtscope.model.settings import MetricsTable, Settings
from debtscope.store.cache import ScanCache
from debtscope.store.folder import StateFolder
from debtscope.store.history import open_history

MINUTE = 60 * 1_000_000_000


@frozen
class Told:
    """What a collector made."""

    texts: tuple[str, ...]
    of: frozenset[str]


class Asking:
    """Makes one fact with a given function, and counts how often it is asked."""

    name = "asking"
    kind = "anything"
    how = ""
    provides = (Told,)
    is_pure = True

    def __init__(self, tell: Callable[[Workspace], tuple[str, ...]]) -> None:
        self.tell = tell
        self.asked = 0

    def collect(self, workspace: Workspace) -> Iterator[object]:
        self.asked += 1
        yield Told(texts=self.tell(workspace), of=frozenset({"b", "a"}))
        yield Diagnostic(severity=DiagnosticSeverity.NOTE, collector=self.name, path="", message="told")


class Rescans:
    """Scans of one folder, each behind the last."""

    def __init__(self, folder: Path, collector: Asking) -> None:
        self.root, self.collector = folder / "repo", collector
        self.root.mkdir()
        self._state = StateFolder(folder / "state")

    def write(self, path: str, text: str) -> None:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)

    def scan(
        self, *, code: str = "1", settings: Settings | None = None, sensitive: str = "", day: int = 1
    ) -> tuple[bool, list[object]]:
        """Whether the collector was asked, and what the workspace says in its place."""
        before = self.collector.asked
        history = open_history(self._state, write=True)
        assert history is not None
        with history:
            cache = ScanCache(history, code)
            with open_workspace(
                self.root, as_of=date(2026, 5, day), settings=settings or Settings(), cache=cache
            ) as workspace:
                facts = list(workspace.ask(self.collector))
                assert facts == list(Asking(self.collector.tell).collect(workspace)), "what is kept is not what is"
            cache.flush([sensitive] if sensitive else [])
        return self.collector.asked > before, facts


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written just now count as settled."""
    now = remembered.time.time_ns
    monkeypatch.setattr(remembered.time, "time_ns", lambda: now() + MINUTE)


def _texts(workspace: Workspace) -> tuple[str, ...]:
    return tuple(workspace.text(entry.path) for entry in workspace.find("*.yaml"))


def test_a_collector_is_asked_when_a_file_that_it_read_has_changed_or_come(tmp_path: Path) -> None:
    scans = Rescans(tmp_path, Asking(_texts))
    scans.write("a.yaml", "a: 1")
    assert scans.scan()[0]
    assert not scans.scan()[0]
    scans.write("b.py", "x = 1")
    assert not scans.scan()[0], "nobody asked for this file"
    scans.write("a.yaml", "a: 2")
    assert scans.scan()[0]
    assert not scans.scan()[0]
    scans.write("below/b.yaml", "b: 1")
    assert scans.scan()[0]
    (scans.root / "a.yaml").unlink()
    asked, facts = scans.scan()
    assert asked
    assert facts[0] == Told(texts=("b: 1",), of=frozenset({"a", "b"}))


def _entry(workspace: Workspace) -> tuple[str, ...]:
    return ("there",) if workspace.entry("new/b.txt") else ()


def _folder(workspace: Workspace) -> tuple[str, ...]:
    return ("there",) if workspace.is_dir("new") else ()


def _hidden(workspace: Workspace) -> tuple[str, ...]:
    return ("hidden",) if workspace.hides("data/a.csv") else ()


def _day(workspace: Workspace) -> tuple[str, ...]:
    return (str(workspace.as_of),)


def _settings(workspace: Workspace) -> tuple[str, ...]:
    return tuple(one.path for one in workspace.settings.metrics)


@pytest.mark.parametrize("tell", [_entry, _folder, _hidden, _day, _settings])
def test_every_kind_of_answer_counts(tmp_path: Path, tell: Callable[[Workspace], tuple[str, ...]]) -> None:
    scans = Rescans(tmp_path, Asking(tell))
    scans.write("a.py", "x = 1")
    first = scans.scan()[1]
    assert not scans.scan()[0]
    scans.write("new/b.txt", "1")
    scans.write(".gitignore", "data/\n")
    settings = Settings(metrics=(MetricsTable(path="m.csv", time="t"),))
    asked, second = scans.scan(settings=settings, day=2)
    assert asked
    assert first != second


def test_other_code_is_asked_anew_and_none_keeps_nothing(tmp_path: Path) -> None:
    scans = Rescans(tmp_path, Asking(_texts))
    assert scans.scan()[0]
    assert scans.scan(code="2")[0]
    assert not scans.scan(code="2")[0]
    assert scans.scan(code="")[0]


def test_what_was_made_of_a_file_with_credentials_is_not_kept(tmp_path: Path) -> None:
    scans = Rescans(tmp_path, Asking(_texts))
    scans.write("a.yaml", "a: 1")
    assert scans.scan(sensitive="a.yaml")[0]
    assert scans.scan(sensitive="other.yaml")[0]
    assert not scans.scan()[0]


def _unsaid(workspace: Workspace) -> tuple[str, ...]:
    return (str(workspace.history), *_texts(workspace))


def _odd(workspace: Workspace) -> tuple[str, ...]:
    return (str(workspace.json("odd.json")),)


@pytest.mark.parametrize("tell", [_unsaid, _odd])
def test_a_collector_with_an_answer_that_cannot_be_put_in_short_is_always_asked(
    tmp_path: Path, tell: Callable[[Workspace], tuple[str, ...]]
) -> None:
    scans = Rescans(tmp_path, Asking(tell))
    scans.write("odd.json", '{"a": NaN}')
    assert scans.scan()[0]
    assert scans.scan()[0]


def test_a_collector_that_does_not_say_so_is_always_asked(tmp_path: Path) -> None:
    scans = Rescans(tmp_path, Asking(_texts))
    scans.collector.is_pure = False
    assert scans.scan()[0]
    assert scans.scan()[0]


def test_damage_is_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scans = Rescans(tmp_path, Asking(_texts))
    assert scans.scan()[0]
    for damage in ("", "{", '["1",[]]\n[[9,[]]]', '["1",[["find"]]]\n[]', '["1",[["find","","x"]]]\n[]', "7\n[]"):

        def damaged(_: ScanCache, keys: Sequence[str], text: str = damage) -> dict[str, str]:
            return dict.fromkeys(keys, text)

        with monkeypatch.context() as patch:
            patch.setattr(ScanCache, "texts", damaged)
            assert scans.scan()[0], damage
