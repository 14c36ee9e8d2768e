"""Tests that cannot fail or never run

Detects
-------
Test functions whose every assertion is one that cannot fail (`assert True`, `x == x`, a tuple, a tolerance as large as the
value; `assert True` below a mere import is a test of the import), stands in a `try` whose handler swallows it or in the handler of one that cannot fail, or looks only at mocks that the test made or at the very function that it
replaced (and at nothing of the project outside the block that replaces it); tests with an empty body; tests of the same name in one class or file, of which only the last runs; tests that are
skipped without a reason (a comment above is one), or in files that nobody has touched for 180 days; tests that take a copy of the project's function
instead of the function; three tests and more that only ask whether words stand in the text of a program that they read. At low severity, tests that print their result, or keep it and never look at it: assertions in helpers,
fixtures and base classes count, and tests that only call (smoke tests) or whose name or words say that they only have to run are
left alone. From two files on they are one item. Tests that the only test command of CI leaves out (`--ignore`) are one item, low.

Why it is debt
--------------
They are counted as protection and protect nothing. A team that sees them pass changes code it would otherwise have checked by
hand; a skipped one keeps the fault it was skipped for.

How to pay it down
------------------
1. Assert on the result that a user of the function relies on: shape, range, metric above a floor.
2. Mock the edges (network, clock), never the unit.
3. Mend or delete what is skipped; delete what cannot be made to fail.

Example
-------
Debt: `def test_train(): assert True`.

Clean: `assert metrics["auc"] > 0.7`.

References
----------
- Meszaros, xUnit Test Patterns (2007), "Assertion-free test" and "Fragile fixture"
- Breck et al., The ML Test Score (2017), Infra 2
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from debtscope.api import (
    Category,
    Confidence,
    Driver,
    Evidence,
    Facts,
    Finding,
    GitHistory,
    Maturity,
    Severity,
    Subject,
    file_subject,
    rule,
)
from debtscope.model.regex import regex
from debtscope_collectors.joins.ci_tests import CiTests
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.testcases import CaseVerdict, case_verdicts
from debtscope_collectors.joins.together import together

_DATA = regex(r"(?:^|/)(?:test_?data|fixtures|testdata)/|/(?:resources|templates?)/|(?:^|/)tests?/(?:[^/]+/)+tests?/")
"""What tests work on, not tests: among it projects with tests of their own."""
_IGNORES = regex(r"\s--ignore(?:-glob)?[= ]([\w./*\"'-]{1,200})")
_BY_RUNNER = regex(
    r"\b(?:make|tox|nox|hatch|poe|task|just|invoke|inv|pdm run|npm|yarn)\s[^\n]{0,80}test|^\s{0,20}(?:tox|nox)\b"
)
_OLD = timedelta(days=180)
_RECENT = timedelta(days=90)
_SHOWN = 10
_NAMED = 3
_COPIED = 3
"""Statements from which a function of the same name is a copy."""
_WORDS = {
    "empty": "is empty",
    "tautology": "asserts what is always true",
    "unreached": "asserts only where what cannot fail has failed",
    "swallowed": "swallows its own failure",
    "tolerance": "allows an error as large as the value",
    "mock": "looks only at its own mocks",
    "patched": "calls only what it replaced",
    "shadowed": "never runs, since a later test has its name",
    "skipped": "is skipped",
    "copied": "tests a copy of the code",
    "unasserted": "looks at no result",
    "expected": "asserts nothing but that it fails",
}
_FEWEST = 3
"""Tests that only ask whether something is there, from which they are worth a word."""


@rule(
    id="COD-051",
    category=Category.CODE,
    debt_type="testing debt",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("git", "ci"),
    facets=(case_verdicts,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file; one for all of them from two files on."""
    code = facts.one(CodeBase)
    if code is None:
        return
    strong: list[Finding] = []
    weak: list[Finding] = []
    checking = _checking(code)
    for path, cases in facts.rows(case_verdicts).items():
        module = code.modules.get(path)
        if module is None or module.role != "test" or _DATA.search(path):
            continue
        copied = _copied(code, module)
        bad = [told for case in cases if (told := _told(facts, path, case, checking, copied))]
        if bad:
            found = _finding(facts, module, bad, len(cases))
            (strong if found.severity is None else weak).append(found)
    for shallow in (_shallow(facts, code), _of_sources(facts, code)):
        if shallow is not None:
            yield shallow
    yield from _left_out(facts, code)
    yield from together(
        strong,
        "tests that cannot fail",
        "{all} tests in {n} files cannot fail or never run, most of them in {first}.",
    )
    yield from together(
        weak, "tests that look at no result", "{all} tests in {n} files look at no result, most of them in {first}."
    )


def _left_out(facts: Facts, code: CodeBase) -> Iterator[Finding]:
    """Tests that every test command of CI leaves out by `--ignore`."""
    known = facts.one(CiTests)
    if known is None or any(_BY_RUNNER.search(one.text) for flow in known.workflows for one in flow.commands):
        return  # what a runner's target runs is written elsewhere
    commands = known.tests
    cases = facts.rows(case_verdicts)
    places = {
        (found[1].strip("\"'").rstrip("/*").removeprefix("./"), test)
        for test in commands
        for found in _IGNORES.finditer(test.command.text)
    }
    for place, test in sorted(places, key=lambda one: (one[0], one[1].workflow, one[1].command.line or 0)):
        mine = [path for path in cases if path in code.modules and (path == place or path.startswith(f"{place}/"))]
        count = sum(len(cases[path]) for path in mine if code.modules[path].role == "test")
        others = (one.command.text for one in commands if one is not test)
        if not count or any(_IGNORES.sub(" ", text) == text or place in _IGNORES.sub(" ", text) for text in others):
            continue  # another command runs all there is, or names it
        yield Finding(
            subject=Subject(kind="files", name=f"left out: {place}", path=test.workflow),
            title="CI leaves tests out",
            message=f"{test.workflow} runs the tests without {place} (--ignore), and nothing else of CI runs {'its' if count == 1 else 'their'} "
            f"{count} test{'s' if count > 1 else ''}.",
            line=test.command.line,
            severity=Severity.LOW,
            evidence=(
                Evidence(kind="line", path=test.workflow, line=test.command.line, excerpt=test.command.text[:160]),
                *(Evidence(kind="file", path=path, value=len(cases[path])) for path in mine[:_SHOWN] if cases[path]),
            ),
            occurrences=float(count),
            remediation="Run them in a job of their own (with the service or data that they need), or delete them.",
        )
        return


def _shallow(facts: Facts, code: CodeBase) -> Finding | None:
    """Where most tests of the repository only ask whether something is there."""
    cases = [
        (path, case)
        for path, found in sorted(facts.rows(case_verdicts).items())
        if path in code.modules and code.modules[path].role == "test" and not _DATA.search(path) and "{{" not in path
        for case in found
    ]
    weak = [(path, case) for path, case in cases if case.kind == "presence"]
    if len(weak) < _FEWEST or len(weak) * 2 <= len(cases):
        return None
    return _many(
        weak,
        "tests of presence",
        "Tests ask only whether something is there",
        f"{len(weak)} of {len(cases)} tests only ask whether something is there or of what kind ({{first}} first): a wrong result passes them.",
        "Assert on the value that a user of the function relies on: the number, the shape, the order, the error.",
        Severity.LOW,
    )


def _of_sources(facts: Facts, code: CodeBase) -> Finding | None:
    """Tests that ask for words in the text of a program and never run it."""
    found = [
        (path, case)
        for path, cases in sorted(facts.rows(case_verdicts).items())
        if path in code.modules and code.modules[path].role == "test" and not _DATA.search(path)
        for case in cases
        if case.kind == "source"
    ]
    if len(found) < _FEWEST:
        return None
    return _many(
        found,
        "tests of words in the source",
        "Tests read the source instead of running it",
        f"{len(found)} tests only ask whether words stand in the text of a program ({{first}} first): what the program does, they never see.",
        "Call the function with a small input and assert on what it returns or writes.",
    )


def _many(
    found: Sequence[tuple[str, CaseVerdict]],
    name: str,
    title: str,
    message: str,
    remediation: str,
    severity: Severity | None = None,
) -> Finding:
    """One item for tests of a kind, wherever they stand; `{first}` in the message is the place of the first."""
    path, first = found[0]
    return Finding(
        subject=Subject(kind="files", name=name, path=path),
        title=title,
        message=message.format(first=f"{path}:{first.line}"),
        line=first.line,
        severity=severity,
        confidence=Confidence.MEDIUM,
        evidence=tuple(
            Evidence(kind="line", path=place, line=case.line, ref=case.name, excerpt=case.text)
            for place, case in found[:_SHOWN]
        ),
        occurrences=float(len(found)),
        remediation=remediation,
    )


def _told(
    facts: Facts, path: str, case: CaseVerdict, checking: set[str], copied: set[str]
) -> tuple[CaseVerdict, str, str] | None:
    """(test, kind, what is wrong in words)."""
    if case.kind == "skipped":
        if not case.reason:
            return case, "skipped", "is skipped without a reason"
        days = _untouched(facts, path)
        return (case, "skipped", f"is skipped, and nobody has touched the file for {days} days") if days else None
    if case.kind == "unasserted":
        return (case, "unasserted", _WORDS["unasserted"]) if not checking & set(case.calls) else None
    if case.kind and case.kind not in ("presence", "source"):
        return case, case.kind, _WORDS[case.kind]
    return None if not copied else (case, "copied", _WORDS["copied"]) if copied & set(case.calls) else None


def _untouched(facts: Facts, path: str) -> int:
    """Days since the last commit of a file, where that is long ago."""
    history = facts.one(GitHistory)
    last = history.last_touch(path) if history else None
    age = facts.as_of - last.at.date() if last else timedelta()
    return age.days if age >= _OLD else 0


def _checking(code: CodeBase) -> set[str]:
    """Names of functions, fixtures and methods of the tests that assert, or that call one of those."""
    functions = [f for module in code.modules.values() if module.role == "test" for f in module.facts.functions]
    names = {f.qualname.rpartition(".")[2] for f in functions if f.asserts}
    return names | {
        f.qualname.rpartition(".")[2] for f in functions if any(call.rpartition(".")[2] in names for call in f.calls)
    }


def _copied(code: CodeBase, module: CodeModule) -> set[str]:
    """Functions that the test file defines for itself with name and parameters of one of the project's, while importing nothing of it."""
    if any(code.modules[path].role != "test" for path in module.imports if path in code.modules):
        return set()
    own = {
        (f.qualname, f.params)
        for f in module.facts.functions
        if f.statements >= _COPIED and not f.qualname.startswith("test")
    }
    if not own:
        return set()
    theirs = {
        (f.qualname, f.params)
        for other in code.modules.values()
        if other.is_own
        for f in other.facts.functions
        if f.statements >= _COPIED and f.qualname not in ("main", "run")
    }
    return {name for name, _ in own & theirs}


def _finding(facts: Facts, module: CodeModule, bad: Sequence[tuple[CaseVerdict, str, str]], total: int) -> Finding:
    mild = all(kind == "unasserted" for _, kind, _ in bad)
    named = ", ".join(f"{case.name.rpartition('.')[2]} {words}" for case, _, words in bad[:_NAMED])
    more = f", and {len(bad) - _NAMED} more" if len(bad) > _NAMED else ""
    what = "looks at no result" if mild else "cannot fail or never runs"
    plural = what.replace("looks", "look").replace("runs", "run") if len(bad) > 1 else what
    message = f"{len(bad)} of {total} tests in {module.path} {plural}: {named}{more}."
    return Finding(
        subject=file_subject(module.path),
        message=message,
        line=bad[0][0].line,
        severity=Severity.LOW if mild else None,
        confidence=Confidence.MEDIUM if mild else None,
        evidence=tuple(_evidence(module.path, bad)),
        occurrences=float(len(bad)),
        drivers=_drivers(facts, module),
    )


def _evidence(path: str, bad: Sequence[tuple[CaseVerdict, str, str]]) -> Iterator[Evidence]:
    for case, _, words in bad[:_SHOWN]:
        excerpt = f"{words}: {case.reason}" if case.reason else f"{words}: {case.text}" if case.text else words
        yield Evidence(kind="line", path=path, line=case.line, ref=case.name, excerpt=excerpt)
    if len(bad) > _SHOWN:
        yield Evidence(kind="count", excerpt=f"{len(bad) - _SHOWN} more tests", value=len(bad) - _SHOWN)


def _drivers(facts: Facts, module: CodeModule) -> tuple[Driver, ...]:
    """How often the code under test changes: what the test file imports, over the last 90 days."""
    history = facts.one(GitHistory)
    if history is None or not module.imports:
        return ()
    since = facts.as_of - _RECENT
    commits = {c.sha for path in module.imports for c in history.of(path) if c.at.date() >= since}
    if not commits:
        return ()
    ref = f"commits to what {module.path} tests, last 90 days"
    return (Driver(name="commits_per_month", value=round(len(commits) / 3, 2), unit="1/month", ref=ref),)
