"""Comments admit debt that no ledger holds

Detects
-------
Comments in project code, notebooks (their Markdown too), SQL, YAML and shell files and Dockerfiles in which somebody writes that

- what stands there is wrong, incorrect, broken, biased, unsafe, leaks, races, or loses rows: `TODO: this code is not correct`. It has to say so under a mark (`TODO`, `FIXME`, `XXX`, `HACK`, `BUG`), or in code that trains or serves;
- what stands there is not the real thing, and the function answers with a constant or does nothing: `TODO: implement the actual check` above `return True`. Or it is a mock by its own words: `for now, calculate a mock score`;
- training or serving code does without an alarm or a way back, and nothing stands in its place: `pass  # TODO alert`. There, too: what breaks for reasons that nobody knows, and a hack that drops rows.

Each is classified (data, model, configuration, test, dependency, performance, document, defect, code). The same sentence counts once.

Left alone, as readers of real repositories found of nearly all of them that nobody would write a ticket: workarounds, hacks and numbers that work, whatever their author thinks of them; what is hard-coded or
disabled for now; surprise at a library (`for some reason`); tasks and wishes (`TODO: refactor`, `TODO: handle missing labels`), questions, commits that call themselves a quick fix; faults of others. And comments that point to an issue or are a
`debt:` mark already; those of manifests, Dockerfiles and workflows without a mark, of hooks and settings that a tool wrote; tests, examples, documents, copies of third parties, blanks of a template and tasks for the readers of a course.

Silent where no code that trains, serves or runs in production says so and there are fewer than three.
One item for the repository, apart from training or serving code that says of itself that it is wrong. Medium where it does, or where ten and more, most of them in files that nobody has touched for a year before the newest commit, speak for a third
of data, models or faults.

Why it is debt
--------------
The author knew, and the next reader has to find it out again. Studies of machine-learning projects find such comments twice as often
as in other software, and half of them are never paid.

How to pay it down
------------------
1. Do it, if it takes less than an hour.
2. Otherwise say who and until when: an issue, or a mark `# debt: … owner=@x due=2027-01-31`, which this ledger then follows.
3. Delete what no longer holds.

Example
-------
Debt: `# HACK: drop negative prices until upstream fixes it` in a training script

Debt: `# TODO: the dates are wrong in winter`

Clean: `# remove temp files`

References
----------
- O'Brien et al., 23 Shades of Self-Admitted Technical Debt in Machine Learning Software (2022)
- Bhatia et al., An Empirical Study of Self-Admitted Technical Debt in Machine Learning Software (2023)
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from debtscope.api import (
    Category,
    Confidence,
    DebtMark,
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
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.origins import copied_whole
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.sources.comments.facts import AdmittedDebt
from debtscope_collectors.sources.python.admitted import admitted_debt

_ROLES = frozenset({"production", "script", "notebook", "experiment"})
_YEAR = timedelta(days=365)
_NEAR = 1
_COMPONENTS = 1
_GRAVE = 3
_SHOWN = 12
_BARE = regex(r"\W*(?:TODO|FIXME|XXX|HACK)\W*", re.IGNORECASE)
_PYTHON = (".py", ".ipynb", ".sql")
_WORD = regex(r"\w+")
_OF_TOOLS = regex(r"(?:[^\n]*/)?\.(?!github/|gitlab|circleci/|/)")
"""Hooks and settings that a tool put there."""
_WORDS = {"document": "documents", "test": "tests", "dependency": "dependencies", "config": "configuration"}
_DEAR = frozenset({"data", "model", "defect"})
_PART = 3
"""A third of them."""
_MANY = 10
_STANDS_IN = regex(
    r"\b(?:TODO|FIXME|XXX|HACK|for now)\b.{0,100}\b(?:mock(?:ed)?|simulat(?:e[ds]?|ion|ing)|fake|dummy|place-?holders?|stub(?:bed)?|actual|real|proper|not (?:yet )?implemented)\b"
    r"|\bfor now,? (?:we(?:'ll| will)? )?(?:just |only |simply |let'?s )?(?:return|say\b|skip|assum|pass\b|provid)|\b(?:return(?:ing|s)?|skip(?:ped|ping)?|disabled?)\b.{0,80}\bfor now\b",
    re.IGNORECASE,
)
"""Above a constant that is returned: what runs there is not what its name promises."""
_MOCKS = regex(
    r"\bfor now\b.{0,20}\b(?:return|calculat|us|provid)(?:e|es|ing)?\b.{0,20}\b(?:mock(?:ed)?|simulated|fake|dummy)\b",
    re.IGNORECASE,
)
"""It says so itself, whatever it is made of."""
_FAULT = regex(
    r"\b(?<!\bon )(?<!\bfor )(?<!\bif )(?<!\bof )(?:wrong|incorrect|biased|broken(?! (?:out|down|up|into))|insecure|unsafe|not (?:quite )?correct|leak(?:s|age|ing)?|race condition|buggy|(?:possible|potential|known) (?:\w+ )?bug|being a bug)\b|\b(?:TODO|FIXME|XXX)\b.{0,80}\b(?:is|are|gets?) (?:lost|ignored|dropped)\b|\b(?:loses|drops) (?:\w+ ){0,3}rows\b"
    r"|\bintroduces? (?:a |some )?security\b",
    re.IGNORECASE,
)
_BREAKS = regex(
    r"\b(?:breaks?|fails?|crash(?:es)?)\b.{0,80}\b(?:for some reason|(?:don'?t|nobody) knows? why|no idea why|not sure why)",
    re.IGNORECASE,
)
_LOSES = regex(
    r"^\W*(?:HACK|FIXME|XXX)\b\W{0,3}(?:just |simply )?(?:drop|discard|throw away|clip|overwrite)\b", re.IGNORECASE
)
"""A makeshift that the result shows."""
_EXPLAINS = regex(
    r"\b(?:avoid|prevent|address|in case|work-?around|due to|because of|caused by|detect|guard against|fix(?:ed|es) (?:a |the )?bug|bug (?:in|of|is fixed))|\b(?:check|rais|return|log|throw|reject|ignore|skip)\w{0,3} (?:\w+ ){0,4}(?:if|when|on|for) ",
    re.IGNORECASE,
)
"""A fault that the code beside it meets, or that is another's."""
_MARKED = regex(r"\b(?:TODO|FIXME|XXX|HACK|BUG|KLUDGE|quick[- ]?fix)\b", re.IGNORECASE)
_MARKED_FIRST = regex(r"^\W*(?:TODO|FIXME|XXX|HACK)\b", re.IGNORECASE)
_FEW = 3
"""Admissions away from what runs, below which a repository is as any other."""
_GUARDS = regex(r"\b(?:alerts?|monitor\w{0,3}|roll ?back|retry|retries|time-?out)\b", re.IGNORECASE)
"""What code that trains or serves misses where a task stands for it: `pass  # TODO alert`."""
_WISH = Driver(name="part", value=0.3, unit="x", ref="no training or serving code that calls itself wrong")


@frozen
class _Place:
    """What one file admits."""

    path: str
    marks: tuple[AdmittedDebt, ...]
    days: int
    """From the last touch of the file to the newest commit, so that a repository which rests does not age each note; 0 where no history tells."""
    lives: bool
    """It trains or serves."""
    is_grave: bool
    """Training or serving code that says of itself that it is wrong, leaks or is biased."""

    @property
    def count(self) -> int:
        return len(self.marks)


def _is_fault(mark: AdmittedDebt) -> bool:
    """It is stated, not asked, and is not what the code beside it meets."""
    text = mark.text
    return _FAULT.search(text) is not None and not text.endswith("?") and not _EXPLAINS.search(text)


def _tells(mark: AdmittedDebt, lives: bool) -> bool:
    """Whether a comment names a fault, or something that is not there, of the code beside it."""
    text = mark.text
    if not mark.path.endswith(_PYTHON) and not _MARKED_FIRST.search(text):
        return False  # comments of manifests and hooks explain a setting
    if _is_fault(mark) and (lives or _MARKED.search(text)):
        return True
    if _MOCKS.search(text) or (mark.beside and _STANDS_IN.search(text)):
        return True
    if not lives:
        return False
    if mark.beside == "nothing" and _MARKED.search(text) and _GUARDS.search(text):
        return True
    return _BREAKS.search(text) is not None or _LOSES.search(text) is not None


def _matters(facts: Facts, ones: Sequence[_Place]) -> bool:
    """Code that runs for others says of itself that it is not what it should be, or there are several who say so."""
    if any(one.lives or role_by_path(one.path, facts.settings.production) == "production" for one in ones):
        return True
    return sum(one.count for one in ones) >= _FEW


@rule(
    id="COD-022",
    category=Category.CODE,
    debt_type="self-admitted technical debt (SATD)",
    severity=Severity.LOW,
    confidence=Confidence.HIGH,
    since=Maturity.RESEARCH,
    needs=("python",),
    uses=("comments", "git", "secrets"),
    facets=(admitted_debt,),
)
def check(facts: Facts) -> Iterator[Finding]:
    """One finding a file, a component or the repository."""
    told = [replace(one, marks=tuple(mark for mark in one.marks if _tells(mark, one.lives))) for one in _places(facts)]
    places = [one for one in told if one.count]
    if not _matters(facts, places):
        return
    own = [one for one in places if one.is_grave]
    if len(own) > _GRAVE:
        own = []
    groups: dict[str, list[_Place]] = {}
    for one in places:
        if one not in own:
            groups.setdefault(_component(one.path), []).append(one)
    yield from (_of_file(one) for one in own)
    if len(groups) > _COMPONENTS:
        yield _of_several([one for ones in groups.values() for one in ones], "repo")
        return
    for name, ones in sorted(groups.items()):
        yield _of_file(ones[0]) if len(ones) == 1 else _of_several(ones, name)


def _is_heap(ones: Sequence[_Place]) -> bool:
    """Old notes that are for a good part on data, models or faults, and many: together they tell of a project in which nobody pays."""
    total = sum(one.count for one in ones)
    return total >= _MANY and _old(ones) * 2 > total and _is_dear(_topics(ones))


def _places(facts: Facts) -> Iterator[_Place]:
    marks = _marks(facts)
    history = facts.one(GitHistory)
    code = facts.one(CodeBase)
    newest = max((commit.at.date() for commit in history.commits), default=facts.as_of) if history else facts.as_of
    for path in sorted(marks):
        last = history.last_touch(path) if history else None
        age = max(newest - last.at.date(), timedelta()) if last else timedelta()
        module = code.modules.get(path) if code else None
        lives = module is not None and bool(module.facts.training or module.facts.serving)
        found = tuple(marks[path])
        yield _Place(
            path=path,
            marks=found,
            days=age.days,
            lives=lives,
            is_grave=lives and any(_is_fault(mark) for mark in found),
        )


def _marks(facts: Facts) -> dict[str, list[AdmittedDebt]]:
    """Path -> what its comments admit, in the roles that count, without what is in the ledger by a `debt:` mark."""
    known = {(mark.path, mark.line + near) for mark in facts.all(DebtMark) for near in range(-_NEAR, _NEAR + 1)}
    rows: Iterable[AdmittedDebt] = (
        *(row for found in facts.rows(admitted_debt).values() for row in found),
        *facts.all(AdmittedDebt),
    )
    copied = copied_whole(facts)
    found: dict[str, list[AdmittedDebt]] = {}
    heard: set[str] = set()
    for row in rows:
        if (
            (row.path, row.line) in known
            or row.path in copied
            or role_by_path(row.path, facts.settings.production) not in _ROLES
            or _OF_TOOLS.match(row.path)
        ):
            continue
        if _BARE.fullmatch(row.text):
            continue  # a word that marks a place and says nothing of it
        said = " ".join(_WORD.findall(row.text.lower()))
        if said in heard:
            continue  # one thought, copied with its code
        heard.add(said)
        found.setdefault(row.path, []).append(row)
    return found


def _component(path: str) -> str:
    return "/".join(path.split("/")[:-1][:2]) or "."


def _of_file(one: _Place) -> Finding:
    topics = _topics([one])
    what = f"{one.count} comments in {one.path} admit debt" if one.count > 1 else f"A comment in {one.path} admits debt"
    age = (
        f", and nobody touched the file in the {one.days} days before the last commit" if one.days > _YEAR.days else ""
    )
    return Finding(
        subject=file_subject(one.path),
        line=next((mark.line for mark in one.marks if mark.line), None),
        message=f"{what}{_told(topics)}{age}.",
        severity=Severity.MEDIUM if one.is_grave or (one.days > _YEAR.days and _is_dear(topics)) else None,
        tier=_tier(topics),
        drivers=() if one.is_grave else (_WISH,),
        evidence=tuple(_evidence([one])),
        occurrences=float(one.count),
    )


def _of_several(ones: Sequence[_Place], name: str) -> Finding:
    topics = _topics(ones)
    total = sum(one.count for one in ones)
    worst = sorted(ones, key=lambda one: (-one.count, one.path))
    where = "the repository" if name == "repo" else "the top folder" if name == "." else name
    subject = Subject(kind="repo", name="repo") if name == "repo" else Subject(kind="folder", name=name)
    first = ", ".join(one.path for one in worst[:2])
    return Finding(
        subject=subject,
        message=f"{total} comments in {len(ones)} files of {where} admit debt{_told(topics)}, most in {first}{_age(ones)}.",
        severity=Severity.MEDIUM if any(one.is_grave for one in ones) or _is_heap(ones) else None,
        tier=_tier(topics),
        drivers=() if any(one.is_grave for one in ones) else (_WISH,),
        evidence=tuple(_evidence(worst)),
        occurrences=float(total),
    )


def _old(ones: Iterable[_Place]) -> int:
    """Comments in files that nobody has touched for a year."""
    return sum(one.count for one in ones if one.days > _YEAR.days)


def _age(ones: Iterable[_Place]) -> str:
    old = _old(ones)
    return f"; {old} of them in files that nobody touched in the year before the last commit" if old else ""


def _topics(ones: Iterable[_Place]) -> Counter[str]:
    return Counter(mark.topic for one in ones for mark in one.marks)


def _told(topics: Mapping[str, int]) -> str:
    ordered = sorted(topics.items(), key=lambda pair: (-pair[1], pair[0]))
    if len(ordered) == 1:  # one topic needs no count beside the sentence's own
        topic = ordered[0][0]
        return "" if topic == "code" else f" ({_WORDS.get(topic, topic)})"
    told = ", ".join(f"{_WORDS.get(topic, topic)} {count}" for topic, count in ordered[:4])
    return f" ({told})" if told else ""


def _is_dear(topics: Mapping[str, int]) -> bool:
    """Old notes that are for a good part on data, models or faults weigh; an old wish for a tidier function is still a wish."""
    return sum(topics.get(topic, 0) for topic in _DEAR) * _PART >= sum(topics.values())


def _tier(topics: Mapping[str, int]) -> str:
    """By what most of them are about."""
    dear = sum(count for topic, count in topics.items() if topic in _DEAR)
    total = sum(topics.values())
    if dear * 2 > total:
        return "model"
    return "document" if topics.get("document", 0) * 2 > total else "code"


def _evidence(ones: Sequence[_Place]) -> Iterator[Evidence]:
    """The first of each file before its others."""
    ranked = sorted(
        ((at, mark) for one in ones for at, mark in enumerate(one.marks)),
        key=lambda pair: (pair[0], pair[1].topic not in _DEAR),
    )
    for _, mark in ranked[:_SHOWN]:
        yield Evidence(kind="line", path=mark.path, line=mark.line or None, ref=mark.topic, excerpt=mark.text)
    if len(ranked) > _SHOWN:
        yield Evidence(kind="count", excerpt=f"{len(ranked) - _SHOWN} more comments", value=len(ranked) - _SHOWN)
