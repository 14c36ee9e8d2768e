"""Where code and configuration name the metrics that alerts and panels query: what nothing names, nothing exports."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import blake2b

from debtscope.api import FileEntry, Workspace
from debtscope.model.frozen import frozen
from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring.facts import MetricMentions

BUDGET = 64 * 1024 * 1024
"""Bytes that are searched at most."""
MAX_FILE = 1024 * 1024
_TEXTS = (
    "*.py", "*.ipynb", "*.go", "*.js", "*.mjs", "*.ts", "*.tsx", "*.java", "*.kt", "*.scala", "*.rs", "*.rb", "*.cs", "*.cpp",
    "*.cc", "*.c", "*.h", "*.php", "*.sh", "*.sql", "*.r", "*.R", "*.jl", "*.lua", "*.yml", "*.yaml", "*.toml", "*.conf", "*.cfg",
    "*.ini", "*.tf", "*.tpl", "*.j2", "*.jsonnet", "*.libsonnet", "*.prom", "*.properties", "*.proto", "*.json", "*.txt",
)  # fmt: skip
_SUFFIX = regex(r"_(?:total|bucket|sum|count|created|info)$")
_QUOTED_END = 2
"""Words at the end of a metric's name that suffice where a prefix is put before it by the program."""
_RARE = b"qzjxkvwbgyhpfmucdlsnrioat"
"""Letters of names, the rare ones first."""
_PREFIXED = regex(rb"namespace|subsystem|Namespace|Subsystem|prefix|PREFIX|f\"\{|f'\{", re.ASCII)


def base(metric: str) -> str:
    """The name as programs give it: libraries add `_total`, `_bucket` and the like."""
    return _SUFFIX.sub("", metric)


def mentions(workspace: Workspace, metrics: Iterable[str], asking: Collection[str]) -> Iterator[MetricMentions]:
    """One fact, where there is anything to look for. `asking` are the files whose questions these are."""
    wanted = {metric: name for metric in metrics if (name := base(metric))}
    if not wanted:
        return
    ends = {metric: _Ends.of(metric, name) for metric, name in wanted.items()}
    sieve = Sieve({gate for end in ends.values() for gate in end.gates})

    def look(entry: FileEntry) -> Iterator[_Mentioned]:
        content = workspace.read(entry.path)
        if there := sieve.held(content):
            yield _look(content, {m: end for m, end in ends.items() if not there.isdisjoint(end.gates)})

    entries = [entry for entry in workspace.find(*_TEXTS) if entry.path not in asking and entry.size <= MAX_FILE]
    budget = _Budget()
    found: dict[str, str] = {}
    maybe: set[str] = set()
    searched = 0
    name = f"mentions 1 {blake2b(repr(sorted(wanted)).encode(), digest_size=12).hexdigest()}"
    for entry, records in workspace.each(name, (_Mentioned,), budget.within(entries), look):
        if records is None:
            continue
        budget.spent += entry.size
        searched += 1
        for record in records:
            for metric in record.found:
                found.setdefault(metric, entry.path)
            maybe.update(record.maybe)
        if len(found) == len(wanted):
            break
    yield MetricMentions(
        found=tuple(sorted(found.items())), maybe=tuple(sorted(maybe - found.keys())), searched=searched,
        is_complete=budget.is_enough,
    )  # fmt: skip


@frozen
class _Mentioned:
    """What one file says of the metrics that are asked for."""

    found: tuple[str, ...]
    maybe: tuple[str, ...]


class _Budget:
    """How much is searched."""

    def __init__(self) -> None:
        self.spent = 0
        self.is_enough = True

    def within(self, entries: Iterable[FileEntry]) -> Iterator[FileEntry]:
        """The files up to the one that is too much."""
        for entry in entries:
            if self.spent + entry.size > BUDGET:
                self.is_enough = False
                return
            yield entry


@frozen
class _Ends:
    """By what a metric is known in a file."""

    whole: bytes
    """The name without the library's suffix."""
    dotted: bytes
    """The same with dots (OpenTelemetry)."""
    tails: tuple[bytes, ...]
    """The ends of the name with and without the suffix."""
    gates: tuple[bytes, ...]
    """A file without any of these holds none of the above. They are the shortest ends, which metrics share."""

    @classmethod
    def of(cls, metric: str, name: str) -> _Ends:
        tails: dict[str, None] = {}
        gates: dict[str, None] = {}
        for whole in (name, metric):
            parts = [part for part in whole.split("_") if part]
            own = ["_".join(parts[at:]) for at in range(1, len(parts) - _QUOTED_END + 1)]
            tails.update(dict.fromkeys(own))
            gates.update(dict.fromkeys(own[-1:]))
        dotted = name.replace("_", ".")
        if not any(gate in name for gate in gates):
            gates[name] = None
        gates[".".join(dotted.split(".")[-_QUOTED_END:])] = None
        return cls(
            whole=name.encode(), dotted=dotted.encode(), tails=tuple(tail.encode() for tail in tails),
            gates=tuple(gate.encode() for gate in gates),
        )  # fmt: skip


class Sieve:
    """Tells which of some literals stand in a text: one quick pass for each rare letter that they share, not one for each of them."""

    def __init__(self, literals: Iterable[bytes]) -> None:
        groups: dict[bytes, list[tuple[bytes, int]]] = {}
        for literal in sorted(filter(None, literals)):  # every text holds the empty one, which tells nothing
            rare = next((letter for letter in _RARE if letter in literal), literal[0])
            groups.setdefault(bytes((rare,)), []).append((literal, literal.index(rare)))
        self._passes = [(re.compile(re.escape(rare) + _around(group)), group) for rare, group in groups.items()]

    def held(self, content: bytes) -> set[bytes]:
        """The literals that a text holds."""
        found: set[bytes] = set()
        for pattern, group in self._passes:
            for match in pattern.finditer(content):
                start = match.start()
                found.update(
                    literal for literal, at in group if at <= start and content.startswith(literal, start - at)
                )
        return found


def _around(literals: Iterable[tuple[bytes, int]]) -> bytes:
    """What stands around the letter in one of the literals; nothing of it is taken, as one may begin within another."""
    parts = (
        (b"(?<=" + re.escape(literal[: at + 1]) + b")" if at else b"") + b"(?=" + re.escape(literal[at + 1 :]) + b")"
        for literal, at in literals
    )
    return b"(?:" + b"|".join(parts) + b")"


def _look(content: bytes, ends: Mapping[str, _Ends]) -> _Mentioned:
    found, maybe = list[str](), list[str]()
    is_prefixed: bool | None = None
    for metric, end in ends.items():
        if end.whole in content or end.dotted in content:
            found.append(metric)
            continue
        if not any(tail in content for tail in end.tails):
            continue
        if is_prefixed is None:
            is_prefixed = _PREFIXED.search(content) is not None
        if is_prefixed and any(q + tail in content or tail + q in content for tail in end.tails for q in (b'"', b"'")):
            maybe.append(metric)
    return _Mentioned(found=tuple(found), maybe=tuple(maybe))
