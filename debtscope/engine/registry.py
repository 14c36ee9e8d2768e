"""Which collectors, joins and rules there are: ours and other packages', found by entry points. Broken ones are named.

Groups: `debtscope.collectors`, one `Collector` an entry; `debtscope.rules`, one package an entry, whose `rules` and
`joins` subpackages (or, where it has neither, the package itself) are walked.
"""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from importlib.machinery import SourceFileLoader
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar, cast

from debtscope.api import Collector, Facet, Join
from debtscope.engine.guard import Done, Fault, attempt
from debtscope.engine.memory import rare_collections
from debtscope.engine.parsing import parse_toml
from debtscope.model.ledger import Diagnostic
from debtscope.model.regex import regex
from debtscope.model.rule import Rule, TrackRecord
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import DiagnosticSeverity, Origin

if TYPE_CHECKING:
    from importlib import metadata

COLLECTORS = "debtscope.collectors"
RULES = "debtscope.rules"
_OURS = "debtscope_collectors"
_ID = regex(r"[A-Za-z]{3}-\d{3}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Registry:
    """Everything that can read and judge in this installation."""

    collectors: tuple[Collector, ...] = ()
    """Sorted by name."""
    rules: tuple[Rule, ...] = ()
    """Sorted by id."""
    joins: tuple[Join, ...] = ()
    """Sorted by the name of what they produce."""
    priors: tuple[str, ...] = ()
    """Texts of the rule packages' priors.toml, ours first."""
    work: tuple[str, ...] = ()
    """Texts of their work.toml."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """One for each entry that could not be loaded or clashes with another."""

    def facets(self, settings: Settings) -> tuple[Facet[Any, Any], ...]:
        """The per-file questions of the joins and of the rules that the settings leave on, each once, sorted by name."""
        rules = self.enabled(settings)
        found = {facet.name: facet for holder in (*self.joins, *rules) for facet in holder.facets}
        return tuple(found[name] for name in sorted(found))

    def enabled(self, settings: Settings) -> tuple[Rule, ...]:
        """The rules that the settings do not switch off."""
        return tuple(rule for rule in self.rules if is_enabled(rule, settings))

    def rule(self, key: str) -> Rule | None:
        """A rule by id (any case) or slug."""
        return next((rule for rule in self.rules if key in (rule.id, rule.slug) or key.upper() == rule.id), None)

    def only(self, collectors: Iterable[str]) -> Registry:
        """The same with these collectors alone."""
        names = frozenset(collectors)
        return replace(self, collectors=tuple(c for c in self.collectors if c.name in names))


def is_enabled(rule: Rule, settings: Settings) -> bool:
    """Whether the settings leave a rule on; both its slug and its id may name it."""
    return all(settings.rules[key].enabled for key in (rule.slug, rule.id) if key in settings.rules)


class _Faults:
    """Gathers what went wrong while loading."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def add(self, where: str, message: str) -> None:
        self.found.append(
            Diagnostic(severity=DiagnosticSeverity.ERROR, collector=where, path="", message=message),
        )

    def value(self, where: str, make: Callable[[], T], what: str) -> T | None:
        outcome = attempt(make, with_text=True)  # nothing scanned has been read yet, so the text is the plugin's own
        if isinstance(outcome, Done):
            return outcome.value
        self.add(where, f"{what} could not be loaded: {outcome.message}")
        return None


@functools.cache
def installed() -> Registry:
    """The registry of this process, loaded once."""
    return load(_entries(COLLECTORS), _entries(RULES))


@functools.cache
def catalogue() -> tuple[Rule, ...]:
    """The rules alone, without loading a collector or a join: for help, which reads nothing."""
    return load((), _entries(RULES), parts=("rules",)).rules


def _entries(group: str) -> Iterable[metadata.EntryPoint]:
    from importlib import metadata  # loads parsers of mail and archives: not for a command that can do without

    return metadata.entry_points(group=group)


def named(word: str) -> Rule | None:
    """The rule of that slug or id in any package, importing its module alone; None where no module tells of it."""
    faults = _Faults()
    ours = faults.value(_OURS, functools.partial(importlib.import_module, _OURS), _OURS)
    if ours is not None and (found := _named_in((ours,), word, faults)) is not None:
        return found
    return _named_in(_packages(_ordered(_entries(RULES)), faults), word, faults)


def _named_in(packages: Iterable[ModuleType], word: str, faults: _Faults) -> Rule | None:
    slug, told = word.lower().replace("-", "_"), f'id="{word.upper()}"'.encode()
    is_id = _ID.fullmatch(word) is not None
    for package in packages:
        for info in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{package.__name__}."):
            if info.ispkg or ".rules." not in info.name:
                continue
            if not (_tells(info, told) if is_id else info.name.rpartition(".")[2] == slug):
                continue
            module = faults.value(info.name, functools.partial(importlib.import_module, info.name), "module")
            found = next((v for v in vars(module).values() if isinstance(v, Rule)), None) if module else None
            if found is not None and word.lower() in (found.slug, found.id.lower()):
                return _with_records([found], (package,), faults)[0]
    return None


def _tells(info: pkgutil.ModuleInfo, text: bytes) -> bool:
    """Whether a module's source holds a text: reading two hundred of them costs a fraction of importing them."""
    spec = info.module_finder.find_spec(info.name, None)
    loader = spec.loader if spec is not None else None
    return isinstance(loader, SourceFileLoader) and text in loader.get_data(loader.path)


@rare_collections()
def load(
    collectors: Iterable[metadata.EntryPoint],
    rules: Iterable[metadata.EntryPoint],
    *,
    parts: tuple[str, ...] = ("joins", "rules"),
) -> Registry:
    """Loads entry points; ours come first, so that a clash costs the newcomer.

    `parts` are the sub-packages that are walked in a package that has them.
    """
    faults = _Faults()
    found = _unique(_collectors(_ordered(collectors), faults), lambda c: c.name, "collector", faults)
    packages = [*_packages(_ordered(rules), faults)]
    declared = [pair for package in packages for pair in _declarations(package, faults, parts)]
    all_rules = _unique((x for x in declared if isinstance(x, Rule)), lambda r: r.id, "rule", faults)
    all_rules = _with_records(_unique(all_rules, lambda r: r.slug, "rule", faults), packages, faults)
    joins = _unique((x for x in declared if isinstance(x, Join)), lambda j: _type_name(j.produces), "join of", faults)
    return Registry(
        collectors=tuple(sorted(found, key=lambda c: c.name)),
        rules=tuple(sorted(all_rules, key=lambda r: r.id)),
        joins=tuple(sorted(joins, key=lambda j: _type_name(j.produces))),
        priors=_texts(packages, "priors.toml"),
        work=_texts(packages, "work.toml"),
        diagnostics=tuple(faults.found),
    )


def _with_records(rules: list[Rule], packages: Iterable[ModuleType], faults: _Faults) -> list[Rule]:
    """The rules with what their package's record.toml tells of them."""
    records: dict[str, TrackRecord] = {}
    for text in _texts(packages, "record.toml"):
        records = (faults.value("record.toml", functools.partial(_records, text), "record.toml") or {}) | records
    return [replace(rule, record=records[rule.id]) if rule.id in records else rule for rule in rules]


def _records(text: str) -> dict[str, TrackRecord]:
    """Rule id -> what readers found. Raises ValueError where a row is no list of three counts."""
    rows = parse_toml(text.encode())
    found: dict[str, TrackRecord] = {}
    for rule, row in rows.items():
        counts = cast("list[object]", row) if isinstance(row, list) else []
        whole = [count for count in counts if type(count) is int and count >= 0]
        if len(whole) != 3 or len(counts) != 3:
            raise ValueError(f"{rule}: three counts are wanted: right, a shrug, wrong")
        found[rule] = TrackRecord(*whole)
    return found


def _type_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _is_ours(entry: metadata.EntryPoint) -> bool:
    return entry.module.partition(".")[0] == _OURS


def _ordered(entries: Iterable[metadata.EntryPoint]) -> list[metadata.EntryPoint]:
    unique = {(entry.name, entry.value): entry for entry in entries}  # an editable install may be listed twice
    return sorted(unique.values(), key=lambda e: (not _is_ours(e), e.name, e.value))


def _collectors(entries: Iterable[metadata.EntryPoint], faults: _Faults) -> Iterator[Collector]:
    for entry in entries:
        loaded = faults.value(entry.name, entry.load, f"collector {entry.value}")
        if loaded is None:
            continue
        if not (isinstance(getattr(loaded, "name", None), str) and callable(getattr(loaded, "collect", None))):
            faults.add(entry.name, f"collector {entry.value} has no `name` and `collect`: see debtscope.api.Collector")
            continue
        yield cast(Collector, loaded)


def _packages(entries: Iterable[metadata.EntryPoint], faults: _Faults) -> Iterator[ModuleType]:
    for entry in entries:
        package = faults.value(entry.name, functools.partial(importlib.import_module, entry.module), entry.value)
        if package is not None:
            yield package


def _declarations(package: ModuleType, faults: _Faults, parts: tuple[str, ...]) -> Iterator[Rule | Join]:
    """Rules and joins of one package; a join that a module merely imports is met twice and counted once."""
    ours = package.__name__.partition(".")[0] == _OURS
    seen: set[int] = set()
    for module in _modules(package, faults, parts):
        for value in _values(module):
            if not isinstance(value, (Rule, Join)) or id(value) in seen:
                continue
            seen.add(id(value))
            yield value if ours or isinstance(value, Join) else replace(value, origin=Origin.PLUGIN)


def _values(module: ModuleType) -> Iterator[object]:
    """Whatever a module names, and the members of its tuples: rules that one table makes stand in one."""
    for value in vars(module).values():
        if isinstance(value, tuple):
            yield from cast("tuple[object, ...]", value)
        else:
            yield value


def _modules(package: ModuleType, faults: _Faults, parts: tuple[str, ...]) -> Iterator[ModuleType]:
    names = {info.name for info in pkgutil.iter_modules(getattr(package, "__path__", ()))}
    if not names & {"joins", "rules"}:
        yield package
        yield from _walk(package, faults)
        return
    for part in (part for part in parts if part in names):
        root = faults.value(
            package.__name__, functools.partial(importlib.import_module, f"{package.__name__}.{part}"), part
        )
        if root is not None:
            yield root
            yield from _walk(root, faults)


def _walk(package: ModuleType, faults: _Faults) -> Iterator[ModuleType]:
    pending = [package]
    while pending:
        current = pending.pop()
        for info in sorted(pkgutil.iter_modules(getattr(current, "__path__", ())), key=lambda i: i.name):
            name = f"{current.__name__}.{info.name}"
            module = faults.value(name, functools.partial(importlib.import_module, name), "module")
            if module is None:
                continue
            yield module
            if info.ispkg:
                pending.append(module)


def _unique(values: Iterable[T], key: Callable[[T], str], what: str, faults: _Faults) -> list[T]:
    kept: dict[str, T] = {}
    for value in values:
        name = key(value)
        if name in kept:
            faults.add(name, f"{what} {name} is declared twice; the first is used")
        else:
            kept[name] = value
    return list(kept.values())


def _texts(packages: Iterable[ModuleType], name: str) -> tuple[str, ...]:
    return tuple(text for package in packages if (text := _text(package, name)) is not None)


def _text(package: ModuleType, name: str) -> str | None:
    for folder in ("rules", ""):
        outcome = attempt(functools.partial(_read_text, package.__name__, folder, name))
        if isinstance(outcome, Fault):
            continue
        if outcome.value is not None:
            return outcome.value
    return None


def _read_text(package: str, folder: str, name: str) -> str | None:
    from importlib import resources

    place = resources.files(package).joinpath(folder, name) if folder else resources.files(package) / name
    return place.read_text(encoding="utf-8") if place.is_file() else None
