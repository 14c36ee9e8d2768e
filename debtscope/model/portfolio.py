"""Many repositories in one ledger: values, and how their ledgers become one. Each repository's own ledger stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from debtscope.model.frozen import frozen
from debtscope.model.ids import FOREIGN
from debtscope.model.inventory import ModelRecord
from debtscope.model.ledger import Diagnostic, Item, Ledger, Repository, SourceReport
from debtscope.model.regex import regex
from debtscope.model.text import printable

READ_ONLY = "a portfolio is read-only, verdicts belong to each repository: debtscope tui REPOSITORY"
_LONGEST = 60
_NO_NAME = "repository"
_UNFIT = regex(r"[^\w.+-]+")


@frozen
class Member:
    """One repository of a portfolio."""

    name: str
    """Its own in the portfolio: harmless to show, without white space and slashes."""
    ledger: Ledger
    new_ids: frozenset[str] = frozenset()
    """Items that its snapshot before did not have; empty where it keeps none."""


@frozen
class Unread:
    """A repository or file that costs this line and nothing else."""

    name: str
    message: str


@frozen
class SharedDebt:
    """The same debt in several repositories, as far as names tell."""

    kind: str
    """cause (a rule names it), package, asset, model or policy (debt of the whole repository)."""
    name: str
    title: str
    rules: tuple[str, ...]
    """Slugs."""
    places: Mapping[str, tuple[str, ...]]
    """Repository -> ids of its items there."""
    principal_hours: float
    interest_hours_per_month: float

    @property
    def items(self) -> int:
        """Of all repositories together."""
        return sum(len(ids) for ids in self.places.values())


@frozen
class WidespreadRule:
    """One rule that finds debt in several repositories."""

    slug: str
    title: str
    category: str
    repositories: tuple[str, ...]
    items: int
    principal_hours: float
    interest_hours_per_month: float


@frozen
class ModelRole:
    """What one repository has to do with a model."""

    repository: str
    name: str
    """As it is called there."""
    registers: bool
    """A registry that the repository shows holds versions of it."""
    trains: bool
    """Its stages or modules make it."""
    loads: tuple[str, ...]
    """Manifests and serving code of the repository that take it: paths."""
    served: str | None
    owner: str | None
    watched_by: tuple[str, ...]
    drifting_since: str | None


@frozen
class CrossModel:
    """A model that several repositories know, joined by name."""

    name: str
    roles: tuple[ModelRole, ...]
    """By repository."""
    is_consumed: bool
    """One repository registers or trains it, and another one, which does neither, serves or loads it."""


@frozen
class Portfolio:
    """Everything that the forms tell."""

    members: tuple[Member, ...]
    """By name."""
    unread: tuple[Unread, ...]
    shared: tuple[SharedDebt, ...]
    """Dearest first."""
    rules: tuple[WidespreadRule, ...]
    models: tuple[CrossModel, ...]
    merged: Ledger
    """One ledger of all items, each under its repository's name and its id there."""


def fitting_name(wanted: str) -> str:
    """A repository's name as ids and queries can hold it, and as no form takes it for markup."""
    name = _UNFIT.sub("-", printable(wanted.strip()).replace("\\", " "))[:_LONGEST].strip("-")
    return f"{name}-" if name == FOREIGN else name or _NO_NAME


def apart(names: Sequence[str]) -> list[str]:
    """Names that differ from each other: what comes again gets a number."""
    taken: set[str] = set()
    told: list[str] = []
    for name in names:
        number, own = 1, name
        while own in taken:
            number += 1
            own = f"{name}-{number}"
        taken.add(own)
        told.append(own)
    return told


def merged(members: Sequence[Member]) -> Ledger:
    """One ledger of the members'; its totals are the sum of theirs, since no cause crosses a repository."""
    ledgers = [member.ledger for member in members]
    rules = {(ref.id, ref.version): ref for ledger in ledgers for ref in ledger.rules_run}
    top = max(ledgers, key=lambda ledger: ledger.maturity.rank)
    many = f"{len(members)} {'repository' if len(members) == 1 else 'repositories'}"
    return Ledger(
        tool_version=max(ledger.tool_version for ledger in ledgers),
        rules_run=tuple(rules[key] for key in sorted(rules)),
        config_digest="",
        as_of=max(ledger.as_of for ledger in ledgers),
        repository=Repository(name=f"portfolio of {many}", revision=None, branch=None, dirty=None),
        maturity=top.maturity,
        maturity_reason=f"the highest of {many}",
        sources=tuple(_source(member, one) for member in members for one in member.ledger.sources),
        diagnostics=tuple(_diagnostic(member, one) for member in members for one in member.ledger.diagnostics),
        models=tuple(_model(member, one) for member in members for one in member.ledger.models),
        files=(),
        credits=(),
        suppressed=tuple(
            replace(one, path=_inside(member, one.path)) for member in members for one in member.ledger.suppressed
        ),
        items=tuple(sorted((own for member in members for own in own_items(member)), key=lambda item: item.id)),
    )


def own_items(member: Member) -> Iterable[Item]:
    """A member's items as the portfolio names them. What groups items (cause, shared work, order) stays within it."""
    for item in member.ledger.items:
        subject = item.subject
        yield replace(
            item,
            id=_inside(member, item.id),
            subject=replace(subject, name=_inside(member, subject.name)) if subject.kind == "model" else subject,
            cause=_inside(member, item.cause) if item.cause is not None else None,
            shares=replace(item.shares, name=_inside(member, item.shares.name)) if item.shares is not None else None,
            after=tuple(_inside(member, one) for one in item.after),
        )


def _inside(member: Member, name: str) -> str:
    return f"{member.name}/{name}"


def _source(member: Member, source: SourceReport) -> SourceReport:
    return replace(source, location=_inside(member, source.location))


def _diagnostic(member: Member, diagnostic: Diagnostic) -> Diagnostic:
    return replace(diagnostic, path=_inside(member, diagnostic.path))


def _model(member: Member, model: ModelRecord) -> ModelRecord:
    return replace(model, name=_inside(member, model.name))
