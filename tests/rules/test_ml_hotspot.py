"""Hot spots: busy and branched machine-learning files of a repository with enough history, and their look-alikes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar, cast

import pytest

from debtscope.api import Commit, ExposureTable, Finding, GitHistory, Settings, file_exposure
from debtscope.model.rule import Facts
from debtscope.model.settings import InterestSettings
from debtscope.testing import CommitSpec, findings_of, git_repo
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.rules.code.ml_hotspot import check
from debtscope_collectors.sources.python.facts import ModuleFacts, Site
from tests.unit.interest.builders import AS_OF, commit, history

T = TypeVar("T")
SLUG = "ml-hotspot"
HOT = "src/features.py"
SITE = (Site(name="build", line=1, scope="build"),)


def branchy(n: int) -> str:
    """A feature module with a dozen branches; another content for each n."""
    steps = "".join(f"    if limit > {k}:\n        df['f{k}'] = df['x'].clip(upper={k})\n" for k in range(12))
    return (
        f"import pandas as pd\n\nVERSION = {n}\n\n\ndef build(df, limit):\n    df = df.copy()\n{steps}    return df\n"
    )


def a_year(hot: int, others: int) -> Iterator[CommitSpec]:
    """Commits to the hot file between commits to others."""
    start = AS_OF - timedelta(days=360)
    first = {"debtscope.toml": 'maturity = "production"\n', HOT: branchy(0)}
    yield CommitSpec(message="Begin", files=first, on=start.isoformat())
    count = hot + others
    for n in range(1, count + 1):
        is_hot = n * hot // count != (n - 1) * hot // count
        files = {HOT: branchy(n)} if is_hot else {f"src/plain_{n % 4}.py": f"VALUE = {n}\n"}
        message = f"Fix wrong rows {n}" if is_hot and n % 2 else f"Work {n}"
        day = start + timedelta(days=n * 350 // count)
        yield CommitSpec(message=message, files=files, on=day.isoformat(), author=("Ana Lima", "Bo Dahl")[n % 2])


def test_the_busy_branched_feature_file_is_named_with_its_numbers(tmp_path: Path) -> None:
    git_repo(tmp_path, a_year(hot=14, others=36))
    (finding,) = findings_of(SLUG, tmp_path)
    assert finding.subject.path == HOT
    values = {e.ref: e.value for e in finding.evidence}
    assert values["commits in 365 days"] == 15
    assert values["authors in 365 days"] == 2
    assert values["build"] == 13
    assert finding.message.startswith(f"{HOT}: 15 commits in a year")
    assert "of the commits are fixes" in finding.message


@dataclass(frozen=True, slots=True)
class FakeFacts:
    """History and code, priced as the join prices them."""

    as_of: date
    settings: Settings
    known: Mapping[type, object]

    def one(self, kind: type[T]) -> T | None:
        return cast("T | None", self.known.get(kind))


def module(path: str, complexity: int, *, is_ml: bool = True) -> CodeModule:
    facts = ModuleFacts(
        path=path, kind="module", loc=80, statements=60, complexity=complexity, imports=(), functions=(), classes=(),
        training=(), features=SITE if is_ml else (), serving=(), reads=(), writes=(), parameters=(), arguments=(),
        environment=(), has_main_guard=False, has_top_level_calls=False,
    )  # fmt: skip
    return CodeModule(
        facts=facts, role="production", in_production=True, entry=None, imports=(), imported_by=(), tested_by=()
    )


def found(modules: list[CodeModule], work: list[Commit], *, is_shallow: bool = False) -> list[str]:
    past = replace(history(work), is_shallow=is_shallow)
    table = file_exposure(past, {m.path: m.facts.loc for m in modules}, AS_OF, InterestSettings())
    code = CodeBase(modules={m.path: m for m in modules}, is_library=False)
    facts = FakeFacts(AS_OF, Settings(), {GitHistory: past, CodeBase: code, ExposureTable: table})
    findings = [one for one in check.check(cast("Facts", facts)) if isinstance(one, Finding)]
    return [finding.subject.name for finding in findings]


def work(hot: int, others: int = 60, fixes: int = 3) -> list[Commit]:
    """So many commits to the hot file in half a year, the first of them fixes, and to others all year."""
    said = [*["Fix wrong rows"] * fixes, *["Work on it"] * hot]
    return [
        *(commit(1 + 160 * n / max(hot, 1), "src/hot.py", subject=said[n]) for n in range(hot)),
        *(commit(1 + 350 * n / others, f"src/other_{n % 12}.py") for n in range(others)),
    ]


OTHERS = [module(f"src/other_{n}.py", 4) for n in range(12)]


def test_hot_and_branched() -> None:
    assert found([module("src/hot.py", 40), *OTHERS], work(20)) == ["src/hot.py"]


def test_nine_commits_in_the_year_are_too_few() -> None:
    assert found([module("src/hot.py", 40), *OTHERS], work(9)) == []
    assert found([module("src/hot.py", 40), *OTHERS], work(10)) == ["src/hot.py"]


def test_busy_and_branched_but_hardly_ever_mended() -> None:
    assert found([module("src/hot.py", 40), *OTHERS], work(20, fixes=0)) == []
    assert found([module("src/hot.py", 40), *OTHERS], work(20, fixes=1)) == [
        "src/hot.py"
    ]  # a fifth of the expected fixes


def test_busy_but_flat() -> None:
    assert found([module("src/hot.py", 3), *OTHERS], work(20)) == []


def test_where_nothing_branches_nothing_is_complex() -> None:
    flat = [module(f"src/other_{n}.py", 1) for n in range(12)]
    assert found([module("src/hot.py", 2), *flat], work(20)) == []


def test_branched_but_still() -> None:
    assert found([module("src/hot.py", 3), module("src/still.py", 90), *OTHERS], work(20)) == []


def test_busy_and_branched_but_no_machine_learning() -> None:
    assert found([module("src/hot.py", 40, is_ml=False), *OTHERS], work(20)) == []


def test_small_and_shallow_histories_are_not_judged() -> None:
    assert found([module("src/hot.py", 40), *OTHERS], work(20, 29)) == []
    assert found([module("src/hot.py", 40), *OTHERS], work(20), is_shallow=True) == []


def test_a_file_that_nobody_touched_for_half_a_year_has_cooled(tmp_path: Path) -> None:
    specs = list(a_year(hot=14, others=36))
    day = (AS_OF - timedelta(days=200)).isoformat()
    hot = [replace_on(spec, day) if HOT in spec.files and spec.on > day else spec for spec in specs]
    git_repo(tmp_path, sorted(hot, key=lambda spec: spec.on))
    assert findings_of(SLUG, tmp_path) == []


def replace_on(spec: CommitSpec, day: str) -> CommitSpec:
    return CommitSpec(message=spec.message, files=spec.files, on=day, author=spec.author)


@pytest.mark.parametrize("tested", ["src.features", "src", "src.steps"])
def test_a_file_that_a_test_reaches_is_where_the_work_is(tmp_path: Path, tested: str) -> None:
    git_repo(tmp_path, a_year(hot=14, others=36))
    (finding,) = findings_of(SLUG, tmp_path)
    assert (finding.remediation or "").startswith("Put characterisation tests around build (13)")
    (tmp_path / "src" / "__init__.py").write_text("from src.features import build\n" if tested == "src" else "")
    (tmp_path / "src" / "steps.py").write_text("from src.features import build\n\nSTEPS = [build]\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_all.py").write_text("def test_sum():\n    assert sum([1]) == 1\n")
    assert findings_of(SLUG, tmp_path)
    test = f"import {tested} as kit\n\n\ndef test_build():\n    assert kit is not None\n"
    (tmp_path / "tests" / "test_features.py").write_text(test)
    assert findings_of(SLUG, tmp_path) == []
