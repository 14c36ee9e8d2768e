"""Comments admit debt that no ledger holds

Detects
-------
Comments in project code, notebooks (their Markdown too), SQL, YAML and shell files and Dockerfiles in which somebody writes down a debt: `TODO`,
`FIXME`, `HACK`, `XXX` as marks, and phrases such as workaround, quick fix, for now, not sure why, magic number, should be removed, a dummy value, what real production would need.
Each is classified (data, model, configuration, test, dependency, performance, document, defect, code). A comment that points to an
issue, one that is a `debt:` mark already, plain tasks (`TODO: refactor`, `TODO: return the thresholds`: what is asked for is a word of
a fault, a makeshift, a stand-in for the real thing, of what nobody understands, a task on what the rows or the model lack, or on an alarm, a check or a way back that training or serving code does without), wishes (`TODO: consider`, `add support for`), tasks for the readers of a course or of a notebook, the blanks of a template (`FIXME::REQUIRED`), reasons that others had (`MLflow has for some reason removed …`), and comments of tests, examples, documents and copies
of third parties (a file under another's recorded copyright too) are left alone, and so is bare `temp`, which mostly speaks of files. Commits of the last year whose subject says
quick fix, hack or temporary count while nobody has touched their files since. Marks that say nothing are left out. Plain tasks count where ten and more notes, most of them old, speak for a third of data, models or faults.
One item for the repository, apart from training or serving code that says of itself that it is wrong. Medium where ten and more, most of them in files that nobody has touched for a year before the newest commit, speak for a third
of data, models or faults, or where
training or serving code says that it is wrong, leaks or is biased.

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
Debt: `# HACK: drop negative prices until upstream fixes it`

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
    Commit,
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
_FILES = 3
"""Files up to which a commit's subject speaks of each of them."""
_HASTY = regex(
    r"\bquick[- ]?(?:and[- ]dirty|fix|hack)\b|\b(?:temporary|temp|dirty|ugly) (?:fix|hack|patch|solution|workaround)\b|\bhack(?:y|ish)\b|\bwork-?around\b"
    r"|\btemporarily (?:disabl|remov|comment|hard-?cod|skip|pin|revert)",
    re.IGNORECASE,
)
_BARE = regex(r"\W*(?:TODO|FIXME|XXX|HACK)\W*", re.IGNORECASE)
_DONE = regex(
    r"\b(?:remove|delete|drop|replace|revert|clean|undo|no more|fix (?:the )?(?:hack|work-?around))\b", re.IGNORECASE
)
_CODE_FILES = (".py", ".ipynb", ".sql", ".yaml", ".yml", ".sh")
_COPIED = (".yaml", ".yml", ".sql", ".sh")
_WORDS = {"document": "documents", "test": "tests", "dependency": "dependencies", "config": "configuration"}
_DEAR = frozenset({"data", "model", "defect"})
_PART = 3
"""A third of them."""
_MANY = 10
_TELLS = regex(
    r"^\W*(?:HACK|XXX|FIXME)\b(?=(?:\W+\w+){3})|\b(?:hard-?cod|hack|kludge|ugly|(?<!common )work-?around|quick[- ]?fix|magic number|place-?holder|dummy|fake[ds]?\b|stub\b|mock(?:ed)?\b|simulat)"
    r"|\b(?:temporary|temporarily)\b|\b(?:actual|real|proper)(?:ly)?\b|\b(?:in|for|before|not) (?:a )?(?:real|production|prod)\b|\bproduction (?:would|should|needs?)\b"
    r"|\bfor now,? (?:we )?(?:just |only |simply )?(?:return|assum|us(?:e|ing)|log|pass|skip|ignor|keep|tak|set|treat)|\b(?:return|us(?:e|ing)|assum\w{0,3}|skip|ignor\w{0,3}|set|all)\b.{0,80}\bfor now\b"
    r"|\b(?:not sure|no idea|don'?t know|figure out|unclear) why\b|\bnot (?:yet )?implemented\b|\b(?:disabled|commented out)\b",
    re.IGNORECASE,
)
"""Words by which a comment says that what stands there is wrong, stands in for the real thing, or is not understood; others wish."""
_DATA_TELLS = regex(
    r"\b(?:handl|missing|nan\b|nulls?\b|leak|splits?\b|validat|outlier|imbalanc|bias|drift|duplicate|drop|filter|impute|unseen|unknown)",
    re.IGNORECASE,
)
"""What a task on data or models is about where it leaves a fault in what is trained or served."""
_GUARDS = regex(
    r"\b(?:alerts?|monitor\w{0,3}|validat\w{1,3}|roll ?back|fall ?back|retry|retries|time-?out)\b", re.IGNORECASE
)
"""What code that trains or serves misses where a task stands for it: `pass  # TODO alert`."""
_WISH = Driver(name="part", value=0.3, unit="x", ref="no training or serving code that calls itself wrong")


@frozen
class _Place:
    """What one file admits."""

    path: str
    marks: tuple[AdmittedDebt, ...]
    commits: tuple[Commit, ...]
    days: int
    """From the last touch of the file to the newest commit, so that a repository which rests does not age each note; 0 where no history tells."""
    lives: bool
    """It trains or serves."""
    is_grave: bool
    """Training or serving code that says of itself that it is wrong, leaks or is biased."""

    @property
    def count(self) -> int:
        return len(self.marks) + len(self.commits)


def tells(mark: AdmittedDebt) -> bool:
    """Whether a comment says more than what its author would like to do some day."""
    if mark.topic == "defect" or _TELLS.search(mark.text):
        return True
    return mark.topic in _DEAR and _DATA_TELLS.search(mark.text) is not None


def _is_worth(place: _Place, mark: AdmittedDebt) -> bool:
    return tells(mark) or (place.lives and _GUARDS.search(mark.text) is not None)


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
    places = list(_places(facts))
    if not _is_heap(places):
        told = [replace(one, marks=tuple(mark for mark in one.marks if _is_worth(one, mark))) for one in places]
        places = [one for one in told if one.count]
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
    hasty = _hasty(facts)
    history = facts.one(GitHistory)
    code = facts.one(CodeBase)
    newest = max((commit.at.date() for commit in history.commits), default=facts.as_of) if history else facts.as_of
    for path in sorted({*marks, *hasty}):
        last = history.last_touch(path) if history else None
        age = max(newest - last.at.date(), timedelta()) if last else timedelta()
        module = code.modules.get(path) if code else None
        lives = module is not None and bool(module.facts.training or module.facts.serving)
        found = tuple(marks.get(path, ()))
        yield _Place(
            path=path,
            marks=found,
            commits=tuple(hasty.get(path, ())),
            days=age.days,
            lives=lives,
            is_grave=lives and any(mark.topic == "defect" for mark in found),
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
    elsewhere: dict[str, str] = {}
    for row in rows:
        if (
            (row.path, row.line) in known
            or row.path in copied
            or role_by_path(row.path, facts.settings.production) not in _ROLES
        ):
            continue
        if _BARE.fullmatch(row.text):
            continue  # a word that marks a place and says nothing of it
        if row.path.endswith(_COPIED) and elsewhere.setdefault(row.text, row.path) != row.path:
            continue  # manifests of every release repeat the comments of the first
        found.setdefault(row.path, []).append(row)
    return found


def _hasty(facts: Facts) -> dict[str, list[Commit]]:
    """Path -> commits of the last year that call themselves quick or temporary and are the last to have touched it."""
    history = facts.one(GitHistory)
    since = facts.as_of - _YEAR
    found: dict[str, list[Commit]] = {}
    for commit in history.commits if history else ():
        if commit.at.date() < since or commit.is_merge or commit.is_bot:
            continue
        if not _HASTY.search(commit.subject[:300]) or _DONE.search(commit.subject[:300]):
            continue
        paths = [change.path for change in commit.changes if change.status != "D" and change.path.endswith(_CODE_FILES)]
        if history is None or len(commit.changes) > _FILES:
            continue
        for path in paths:
            last = history.last_touch(path)
            if last is not None and last.sha == commit.sha and role_by_path(path, facts.settings.production) in _ROLES:
                found.setdefault(path, []).append(commit)
    return found


def _component(path: str) -> str:
    return "/".join(path.split("/")[:-1][:2]) or "."


def _of_file(one: _Place) -> Finding:
    topics = _topics([one])
    what = f"{one.count} comments in {one.path} admit debt" if one.count > 1 else f"A comment in {one.path} admits debt"
    if not one.marks:
        what = f"{one.path} stands as a commit left it that calls itself a quick or temporary fix"
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
        message=f"{_counted(ones)} in {len(ones)} files of {where} admit debt{_told(topics)}, most in {first}{_age(ones)}.",
        severity=Severity.MEDIUM if any(one.is_grave for one in ones) or _is_heap(ones) else None,
        tier=_tier(topics),
        drivers=() if any(one.is_grave for one in ones) else (_WISH,),
        evidence=tuple(_evidence(worst)),
        occurrences=float(total),
    )


def _counted(ones: Sequence[_Place]) -> str:
    """`3 comments and 1 hasty commit`."""
    marks, commits = sum(len(one.marks) for one in ones), sum(len(one.commits) for one in ones)
    told = [f"{n} {word}{'s' if n > 1 else ''}" for n, word in ((marks, "comment"), (commits, "hasty commit")) if n]
    return " and ".join(told)


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
    """Those that tell of a fault or a stand-in, the first of each file before its others."""
    ranked = sorted(
        ((at, mark) for one in ones for at, mark in enumerate(one.marks)),
        key=lambda pair: (not tells(pair[1]), pair[0], pair[1].topic not in _DEAR),
    )
    for _, mark in ranked[:_SHOWN]:
        yield Evidence(kind="line", path=mark.path, line=mark.line or None, ref=mark.topic, excerpt=mark.text)
    for one in ones:
        for commit in one.commits[:1]:
            yield Evidence(
                kind="commit",
                path=one.path,
                ref=commit.sha[:12],
                excerpt=commit.subject[:120],
                value=commit.at.date().isoformat(),
            )
    if len(ranked) > _SHOWN:
        yield Evidence(kind="count", excerpt=f"{len(ranked) - _SHOWN} more comments", value=len(ranked) - _SHOWN)
