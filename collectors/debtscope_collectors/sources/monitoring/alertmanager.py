"""Alertmanager's configuration: who is told what. Addresses of hooks and secrets are left in the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring.dates import parse_time
from debtscope_collectors.sources.monitoring.facts import AlertRouting, Inhibition, Receiver, Route, Silence
from debtscope_collectors.sources.monitoring.promql import seconds_of
from debtscope_collectors.sources.monitoring.shape import flag, mapping, mappings, sequence, text

Matcher = tuple[str, str, str]

_KEYS = regex(rb"^[ \t]{0,60}receivers:", re.MULTILINE)
_ROUTE = regex(rb"^[ \t]{0,60}route:", re.MULTILINE)
_MATCHER = regex(
    r"\s*\"?([A-Za-z_][\w.]{0,100})\"?\s*(=~|!~|!=|=)\s*(?:\"([^\"]{0,300})\"|'([^']{0,300})'|([^,}\"']{0,300}))"
)
_PERSON = regex(r"([A-Za-z0-9._+-]{1,100})@[A-Za-z0-9.-]+")
MAX_ROUTES = 2000
MAX_DEPTH = 16


def looks_like(head: bytes) -> bool:
    """Whether a YAML file may be an Alertmanager configuration."""
    return _KEYS.search(head) is not None and _ROUTE.search(head) is not None


def read(document: object, path: str) -> Iterator[AlertRouting]:
    """The routing of a plain file, of an AlertmanagerConfig, or of chart values that hold one."""
    for top in _tops(document):
        route = mapping(top.get("route"))
        receivers = tuple(_receivers(top))
        if not route or not receivers:
            continue
        muted = _whole_week(top)
        yield AlertRouting(
            path=path, routes=tuple(_routes(route, muted)), receivers=receivers, inhibitions=tuple(_inhibitions(top))
        )


def looks_like_silences(head: bytes) -> bool:
    """Whether the head of a JSON file may be a list of silences."""
    return b'"endsAt"' in head and b'"matchers"' in head and b'"createdBy"' in head


def read_silences(document: object, path: str) -> Iterator[Silence]:
    """Silences as amtool and the HTTP interface list them; who made them, and why, stays in the file."""
    for silence in (*mappings(document), *mappings(mapping(document).get("data"))):
        matchers = tuple(
            (str(told.get("name", ""))[:100], _operator(told), str(told.get("value", ""))[:300])
            for told in mappings(silence.get("matchers"))
        )
        if matchers and "endsAt" in silence:
            yield Silence(
                path=path, matchers=matchers, starts=parse_time(silence.get("startsAt")),
                ends=parse_time(silence.get("endsAt")),
                state=text(mapping(silence.get("status")).get("state"), 20) or "active",
            )  # fmt: skip


def _operator(matcher: Mapping[str, object]) -> str:
    is_equal, is_regex = flag(matcher.get("isEqual")) is not False, flag(matcher.get("isRegex")) is True
    return ("=~" if is_regex else "=") if is_equal else ("!~" if is_regex else "!=")


def _inhibitions(top: Mapping[str, object]) -> Iterator[Inhibition]:
    for key in ("inhibit_rules", "inhibitRules"):
        for rule in mappings(top.get(key)):
            sources, targets = tuple(_matchers(_side(rule, "source"))), tuple(_matchers(_side(rule, "target")))
            if sources and targets:
                equal = tuple(str(label) for label in sequence(rule.get("equal")))
                yield Inhibition(sources=sources, targets=targets, equal=equal)


def _side(rule: Mapping[str, object], side: str) -> dict[str, object]:
    """One side of an inhibition in the words of a route: `source_match` is a route's `match`."""
    found: dict[str, object] = {}
    for ending in ("match", "match_re", "matchers"):
        value = rule.get(f"{side}_{ending}", rule.get(f"{side}Match" if ending == "matchers" else ""))
        if value is not None:
            found[ending] = value
    return found


def _tops(document: object) -> Iterator[Mapping[str, object]]:
    top = mapping(document)
    candidates: list[Mapping[str, object]] = [top, mapping(top.get("spec"))]
    for key in ("alertmanager", "config"):
        inner = mapping(top.get(key))
        candidates += [inner, mapping(inner.get("config"))]
    stack = mapping(top.get("kube-prometheus-stack"))
    candidates.append(mapping(mapping(stack.get("alertmanager")).get("config")))
    yield from (candidate for candidate in candidates if "route" in candidate and "receivers" in candidate)


def _receivers(top: Mapping[str, object]) -> Iterator[Receiver]:
    for receiver in mappings(top.get("receivers")):
        name = text(receiver.get("name"), 100)
        if name is None:
            continue
        kinds: list[str] = []
        people: list[str] = []
        for key, value in receiver.items():
            kind = re.sub(r"_?[cC]onfigs$", "", key)
            if kind != key and sequence(value):
                kinds.append(kind.lower())
            if kind.lower() == "email":
                for config in mappings(value):
                    people += _PERSON.findall(text(config.get("to"), 500) or "")
        yield Receiver(name=name, kinds=tuple(sorted(kinds)), people=tuple(dict.fromkeys(people)))


def _whole_week(top: Mapping[str, object]) -> frozenset[str]:
    """Names of time intervals that never end."""
    names: set[str] = set()
    for key in ("time_intervals", "mute_time_intervals", "muteTimeIntervals"):
        for interval in mappings(top.get(key)):
            parts = interval.get("time_intervals", interval.get("timeIntervals"))
            if (name := text(interval.get("name"), 100)) and any(_never_ends(part) for part in sequence(parts)):
                names.add(name)
    return frozenset(names)


def _never_ends(part: object) -> bool:
    told = mapping(part)
    days = [str(day).lower() for day in sequence(told.get("weekdays"))]
    if not days or any(told.get(key) for key in ("months", "years", "days_of_month", "daysOfMonth")):
        return False
    full_days = all(
        str(span.get("start_time", "")) in ("00:00", "0")
        and str(span.get("end_time", "")) in ("24:00", "1440", "23:59")
        for span in mappings(told.get("times"))
    )
    week = ("sunday:saturday", "monday:sunday")
    return full_days and (any(day in week for day in days) or len(set(days)) == 7)


def _routes(top: Mapping[str, object], muted: frozenset[str]) -> Iterator[Route]:
    """Depth first, children before their parent: the order in which a label set finds its receiver."""
    stack: list[tuple[Mapping[str, object], tuple[Matcher, ...], str, bool, float | None, int]]
    stack = [(top, (), "", False, None, 0)]
    count = 0
    while stack and count < MAX_ROUTES:
        # A depth below zero marks a route whose children are done.
        route, above, receiver, was_muted, repeat, depth = stack.pop()
        if depth >= 0:
            own = (*above, *_matchers(route))
            receiver = text(route.get("receiver"), 100) or receiver
            names = [
                str(name) for key in ("mute_time_intervals", "muteTimeIntervals") for name in sequence(route.get(key))
            ]
            is_muted = was_muted or any(name in muted for name in names)
            told = seconds_of(route.get("repeat_interval", route.get("repeatInterval")))
            repeat = repeat if told is None else told / 3600
            stack.append((route, own, receiver, is_muted, repeat, -1))
            children = list(mappings(route.get("routes")))[:MAX_ROUTES] if depth < MAX_DEPTH else []
            stack.extend((child, own, receiver, is_muted, repeat, depth + 1) for child in reversed(children))
            continue
        count += 1
        yield Route(
            receiver=receiver, matchers=above, always_muted=was_muted, is_default=route is top, repeat_hours=repeat
        )


def _matchers(route: Mapping[str, object]) -> Iterator[Matcher]:
    for key, operator in (("match", "="), ("match_re", "=~")):
        for label, value in mapping(route.get(key)).items():
            yield label, operator, str(value)
    for matcher in sequence(route.get("matchers")):
        told = mapping(matcher)
        if told:
            yield str(told.get("name", "")), str(told.get("matchType", "=")), str(told.get("value", ""))
            continue
        for found in _MATCHER.finditer(str(matcher)[:2000].strip().removeprefix("{").removesuffix("}")):
            value = next((group for group in found.groups()[2:] if group is not None), "")
            yield found[1], found[2], value.strip()
