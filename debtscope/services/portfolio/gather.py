"""Makes a portfolio: ledger files are read, repositories are scanned, and what cannot be is told in one line each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date
from pathlib import Path

from debtscope.model.errors import DebtscopeError, UsageError
from debtscope.model.frozen import frozen
from debtscope.model.ledger import NAMELESS, Item, Ledger
from debtscope.model.portfolio import Member, Portfolio, Unread, apart, fitting_name, merged
from debtscope.model.text import printable
from debtscope.query import Context, Query
from debtscope.services.browse import ledgers_of_file
from debtscope.services.portfolio.shared import cross_models, shared_debt, widespread_rules
from debtscope.services.portfolio.work import Engine, Outcome, ScanJob
from debtscope.services.types import ProgressSink, ignore_progress


@frozen
class PortfolioRequest:
    """What to put together."""

    targets: tuple[Path, ...]
    """Repositories (folders, bare ones at their HEAD) and ledger or portfolio files, in any order."""
    as_of: date
    """The day on which repositories are judged; ledger files keep theirs."""
    save: bool = False
    """Whether each scanned repository keeps a snapshot, as its own scan would."""
    use_cache: bool = True
    store: str | None = field(default=None, repr=False)
    """A shared database that keeps the repositories' snapshots."""


@frozen(kw_only=False)
class _Found:
    """One ledger before it has its name in the portfolio."""

    name: str
    ledger: Ledger
    new_ids: frozenset[str] = frozenset()


def gather(
    request: PortfolioRequest, engine: Engine, progress: ProgressSink = ignore_progress, query: Query | None = None
) -> Portfolio:
    """The portfolio, narrowed to the items that a query keeps. Raises UsageError where nothing could be read."""
    targets = list(dict.fromkeys(target.resolve() for target in request.targets))
    found, unread = _read(targets, _scanned(request, targets, engine, progress))
    found = _counted_once(found, unread)
    if not found:
        why = f": {unread[0].name}: {unread[0].message}" if unread else ""
        raise UsageError(f"no repository could be read{why}", "name repositories or their ledgers")
    names = apart([one.name for one in found])
    members = [
        Member(name=name, ledger=one.ledger, new_ids=one.new_ids) for name, one in zip(names, found, strict=True)
    ]
    members.sort(key=lambda member: member.name)
    return portfolio_of([_narrowed(member, query) for member in members], unread)


def _scanned(
    request: PortfolioRequest, targets: Sequence[Path], engine: Engine, progress: ProgressSink
) -> dict[Path, Outcome]:
    folders = [target for target in targets if target.is_dir()]
    jobs = [
        ScanJob(
            root=str(one), as_of=request.as_of.isoformat(), save=request.save, use_cache=request.use_cache,
            store=request.store,
        )
        for one in folders
    ]  # fmt: skip
    return dict(zip(folders, engine(jobs, progress) if jobs else [], strict=True))


def _read(targets: Sequence[Path], outcomes: Mapping[Path, Outcome]) -> tuple[list[_Found], list[Unread]]:
    """What could be had of each, in the order given."""
    found: list[_Found] = []
    unread: list[Unread] = []
    for target in targets:
        try:
            outcome = outcomes.get(target)
            if outcome is None:
                found += _from_file(target)
            else:
                ledger = outcome.ledger()
                found.append(_Found(_called(ledger, target.name), ledger, frozenset(outcome.new_ids)))
        except DebtscopeError as error:
            unread.append(Unread(name=printable(target.name or str(target), limit=100), message=error.message))
    return found, unread


def portfolio_of(members: Sequence[Member], unread: Sequence[Unread] = ()) -> Portfolio:
    """What members with different names have in common, and their ledgers as one."""
    return Portfolio(
        members=tuple(members), unread=tuple(unread), shared=shared_debt(members), rules=widespread_rules(members),
        models=cross_models(members), merged=merged(members),
    )  # fmt: skip


def _from_file(path: Path) -> list[_Found]:
    if not path.is_file():
        raise UsageError("no such folder or ledger file")
    return [
        _Found(
            one.name or _called(one.ledger, path.name.removesuffix(".json").removesuffix(".jsonl")),
            one.ledger,
            one.new_ids,
        )
        for one in ledgers_of_file(path)
    ]


def _called(ledger: Ledger, place: str) -> str:
    """The repository's own name; that of its folder or file where it has none."""
    return fitting_name(ledger.repository.name if ledger.repository.name != NAMELESS else place)


def _counted_once(found: Sequence[_Found], unread: list[Unread]) -> list[_Found]:
    """One commit of one repository may come as folder and as ledger; its debt is there once."""
    seen: dict[object, _Found] = {}
    kept: list[_Found] = []
    for one in found:
        revision = one.ledger.repository.revision
        same = (revision, tuple(item.id for item in one.ledger.items))
        if revision is not None and same in seen:
            unread.append(Unread(name=one.name, message=f"the same commit as {seen[same].name}, counted once"))
            continue
        seen[same] = one
        kept.append(one)
    return kept


def _narrowed(member: Member, query: Query | None) -> Member:
    if query is None or not query.terms:
        return member
    context = Context(as_of=date.fromisoformat(member.ledger.as_of), new_ids=member.new_ids)
    keeps = _by_repository(member, query, context)
    return replace(member, ledger=replace(member.ledger, items=tuple(i for i in member.ledger.items if keeps(i))))


def _by_repository(member: Member, query: Query, context: Context) -> Callable[[Item], bool]:
    """A query sees the item as the portfolio names it, with its repository."""
    known = frozenset(f"{member.name}/{one}" for one in context.new_ids)
    inside = replace(context, new_ids=known)
    return lambda item: query.matches(replace(item, id=f"{member.name}/{item.id}"), inside)
