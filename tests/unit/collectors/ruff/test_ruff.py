"""ruff as a source: asked about new content only, and about nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from debtscope.engine import ruff
from debtscope.engine.facts import FactStore
from debtscope.engine.view import ScanWorkspace
from debtscope.model.lint import LintHit
from debtscope.model.vocabulary import SourceStatus
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import facts_of, write_tree
from debtscope_collectors.sources.ruff.facts import LintedFile

BAD = "def f(a=[]):\n    return a\n"


def test_hits_with_their_lines_and_what_noqa_excuses() -> None:
    facts = facts_of(
        {"a.py": BAD + "\n\ndef g(a=[]):  # noqa: B006\n    return a\n", "b.py": "x = 1\n"}, collectors=["ruff"]
    )
    (linted,) = facts.all(LintedFile)
    assert (linted.path, linted.hits, linted.excused) == ("a.py", (LintHit(code="B006", line=1),), 1)


def test_in_place_counts_on_a_column_alone() -> None:
    source = (
        "import pandas as pd\n\nframe = pd.read_csv('a.csv')\nframe.dropna(inplace=True)\n"
        "frame['x'].fillna(\n    frame['x'].mean(),\n    inplace=True,\n)\nframe[['y']].replace({1: (2)}, inplace=True)\n"
        "wide = frame.T.unstack()\nboth = pd.merge(frame, wide)\n"
    )
    (linted,) = facts_of({"a.py": source}, collectors=["ruff"]).all(LintedFile)
    assert [(hit.code, hit.line) for hit in linted.hits if hit.code.startswith("PD")] == [("PD002", 7), ("PD002", 9)]


def test_only_changed_files_are_asked_about_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    real = ScanWorkspace.lint

    def spy(self: ScanWorkspace, paths: Sequence[str], codes: Sequence[str]) -> Mapping[str, Sequence[LintHit]]:
        asked.append(list(paths))
        return real(self, paths, codes)

    monkeypatch.setattr(ScanWorkspace, "lint", spy)
    write_tree(tmp_path, {"a.py": BAD, "b.py": "x = 1\n"})
    request = ScanRequest(root=tmp_path, as_of=date(2026, 11, 20))
    scan(request)
    write_tree(tmp_path, {"b.py": "x = 2\n"})
    scan(request)
    assert asked == [["a.py", "b.py"], ["b.py"]]


def test_without_ruff_its_source_alone_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruff, "program", lambda: None)
    facts = facts_of({"a.py": BAD}, collectors=["ruff", "files"])
    assert isinstance(facts, FactStore)
    assert not facts.all(LintedFile)
    assert [s.status for s in facts.sources if s.collector == "ruff"] == [SourceStatus.FAILED]
    assert [d.message for d in facts.diagnostics] == ["ruff is not installed"]


def test_files_that_do_not_parse_cost_themselves() -> None:
    facts = facts_of({"a.py": "def (:\n", "b.py": BAD, "c.py": "print 'two'\n"}, collectors=["ruff"])
    assert [linted.path for linted in facts.all(LintedFile) if any(hit.code == "B006" for hit in linted.hits)] == [
        "b.py"
    ]


def test_a_file_that_ruff_dies_of_costs_itself_and_is_named() -> None:
    deep = {f"deep{n}.py": f"x = a{'.b' * 30_000}\n" for n in range(3)}
    facts = facts_of({**{f"{n:03}.py": BAD for n in range(50)}, **deep}, collectors=["ruff"])
    assert isinstance(facts, FactStore)
    assert len(facts.all(LintedFile)) == 50
    assert [d.path for d in facts.diagnostics] == sorted(deep)
