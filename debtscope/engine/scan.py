"""One scan, from an open workspace to a ledger: collect, judge, merge, match, price, settle. Writes nothing.

What was known before (last ledger, sightings, the triage log's fold) comes in as a value, what is to be kept goes out
as one; the store is the services' affair.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from typing import TypeVar

from debtscope import __version__
from debtscope.engine import marks
from debtscope.engine.draft import Draft
from debtscope.engine.facts import FactStore, collect
from debtscope.engine.foreign import foreign_findings, foreign_suppressed
from debtscope.engine.guard import Fault, attempt
from debtscope.engine.ignore import IgnoreFile
from debtscope.engine.interest.estimate import price
from debtscope.engine.interest.priors import load_priors
from debtscope.engine.interest.work import connect, load_work
from debtscope.engine.items import (
    line_reader,
    make_item,
    path_matcher,
    rule_ref,
    settings_of,
    sort_findings,
)
from debtscope.engine.judge import Verdicts, judge
from debtscope.engine.manual import manual_item
from debtscope.engine.matching import Scanned, find_moves, in_pieces, known_ids, settle_known
from debtscope.engine.memory import rare_collections
from debtscope.engine.redact import redact
from debtscope.engine.registry import Registry, is_enabled
from debtscope.engine.regrouped import Regrouped
from debtscope.engine.scoring import scored
from debtscope.engine.view import ScanWorkspace
from debtscope.model.calibration import calibrate
from debtscope.model.errors import Unreadable
from debtscope.model.exposure import ExposureTable, file_exposure
from debtscope.model.finding import Finding, SensitiveLine
from debtscope.model.fold import Fold, Seen, Standing
from debtscope.model.foreign import ForeignHit, ForeignRule
from debtscope.model.frozen import frozen
from debtscope.model.history import GitHistory
from debtscope.model.ledger import (
    Credit,
    Diagnostic,
    Interest,
    Item,
    Ledger,
    ModelRecord,
    ModelUse,
    Payment,
    Principal,
    Repository,
    Suppressed,
)
from debtscope.model.marks import DebtMark, IgnoreMark
from debtscope.model.owners import OwnerLookup
from debtscope.model.rule import Rule
from debtscope.model.score import ScoreEvidence
from debtscope.model.settings import Settings
from debtscope.model.vocabulary import DiagnosticSeverity
from debtscope.model.waking import seen_of, settle

Fact = TypeVar("Fact")

PAID_SHOWN = timedelta(weeks=26)
"""How long a paid item stays in the ledger."""

Step = Callable[[str, str, int, int], None]
"""Stage (collect, check, price), what it is at, how many are done, how many there are."""


@frozen
class Known:
    """What was known before this scan."""

    ledger: Ledger | None = None
    """The snapshot to compare with."""
    first_seen: Mapping[str, str] = field(default_factory=dict[str, str])
    payments: Mapping[str, Payment] = field(default_factory=dict[str, Payment])
    """Of items that are no longer in the ledger, too."""
    fold: Fold = field(default_factory=Fold)
    keeps_history: bool = False
    """Whether first and last sight are known and told."""


@frozen(kw_only=False)
class Passed:
    """What became of decisions on debt that is told in other pieces."""

    origins: frozenset[str]
    is_whole: bool
    """Whether everything that the item shows was decided on."""
    seen: Seen


@frozen
class Scan:
    """What came out."""

    ledger: Ledger
    moves: Mapping[str, str]
    """Id of today -> id under which the item goes on; for the log, so that every machine agrees."""
    passed: Mapping[str, Passed] = field(default_factory=dict[str, "Passed"])
    """Id of today -> the decided items whose debt it tells now, also for the log."""


def no_step(stage: str, name: str, done: int, total: int) -> None:
    """No progress."""


@frozen
class _Read:
    """One scan up to its findings."""

    workspace: ScanWorkspace
    registry: Registry
    store: FactStore
    verdicts: Verdicts
    foreign: tuple[tuple[Rule, tuple[Finding, ...]], ...]
    """What other tools reported, as if rules had found it."""
    sensitive: tuple[SensitiveLine, ...]
    notes: tuple[Diagnostic, ...]

    @property
    def settings(self) -> Settings:
        return self.workspace.settings

    @property
    def history(self) -> GitHistory | None:
        return self.workspace.history

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Everybody's, each once, errors first."""
        every = {
            *self.registry.diagnostics, *self.notes, *self.workspace.diagnostics, *self.store.diagnostics,
            *self.verdicts.diagnostics,
        }  # fmt: skip
        order = {DiagnosticSeverity.ERROR: 0, DiagnosticSeverity.WARNING: 1, DiagnosticSeverity.NOTE: 2}
        return tuple(sorted(every, key=lambda d: (order[d.severity], d.path, d.collector, d.message)))


@rare_collections()
def run_scan(
    workspace: ScanWorkspace,
    registry: Registry,
    *,
    known: Known,
    name: str,
    notes: Sequence[Diagnostic] = (),
    step: Step = no_step,
) -> Scan:
    """Scans an open workspace. Raises UsageError where the team's own priors are wrong."""
    priors = load_priors(registry.priors, workspace.settings)
    read = _read(workspace, registry, tuple(notes), step)
    step("price", "items", 0, 1)
    found = sort_findings(
        redact((*read.verdicts.findings, *read.foreign), read.sensitive),
        settings=read.settings,
        history=read.history,
        line=line_reader(lambda path: _text(workspace, path)),
    )
    drafts = known_ids(found.drafts, known.fold.aliases)
    moves = find_moves(drafts, known.ledger.items if known.ledger else ())
    drafts = known_ids(drafts, moves)
    table = _exposure(read)
    prices = price(drafts, table, priors, read.settings, calibrate(known.fold.observed))
    owners = _owners(read.store)
    items = {draft.id: _item(draft, prices[draft.id], read, owners) for draft in drafts}
    items = connect(items, drafts, load_work(registry.work))
    items |= {item.id: item for item in _marked(read)}
    ledger = _ledger(read, table, name, tuple(_complaints(read, found.used_marks)))
    scanned = Scanned(
        as_of=ledger.as_of,
        rules_run={ref.id: ref for ref in ledger.rules_run},
        sources=ledger.sources,
        diagnostics=ledger.diagnostics,
        is_silenced=_silenced(registry, read.settings, found.suppressed_ids),
    )
    pieces = in_pieces(items, known.ledger.items if known.ledger else ())
    passed = _passed(items, known, pieces)
    every = tuple(_with_known(items, known, scanned, pieces, passed))
    score = scored(_all(read.store, ScoreEvidence, lambda one: (one.test,)), every, known.fold)
    suppressed = (*ledger.suppressed, *found.suppressed)
    return Scan(ledger=replace(ledger, suppressed=suppressed, items=every, score=score), moves=moves, passed=passed)


def _read(workspace: ScanWorkspace, registry: Registry, notes: tuple[Diagnostic, ...], step: Step) -> _Read:
    settings = workspace.settings
    collected = collect(
        workspace, registry.collectors, lambda n, done, total: step("collect", n, done, total), workspace.ask
    )
    workspace.release()
    store = FactStore(as_of=workspace.as_of, settings=settings, collected=collected, joins=registry.joins)
    verdicts = judge(store, registry.rules, lambda n, done, total: step("check", n, done, total))
    return _Read(
        workspace=workspace, registry=registry, store=store, verdicts=verdicts, notes=notes,
        foreign=tuple(foreign_findings(_all(store, ForeignRule, lambda r: (r.tool, r.rule)), _hits(store))),
        sensitive=_all(store, SensitiveLine, lambda one: (one.path, one.line)),
    )  # fmt: skip


def _hits(store: FactStore) -> tuple[ForeignHit, ...]:
    return _all(store, ForeignHit, lambda hit: (hit.path or hit.named, hit.line or 0, hit.tool, hit.rule))


def _all(store: FactStore, kind: type[Fact], key: Callable[[Fact], tuple[str | int, ...]]) -> tuple[Fact, ...]:
    """Facts for the ledger; none where their join failed, which has its own diagnostic."""
    outcome = attempt(lambda: store.all(kind))
    return () if isinstance(outcome, Fault) else tuple(sorted(outcome.value, key=key))


def _text(workspace: ScanWorkspace, path: str) -> str | None:
    try:
        return workspace.text(path)
    except Unreadable:
        return None


def _exposure(read: _Read) -> ExposureTable:
    """The join's table, which knows the production code; without it history alone speaks."""
    outcome = attempt(lambda: read.store.one(ExposureTable))
    if not isinstance(outcome, Fault) and outcome.value is not None:
        return outcome.value
    return file_exposure(read.history, {}, read.workspace.as_of, read.settings.interest)


def _owners(store: FactStore) -> OwnerLookup | None:
    outcome = attempt(lambda: store.one(OwnerLookup))
    return None if isinstance(outcome, Fault) else outcome.value


def _item(draft: Draft, priced: tuple[Principal, Interest], read: _Read, owners: OwnerLookup | None) -> Item:
    rule = draft.rule
    used = (collector for collector in rule.uses if read.store.read(collector))
    sources = tuple(dict.fromkeys((*rule.needs, *used)))
    return make_item(draft, priced, settings=read.settings, history=read.history, sources=sources, owners=owners)


def _marked(read: _Read) -> list[Item]:
    return marks.marked_items(_all(read.store, DebtMark, _place), read.settings, read.history)


def _complaints(read: _Read, used: frozenset[tuple[str, int]]) -> Iterator[Diagnostic]:
    ran = frozenset(rule.id for rule in read.verdicts.whole)
    ignores = _all(read.store, IgnoreMark, _place)
    return marks.complaints(_all(read.store, DebtMark, _place), ignores, used, read.registry.rules, ran)


def _place(mark: DebtMark | IgnoreMark) -> tuple[str | int, ...]:
    return (mark.path, mark.line)


def _ledger(read: _Read, table: ExposureTable, name: str, told: tuple[Diagnostic, ...]) -> Ledger:
    """All but the items and what was suppressed at a place."""
    history, verdicts, store = read.history, read.verdicts, read.store
    return Ledger(
        tool_version=__version__,
        rules_run=(
            *(rule_ref(rule) for rule in (*verdicts.whole, *(rule for rule, _ in read.foreign))),
            *((marks.RULE,) if store.read(marks.SOURCE) else ()),
        ),
        config_digest=read.settings.digest,
        as_of=read.workspace.as_of.isoformat(),
        repository=Repository(
            name=name,
            revision=history.head if history else None,
            branch=history.branch if history else None,
            dirty=history.dirty if history else None,
        ),
        maturity=verdicts.maturity.value,
        maturity_reason=verdicts.maturity.reason,
        sources=tuple(sorted(store.sources, key=lambda s: (s.collector, s.location, s.kind, s.status, s.detail))),
        models=_all(store, ModelRecord, lambda model: (model.name,)),
        model_uses=_all(store, ModelUse, lambda use: (use.name, use.path, use.uri)),
        files=tuple(table.files[path] for path in sorted(table.files)),
        credits=_all(store, Credit, lambda credit: (credit.id,)),
        diagnostics=(*read.diagnostics, *told),
        suppressed=(*_switched_off(read.registry.rules, read.settings), *foreign_suppressed(_hits(store))),
        items=(),
        sensitive=read.sensitive,
    )


def _switched_off(rules: Iterable[Rule], settings: Settings) -> tuple[Suppressed, ...]:
    """What the settings keep from being looked at at all, so that nothing is silent without a word."""
    off = [
        Suppressed(
            rule=rule.slug, path="", line=None, by="config", reason=(own.reason if own else None) or "switched off"
        )
        for rule in rules
        if not is_enabled(rule, settings)
        for own in [settings_of(rule, settings)]
    ]
    left_out = [
        Suppressed(rule="*", path=glob, line=None, by="config", reason="not scanned") for glob in settings.ignore
    ]
    return (*left_out, *off)


def _silenced(registry: Registry, settings: Settings, suppressed: frozenset[str]) -> Callable[[Item], bool]:
    """Items that people chose not to hear of any more: they are neither paid nor unverified."""
    rules = {rule.id: rule for rule in registry.rules}
    left_out = _left_out(settings)

    def is_silenced(item: Item) -> bool:
        rule = rules.get(item.rule.id)
        if item.id in suppressed or (item.path is not None and left_out(item.path)):
            return True
        if rule is None:
            return False
        too_early = settings.maturity is not None and settings.maturity.rank < rule.since.rank
        own = settings_of(rule, settings)
        ignored = bool(own and item.path and path_matcher(own.ignore)(item.path))
        return too_early or ignored or not is_enabled(rule, settings)

    return is_silenced


def _left_out(settings: Settings) -> Callable[[str], bool]:
    """As the workspace reads `ignore`: lines of a .gitignore."""
    files = [IgnoreFile(glob, "") for glob in settings.ignore]

    def left_out(path: str) -> bool:
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            place, is_folder = "/".join(parts[:end]), end < len(parts)
            if any(one.verdict(place, parts[end - 1], is_folder) is True for one in files):
                return True
        return False

    return left_out


def _passed(found: Mapping[str, Item], known: Known, pieces: Regrouped) -> Mapping[str, Passed]:
    """Only where somebody decided on what was there, and nobody on what is there now."""
    before = {item.id for item in known.ledger.items} if known.ledger else set[str]()
    fold = known.fold
    return {
        name: Passed(origins, name in pieces.whole, seen_of(found[name]))
        for name, origins in sorted(pieces.origins.items())
        if name not in before and not fold.standing(name).verdicts
        and any(fold.standing(one).triage.verdict is not None for one in origins)
    }  # fmt: skip


def _standing(item: Item, known: Known, passed: Mapping[str, Passed]) -> Standing:
    standing, one = known.fold.standing(item.id), passed.get(item.id)
    if one is None:
        return standing
    return standing.passed_on({n: known.fold.standing(n) for n in one.origins}, one.seen, is_whole=one.is_whole)


def _with_known(
    found: Mapping[str, Item], known: Known, scanned: Scanned, pieces: Regrouped, passed: Mapping[str, Passed]
) -> list[Item]:
    """Found and known items with their dates, payments and triage, sorted by id."""
    as_of = date.fromisoformat(scanned.as_of)
    before = known.ledger.items if known.ledger else ()
    manual = [item for record in known.fold.added.values() if (item := manual_item(record)) is not None]
    items = [
        *(_seen_again(item, known, scanned.as_of) for item in (*found.values(), *manual)),
        *(_not_seen(item, known) for item in settle_known(found, before, scanned, pieces) if _is_recent(item, as_of)),
    ]
    settled = (replace(item, triage=settle(item, _standing(item, known, passed), as_of)) for item in items)
    return sorted(settled, key=lambda item: item.id)


def _seen_again(item: Item, known: Known, today: str) -> Item:
    payment = known.payments.get(item.id)
    if payment is not None:
        item = replace(item, payment=replace(payment, is_back=True))
    if not known.keeps_history:
        return item
    return replace(item, first_seen=min(known.first_seen.get(item.id, today), today), last_seen=today)


def _not_seen(item: Item, known: Known) -> Item:
    """A payment noticed now remembers what people had decided, so that a later decision answers to a return."""
    payment = item.payment
    if payment is None or payment.is_back or item.id in known.payments:
        return item
    return replace(item, payment=replace(payment, heads=known.fold.standing(item.id).heads))


def _is_recent(item: Item, as_of: date) -> bool:
    payment = item.payment
    return payment is None or payment.is_back or as_of - date.fromisoformat(payment.on) <= PAID_SHOWN
