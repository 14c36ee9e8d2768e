"""Registry, facts, joins and rules: each may fail alone, and what rests on it says nothing rather than something wrong."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import EntryPoint

import pytest

from debtscope.api import (
    Evidence,
    Facts,
    Finding,
    Join,
    Maturity,
    RepositoryMaturity,
    SourceReport,
    SourceStatus,
    Subject,
    facet,
    join,
)
from debtscope.engine.facts import Collected, FactStore
from debtscope.engine.items import path_matcher, sort_findings
from debtscope.engine.judge import judge
from debtscope.engine.matching import find_moves
from debtscope.engine.registry import installed, load
from debtscope.model.ids import item_id
from debtscope.model.rule import FacetRows, Rule
from debtscope.model.settings import RuleSettings, Settings
from debtscope.model.vocabulary import Severity
from debtscope.testing import findings_of
from tests.made import make_item
from tests.tiny import make_registry, make_rule

DAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Alpha:
    """A fact."""

    value: int = 0


@dataclass(frozen=True)
class Beta:
    """Another."""

    value: int = 0


def store(*facts: object, joins: Iterable[Join] = (), settings: Settings | None = None, read: bool = True) -> FactStore:
    collected = Collected()
    for fact in facts:
        collected.add(fact)
    if read:
        collected.add(SourceReport(collector="todos", kind="k", location=".", status=SourceStatus.READ))
    return FactStore(as_of=DAY, settings=settings or Settings(), collected=collected, joins=joins)


def told(facts: FactStore, *rules: Rule) -> tuple[list[str], list[str]]:
    """Slugs of the rules that ran, and who stopped."""
    verdicts = judge(facts, rules)
    stopped = [d.collector for d in (*facts.diagnostics, *verdicts.diagnostics)]
    return [rule.slug for rule, _ in verdicts.findings], stopped


def asks(kind: type, slug: str = "asks") -> Rule:
    """A rule that finds debt where a fact is absent."""

    def check(facts: Facts) -> Iterator[Finding]:
        if not facts.all(kind):
            yield Finding(subject=Subject(kind="repo", name="."), message="none", evidence=(Evidence(kind="absence"),))

    return make_rule(check, id=slug, slug=slug)


def test_joins_are_made_once_and_only_on_demand() -> None:
    made: list[int] = []

    @join(Beta)
    def betas(facts: Facts) -> Iterator[Beta]:
        made.append(1)
        return (Beta(one.value + 1) for one in facts.all(Alpha))

    facts = store(Alpha(1), Alpha(2), Beta(0), joins=(betas,))
    assert made == []
    assert facts.all(Beta) == facts.all(Beta) == (Beta(0), Beta(2), Beta(3))
    assert made == [1]
    assert facts.one(Alpha) is None


def test_a_failing_join_silences_the_rules_that_rest_on_it_with_one_diagnostic() -> None:
    @join(Beta)
    def betas(_: Facts) -> Iterator[Beta]:
        raise RecursionError

    ran, stopped = told(store(joins=(betas,)), asks(Beta), asks(Beta, "too"), asks(Alpha, "other"))
    assert ran == ["other"]
    assert stopped == ["join Beta"]


def test_joins_in_a_circle_end_with_one_diagnostic() -> None:
    @join(Alpha)
    def alphas(facts: Facts) -> Iterator[Alpha]:
        return (Alpha(one.value) for one in facts.all(Beta))

    @join(Beta)
    def betas(facts: Facts) -> Iterator[Beta]:
        return (Beta(one.value) for one in facts.all(Alpha))

    ran, stopped = told(store(joins=(alphas, betas)), asks(Alpha), asks(Beta, "too"))
    assert (ran, stopped) == ([], ["join Beta"])


def test_a_rule_runs_only_where_it_may_speak() -> None:
    assert told(store(read=False), make_rule()) == ([], [])
    assert told(store(), make_rule(needs=("todos", "git"))) == ([], [])
    production = make_rule(since=Maturity.PRODUCTION)
    assert told(store(), production) == ([], [])
    assert told(store(settings=Settings(maturity=Maturity.PRODUCTION)), production)[0] == ["todo-line"]
    inferred = store(RepositoryMaturity(value=Maturity.PRODUCTION, reason="served"))
    assert told(inferred, production)[0] == ["todo-line"]
    off = Settings(rules={"todo-line": RuleSettings(enabled=False)})
    assert told(store(settings=off), make_rule()) == ([], [])


def test_a_finding_without_evidence_is_left_out_and_told() -> None:
    def check(_: Facts) -> Iterator[Finding]:
        yield Finding(subject=Subject(kind="repo", name="."), message="trust me", evidence=())

    facts = store()
    verdicts = judge(facts, [make_rule(check)])
    assert verdicts.findings[0][1] == ()
    assert len(verdicts.diagnostics) == 1


def test_facet_rows_come_by_path() -> None:
    @facet(int)
    def lines(view: str) -> list[int]:
        return [len(view)]

    facts = store(
        FacetRows(facet=lines.name, path="a.py", records=(1, 2)), FacetRows(facet=lines.name, path="b.py", records=())
    )
    assert facts.rows(lines) == {"a.py": (1, 2)}


def entry(group: str, name: str, value: str) -> EntryPoint:
    return EntryPoint(name=name, value=value, group=group)


def test_clashing_and_missing_plugins_are_named_and_ours_stays() -> None:
    registry = load(
        [
            entry("c", "aaa", "tests.tiny:TodoCollector"),
            entry("c", "bbb", "tests.tiny:TodoCollector"),
            entry("c", "gone", "no_such_module_anywhere:collector"),
            entry("c", "odd", "tests.tiny:PAGE"),
        ],
        [entry("r", "gone", "no_such_package_anywhere")],
    )
    assert [c.name for c in registry.collectors] == ["todos"]
    assert sorted(d.collector for d in registry.diagnostics) == ["gone", "gone", "odd", "todos"]


def test_everything_that_is_shipped_loads() -> None:
    registry = installed()
    assert [d.message for d in registry.diagnostics] == []
    assert len({rule.slug for rule in registry.rules}) == len(registry.rules)
    names = {collector.name for collector in registry.collectors}
    assert [(r.slug, set(r.needs) - names) for r in registry.rules if set(r.needs) - names] == []


def test_a_rule_under_test_must_not_hide_a_fault_as_silence() -> None:
    def check(_: Facts) -> Iterator[Finding]:
        raise ValueError

    with pytest.raises(AssertionError, match="todo-line"):
        findings_of("todo-line", {"a.txt": "x TODO"}, registry=make_registry(make_rule(check)))
    assert len(findings_of("todo-line", {"a.txt": "x TODO"}, registry=make_registry())) == 1


def finding(symbol: str, line: int, **changes: object) -> Finding:
    made = Finding(
        subject=Subject(kind="function", name=f"a.py::{symbol}", path="a.py", symbol=symbol),
        message=f"line {line}",
        evidence=(Evidence(kind="line", path="a.py", line=line, excerpt=f"call{line}()"),),
        line=line,
    )
    return replace(made, **changes)  # pyright: ignore[reportArgumentType] - the test names the field and its value


def test_findings_of_one_subject_are_one_item_in_any_order() -> None:
    found = [finding("f", 9, severity=Severity.HIGH), finding("g", 1), finding("f", 3)]
    results = {
        tuple((draft.id, tuple(f.line for f in draft.findings)) for draft in sort_findings(
            [(make_rule(), order)], settings=Settings(), history=None, line=lambda path, number: None,
        ).drafts)
        for order in itertools.permutations(found)
    }  # fmt: skip
    assert len(results) == 1
    assert sorted(lines for _, lines in next(iter(results))) == [(1,), (3, 9)]


def test_globs_of_the_settings_mean_files_folders_and_names() -> None:
    matches = path_matcher(("legacy", "*.gen.py", "src/**/old_*.py"))
    assert [p for p in ("legacy/a/b.py", "x/y.gen.py", "src/a/b/old_x.py", "src/new.py", "a/legacy.py") if matches(p)] == [
        "legacy/a/b.py", "x/y.gen.py", "src/a/b/old_x.py",
    ]  # fmt: skip


def test_a_place_that_only_looks_alike_is_no_move() -> None:
    drafts = sort_findings(
        [(make_rule(id="COD-005"), [finding("f", 3)])],
        settings=Settings(),
        history=None,
        line=lambda path, number: None,
    ).drafts
    assert find_moves(drafts, [make_item()]) == {}


def test_strange_code_with_a_common_line_inherits_no_decision() -> None:
    rule = make_rule(id="COD-005")

    def draft_of(symbol: str | None, path: str) -> Finding:
        evidence = (Evidence(kind="line", path=path, line=1, excerpt="pickle.load(f)"),)
        subject = Subject(kind="function", name=f"{path}::{symbol}", path=path, symbol=symbol)
        return Finding(subject=subject, message="m", evidence=evidence, line=1)

    def moves(symbol: str, path: str) -> int:
        old = draft_of("load", "a/io.py")
        item = replace(make_item(), subject=old.subject, path="a/io.py", symbol="load", evidence=old.evidence)
        found = [(rule, [draft_of(symbol, path)])]
        drafts = sort_findings(found, settings=Settings(), history=None, line=lambda path, number: None).drafts
        return len(find_moves(drafts, [item]))

    assert moves("load", "b/store.py") == 1  # moved to another file
    assert moves("read", "a/io.py") == 1  # renamed in its file
    assert moves("restore", "b/other.py") == 0  # somebody else's line


def test_debt_of_the_whole_repository_is_itself_wherever_its_fix_is_written() -> None:
    subjects = [Subject(kind="repo", name="repo", path=path) for path in (None, "setup.py", "pyproject.toml")]
    assert len({item_id("COD-006", subject, subject.path) for subject in subjects}) == 1
