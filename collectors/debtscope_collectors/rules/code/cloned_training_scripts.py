"""Training scripts copied with small edits

Detects
-------
Two or more training files of which half of the smaller one, and forty lines at least, stand statement by statement in the other too.
Names of variables, texts and numbers may differ; names of calls, methods and arguments may not. Imports, docstrings and
declarations of options do not count. Files that train nothing, tests, documents, and vendored or generated code are left out, and
so are versions that their names tell (`train_v2`), which are another rule's. Groups that stand in examples or notebooks alone, and
those of tutorials, where each file shall be whole, are low. A repository whose title says template, samples or
examples is left alone: its users keep one of the alternatives.
Of applications also functions that stand in several places, in whatever modules and notebooks, or twice in one file: as many statements and
branches, the same calls in the same order, and the same name (any name from ten statements on, where what is called belongs to the same
import, class or part of the object: a handler with the boilerplate of another and a callee of its own is no copy); one item of all, from fifty lines on
that one copy would save, from twenty where one stands in what runs in production and in what does not, low, medium from a hundred on. Option parsers, migrations, parts of a course, trials, twins of an asynchronous client, features that training
and serving make apart, and what a group above holds are left out.

Why it is debt
--------------
A fault mended in one copy lives on in the others, and copies drift apart until nobody can tell which difference was meant.
Results of two copies cannot be compared, since more than the model differs.

How to pay it down
------------------
Keep one script, make what differs (data, columns, estimator) parameters in a configuration file for each variant, and
delete the copies. Run it once with each file and compare with the old results before you do.

Example
-------
Debt: `train_us.py` and `train_eu.py`, 120 lines each, that differ in one path.

Clean: `train_us.py` and `train_eu.py` that both call `trainer.run(config)`.

References
----------
Tang et al. 2021, An empirical study of refactorings and technical debt in machine learning systems (duplicate model code).
Schleimer et al. 2003, Winnowing. Sculley et al. 2015, abstraction debt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from debtscope.api import Category, Confidence, Evidence, Facts, Finding, GitHistory, Maturity, Severity, Subject, rule
from debtscope.model.regex import regex
from debtscope_collectors.joins.cloned_code import CloneGroup, clone_groups
from debtscope_collectors.joins.copied_functions import copied_functions
from debtscope_collectors.joins.courses import is_taken_in_parts
from debtscope_collectors.joins.facts import CodeBase, CodeModule
from debtscope_collectors.joins.listing import listed
from debtscope_collectors.joins.served import ServedCode
from debtscope_collectors.sources.copies.facts import CopyGroup
from debtscope_collectors.sources.python.cloned import statement_prints

_SHOWN_TO_USERS = regex(r"(?:^|/)(?:examples?|tutorials?|samples?)/", re.IGNORECASE)
"""Where a library shows its users how: each is whole in itself, and nothing runs there."""
_OUTSIDE: Final = frozenset({"test", "docs", "vendored", "generated"})
_ASIDE: Final = frozenset({"example", "notebook", "experiment"})
_SHOWN: Final = 6

_MUCH = 100
"""Lines that two classes of a library share beyond the form of their family, and that make copied functions more than a nuisance."""
_WORTH_A_WORD: Final = 50
"""Lines of copied functions that one copy of each would save."""
_OF_BOTH: Final = 20
"""The same where one of them stands in what runs in production and in what does not."""


@rule(
    id="COD-021",
    category=Category.CODE,
    debt_type="duplicate model code",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    since=Maturity.PILOT,
    needs=("python",),
    uses=("git", "copies", "docs"),
    facets=(statement_prints,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding for each group of copies."""
    code = facts.one(CodeBase)
    if code is None:
        return
    files = {
        path: rows[0]
        for path, rows in facts.rows(statement_prints).items()
        if path in code.modules
        and code.modules[path].role not in _OUTSIDE
        and code.modules[path].facts.training
        and not (code.is_library and (code.modules[path].role == "example" or _SHOWN_TO_USERS.search(path)))
    }
    versions = [frozenset(m.path for m in group.members) for group in facts.all(CopyGroup)]
    history = facts.one(GitHistory)
    told = list(versions)
    is_taken = is_taken_in_parts(facts)
    for whole in clone_groups(files) if not is_taken else ():
        group = _without_versions(whole, versions)
        if group is None:
            continue
        is_own = code.is_library and all(code.modules[path].role == "production" for path in group.paths)
        if is_own and max(twin.lines for twin in group.twins) < _MUCH:
            continue  # estimators of one family share their form; they are no scripts
        told.append(frozenset(whole.paths))
        yield _finding(group, code, history)
    if not is_taken and not code.is_library:
        yield from _functions(facts, code, told)


def _without_versions(group: CloneGroup, versions: Sequence[frozenset[str]]) -> CloneGroup | None:
    """The group with one file of those that are versions of one by their names; None where nothing else is alike."""
    kept = {
        path: min((other for other in group.paths if _are_versions(path, other, versions)), key=_plainest)
        for path in group.paths
    }
    twins = tuple(twin for twin in group.twins if kept[twin.first] == twin.first and kept[twin.second] == twin.second)
    if len(twins) == len(group.twins):
        return group
    paths = tuple(path for path in group.paths if any(path in (twin.first, twin.second) for twin in twins))
    return replace(group, twins=twins, paths=paths) if twins else None


def _are_versions(path: str, other: str, versions: Sequence[frozenset[str]]) -> bool:
    return path == other or any({path, other} <= known for known in versions)


def _plainest(path: str) -> tuple[int, str]:
    return len(path), path


def _functions(facts: Facts, code: CodeBase, told: Sequence[frozenset[str]]) -> Iterator[Finding]:
    """One finding for the project: functions that stand in several places, of which no group of files tells."""
    copies = copied_functions(code, facts.one(ServedCode))
    found = [one for one in copies if not any({place.path for place in one.places} <= known for known in told)]
    lines = sum(one.extra_lines for one in found)
    if lines < (_OF_BOTH if any(one.is_of_both for one in found) else _WORTH_A_WORD):
        return
    first = found[0]
    places = listed([f"{one.path}:{one.function.line}" for one in first.places], 3)
    more = (
        f"; {len(found) - 1} more function{'s stand' if len(found) > 2 else ' stands'} in several places"
        if len(found) > 1
        else ""
    )
    names = list(dict.fromkeys(one.function.qualname for one in first.places))
    head = (
        f"{names[0]} stands {len(first.places)} times" if len(names) == 1 else f"{listed(names, 3)} take the same steps"
    )
    yield Finding(
        subject=Subject(kind="files", name="copied functions"),
        severity=Severity.MEDIUM if lines >= _MUCH else Severity.LOW,
        confidence=Confidence.HIGH,
        title="Functions stand in several places",
        message=f"{head} ({places}){more}: {lines} lines that one copy of each would save.",
        evidence=tuple(
            Evidence(
                kind="line",
                path=place.path,
                line=place.function.line,
                ref=place.function.qualname,
                value=f"{place.lines} lines",
            )
            for one in found[:_SHOWN]
            for place in one.places[:4]
        ),
        occurrences=float(len(found)),
        tier="functions",
        remediation="Keep one function where all can import it, with what differs as a parameter, and delete the others.",
    )


def _finding(group: CloneGroup, code: CodeBase, history: GitHistory | None) -> Finding:
    twin = group.twins[0]
    modules = [code.modules[path] for path in group.paths]
    differ = _differences(code.modules[twin.first], code.modules[twin.second])
    count = len(group.paths)
    least, most = min(t.lines for t in group.twins), max(t.lines for t in group.twins)
    lines = f"{least}" if least == most else f"{least} to {most}"
    shown = ", ".join(group.paths[:3]) + (" and others" if count > 3 else "")
    is_aside = code.is_library or sum(module.role not in _ASIDE for module in modules) < 2
    return Finding(
        subject=Subject(
            kind="clone-group", name=f"{twin.first}|{twin.second}" if count == 2 else shown, path=twin.first
        ),
        line=twin.at[0][0],
        severity=Severity.LOW if is_aside else None,
        title="Training scripts are copies of one another",
        message=f"{count} training files share {lines} lines ({shown}); {'the first two ' if count > 2 else 'they '}{differ}.",
        evidence=(*_places(group), *_together(group, history)),
        occurrences=float(len(group.twins)),
    )


def _places(group: CloneGroup) -> Iterator[Evidence]:
    for twin in group.twins[:_SHOWN]:
        (a, b), (c, d) = twin.at
        yield Evidence(kind="line", path=twin.first, line=a, ref=f"lines {a}-{b}", value=f"{twin.share:.0%} alike")
        yield Evidence(kind="line", path=twin.second, line=c, ref=f"lines {c}-{d}", value=f"copy of {twin.first}")


def _together(group: CloneGroup, history: GitHistory | None) -> Iterator[Evidence]:
    """How often two of the group changed in one commit: each time a change was made twice."""
    if history is None:
        return
    first, second = (set(history.touches.get(path, ())) for path in (group.twins[0].first, group.twins[0].second))
    both = len(first & second)
    if both and len(first | second) > both:
        yield Evidence(kind="history", path=group.twins[0].first, ref="commits that changed both", value=both)
        yield Evidence(
            kind="history", path=group.twins[0].first, ref="commits that changed one", value=len(first | second) - both
        )


def _differences(one: CodeModule, other: CodeModule) -> str:
    """What two files differ in, by names that are no data: what they train, and the files that they read and write."""
    told: list[str] = []
    for what, mine, theirs in (
        ("the model", _estimators(one), _estimators(other)),
        ("the files", _files(one), _files(other)),
        ("functions", {f.qualname for f in one.facts.functions}, {f.qualname for f in other.facts.functions}),
    ):
        left, right = sorted(mine - theirs), sorted(theirs - mine)
        if left or right:
            words = f"{_words(left)} against {_words(right)}" if left and right else f"{_words(left or right)} in one"
            told.append(f"{what} ({words})")
    return f"differ in {' and '.join(told[:2])}" if told else "differ in variables and constants alone"


def _words(names: Sequence[str]) -> str:
    return ", ".join(names[:2]) + (" …" if len(names) > 2 else "")


def _estimators(module: CodeModule) -> set[str]:
    """Names of the classes that are trained."""
    names = {site.name.rpartition(".")[0].rpartition(".")[2] for site in module.facts.training}
    return {name for name in names if name[:1].isupper()}


def _files(module: CodeModule) -> set[str]:
    accesses = (*module.facts.reads, *module.facts.writes)
    return {a.target.rpartition("/")[2] for a in accesses if a.target and len(a.target) <= 120 and "." in a.target}
