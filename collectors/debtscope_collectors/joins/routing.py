"""Where an alert ends: the first Alertmanager route that takes it, and whether anybody is behind its receiver."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import median

from debtscope.api import Facts, GitHistory
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.joins.naming import words
from debtscope_collectors.sources.monitoring.facts import AlertRouting, AlertRule, Receiver, Route

GONE = timedelta(days=180)
_QUIET = timedelta(days=90)
_OWN_LABELS = frozenset({"severity", "priority", "level", "team", "owner", "alertname", "squad"})
_SIMPLE = regex(r"[\w .*+:/@-]*")


@frozen
class Ending:
    """What becomes of an alert."""

    receiver: str
    problem: str | None
    """Why nobody hears it, in words; None when somebody may."""
    path: str


def ending(rule: AlertRule, facts: Facts) -> Ending | None:
    """The best ending over all routings; None when no routing is known or none can be decided."""
    found: list[Ending] = []
    for routing in facts.all(AlertRouting):
        if routing.tool == "alertmanager" and (one := _through(rule, routing, facts)):
            found.append(one)
    return next((one for one in found if one.problem is None), found[0] if found else None)


def _through(rule: AlertRule, routing: AlertRouting, facts: Facts) -> Ending | None:
    """The sure route, unless a route that may take the alert has somebody behind it."""
    labels = {**dict(rule.labels), "alertname": rule.name}
    receivers = {receiver.name: receiver for receiver in routing.receivers}
    ends: list[Ending] = []
    for route in routing.routes:
        takes = _takes(route, labels)
        if takes is False:
            continue
        problem = _problem(route, receivers.get(route.receiver), facts)
        ends.append(Ending(receiver=route.receiver, problem=problem, path=routing.path))
        if takes:
            break
    return next((one for one in ends if one.problem is None), ends[-1] if ends else None)


def _takes(route: Route, labels: Mapping[str, str]) -> bool | None:
    """None: it depends on labels of the series."""
    sure: bool | None = True
    for label, operator, value in route.matchers:
        if label not in labels and label not in _OWN_LABELS:
            sure = None
            continue
        told = _holds(labels.get(label, ""), operator, value)
        if told is False:
            return False
        if told is None:
            sure = None
    return sure


def _holds(have: str, operator: str, value: str) -> bool | None:
    if operator in ("=", "!="):
        return (have == value) is (operator == "=")
    # A stranger's regular expression is never run: alternatives of plain words and stars are, nothing else.
    pattern = value.strip().removeprefix("^").removesuffix("$").removeprefix("(").removesuffix(")")
    alternatives = pattern.split("|")
    if len(value) > 300 or not all(_SIMPLE.fullmatch(one) for one in alternatives):
        return None
    matched = any(_wild(have, one) for one in alternatives)
    return matched is (operator == "=~")


def _wild(have: str, alternative: str) -> bool:
    """`.*` and `.+` are the only magic."""
    pieces = alternative.replace(".+", ".*").split(".*")
    if len(pieces) == 1:
        return have == alternative
    at = 0
    for piece in pieces:
        found = have.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return have.startswith(pieces[0]) and have.endswith(pieces[-1])


def _problem(route: Route, receiver: Receiver | None, facts: Facts) -> str | None:
    name = route.receiver
    if route.always_muted:
        return f"its route to {name} is muted at all times"
    if receiver is None:
        return f"its receiver {name} is not defined"
    if not receiver.kinds:
        return f"its receiver {name} notifies nobody"
    history = facts.one(GitHistory)
    if history is not None and receiver.kinds == ("email",) and receiver.people:
        seen = [last_commit(person, history, facts.as_of) for person in receiver.people]
        if all(one is not None and one.left for one in seen):
            last = max(one.last for one in seen if one is not None)
            return f"its receiver {name} mails only a person without a commit since {last.date()}"
    return None


@frozen(kw_only=False)
class Trace:
    """A person's last commit, and whether it reads as the last ever."""

    last: datetime
    left: bool


def last_commit(person: str, history: GitHistory, day: date) -> Trace | None:
    """The trace, as of a day, of the author whose name is in the local part of an address; None for one who never committed."""
    named = {author for author in {c.author for c in history.commits} if is_person(person, author)}
    keys = {c.author_key for c in history.commits if not c.is_bot and c.author in named}
    own = [c.at for c in history.commits if c.author_key in keys]
    if not own:
        return None
    return Trace(max(own), has_left(own, sorted(c.at for c in history.commits if not c.is_bot), day))


def has_left(own: Sequence[datetime], everyones: Sequence[datetime], day: date) -> bool:
    """Whether somebody's commits (times) read as the last ever, beside the sorted times of everyone's.

    Gone is who has no commit for 180 days, or who used to commit often and stopped over 90 days ago while others went on.
    """
    last = max(own)
    silent = timedelta(days=(day - last.date()).days)
    others = len(everyones) - bisect_right(everyones, last)
    return silent >= GONE or (silent >= _QUIET and others >= 10 and _often(own))


def _often(times: Sequence[datetime]) -> bool:
    if len(times) < 10:
        return False
    ordered = sorted(times)
    return median((later - earlier).total_seconds() for earlier, later in pairwise(ordered)) <= 14 * 86400


def is_person(local: str, author: str) -> bool:
    """`nina.kowalska`, `ninakowalska`, `nkowalska` or `n.kowalska` for Nina Kowalska; accents are no difference."""
    name = words(_plain(author))
    return len(name) >= 2 and any(tuple(sorted(words(_plain(local)))) == form for form in _forms(name))


def _plain(name: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one))


def _forms(name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    first, last = name[0], name[-1]
    yield tuple(sorted(name))
    yield tuple(sorted((first, last)))
    yield (first + last,)
    yield (first[0] + last,)
    yield tuple(sorted((first[0], last)))
