"""Files of different parts that change together: told with their commits, unless they say that they need each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest

from debtscope.testing import AS_OF, CommitSpec, findings_of, git_repo

SLUG = "change-coupling-entanglement"
TOML = {"debtscope.toml": 'maturity = "production"\n'}
FEATURES = "src/train/features.py"
SCHEMA = "src/serve/schema.json"


def features(n: int, head: str = "") -> str:
    """A feature module; another content for each n."""
    return f"{head}COLUMNS = ['age', 'plan', 'f{n}']\n\n\ndef build(frame):\n    return frame[COLUMNS]\n"


def year(
    together: int,
    alone: int,
    others: int,
    *,
    first: str = FEATURES,
    second: str = SCHEMA,
    head: str = "",
    extra: Mapping[str, str] | None = None,
    start: date = AS_OF - timedelta(days=350),
) -> Iterator[CommitSpec]:
    """Commits of both files, of the first alone, and of other files."""
    begin = {**TOML, "src/other.py": "VALUE = 0\n", **(extra or {})}
    yield CommitSpec(message="Begin", files=begin, on=start.isoformat())
    for n in range(1, together + alone + others + 1):
        if n <= together:
            files = {
                first: features(n, head),
                second: f'{{"columns": {n}}}\n' if second.endswith("json") else features(n),
            }
        elif n <= together + alone:
            files = {first: features(n, head)}
        else:
            files = {"src/other.py": f"VALUE = {n}\n"}
        yield CommitSpec(message=f"Work {n}", files=files, on=(start + timedelta(days=n)).isoformat())


def test_a_pair_across_parts_is_told_with_its_commits(tmp_path: Path) -> None:
    git_repo(tmp_path, year(together=9, alone=3, others=12))
    (finding,) = findings_of(SLUG, tmp_path)
    assert finding.subject.name == f"{SCHEMA} <-> {FEATURES}"
    assert "change together in 100% of 9 commits of a year" in finding.message
    assert finding.evidence[0].value == 9
    assert [e.excerpt for e in finding.evidence[1:]][:1] == ["Work 9"]


def test_two_modules_that_do_not_import_each_other_are_a_pair(tmp_path: Path) -> None:
    git_repo(tmp_path, year(together=9, alone=0, others=12, second="src/serve/encode.py"))
    assert len(findings_of(SLUG, tmp_path)) == 1


def test_a_renamed_file_keeps_its_commits(tmp_path: Path) -> None:
    git_repo(tmp_path, year(together=9, alone=0, others=12))
    move = CommitSpec(message="Move", files={}, moves={FEATURES: "src/train/make_features.py"}, on=AS_OF.isoformat())
    git_repo(tmp_path, [move])
    (finding,) = findings_of(SLUG, tmp_path)
    assert finding.subject.symbol == "src/train/make_features.py"


@pytest.mark.parametrize(
    "specs",
    [
        year(together=7, alone=0, others=14),
        year(together=9, alone=20, others=14),
        year(together=12, alone=0, others=2),
        year(together=9, alone=3, others=12, second="tests/test_features.py"),
        year(together=9, alone=3, others=12, second="src/train/columns.json"),
        year(together=9, alone=3, others=12, second="docs/serving/schema.json"),
        year(together=9, alone=3, others=12, start=AS_OF - timedelta(days=800)),
        year(together=9, alone=3, others=12, head="import json\n\nSCHEMA = json.load(open('src/serve/schema.json'))\n"),
        year(together=9, alone=3, others=12, second="src/serve/encode.py", head="from serve.encode import build as encode\n"),
        year(
            together=9, alone=3, others=12, second="src/serve/encode.py", head="import common\n",
            extra={"src/common.py": "from serve.encode import build\n"},
        ),
    ],
    ids=["seven", "mostly alone", "chance", "test", "same part", "docs", "long ago", "reads it", "imports it", "through another"],
)  # fmt: skip
def test_lookalikes_are_silent(tmp_path: Path, specs: Iterator[CommitSpec]) -> None:
    git_repo(tmp_path, specs)
    assert findings_of(SLUG, tmp_path) == []


def test_mass_edits_and_bots_say_nothing(tmp_path: Path) -> None:
    start = AS_OF - timedelta(days=100)
    specs = [CommitSpec(message="Begin", files=TOML, on=start.isoformat())]
    for n in range(12):
        many = {f"src/part_{k}.py": f"VALUE = {n}\n" for k in range(22)}
        files = {FEATURES: features(n), SCHEMA: f'{{"n": {n}}}\n', **many}
        specs.append(CommitSpec(message=f"Format {n}", files=files, on=(start + timedelta(days=n)).isoformat()))
        other = {"src/other.py": f"VALUE = {n}\n"}
        specs.append(CommitSpec(message=f"Work {n}", files=other, on=(start + timedelta(days=n)).isoformat()))
    git_repo(tmp_path, specs)
    assert findings_of(SLUG, tmp_path) == []


def test_without_history_nothing_is_said() -> None:
    assert findings_of(SLUG, {**TOML, FEATURES: features(1), SCHEMA: "{}\n"}) == []
