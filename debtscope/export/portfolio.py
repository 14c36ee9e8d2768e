"""A portfolio as a document, a table and Markdown. Text from repositories is made harmless for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

from debtscope import __version__
from debtscope.export.columns import columns_text
from debtscope.export.document import (
    SCHEMA_VERSION,
    Document,
    head_document,
    item_document,
    plain,
    strict_json,
    summary_document,
)
from debtscope.export.markdown import escape, items_markdown, rows_markdown
from debtscope.export.order import listed
from debtscope.export.table import item_rows, totals_line, unread
from debtscope.model.figures import hours
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item
from debtscope.model.portfolio import CrossModel, Member, ModelRole, Portfolio, SharedDebt
from debtscope.model.text import printable
from debtscope.model.totals import summarize

SHOWN = 40
"""Items, and rows of each other list, in forms that people read; the document has all."""
_OF_A_REPOSITORY = (
    "tool", "as_of", "repository", "maturity", "summary", "sources", "diagnostics", "models", "model_uses", "credits", "suppressed",
)  # fmt: skip


def portfolio_json(portfolio: Portfolio) -> str:
    """The document as text; the same ledgers give the same bytes, whoever scanned them."""
    return strict_json(portfolio_document(portfolio))


def portfolio_document(portfolio: Portfolio) -> Document:
    """Repositories, totals, what they share, and all items, each with its repository and its id there."""
    return {
        "kind": "portfolio",
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "debtscope", "version": __version__},
        "as_of": portfolio.merged.as_of,
        "summary": plain(summary_document(portfolio.merged)),
        "repositories": [_repository(member) for member in portfolio.members],
        "unread": plain([asdict(one) for one in portfolio.unread]),
        "shared": plain([_shared(one) for one in portfolio.shared]),
        "rules": plain([asdict(one) for one in portfolio.rules]),
        "models": plain([_model(one) for one in portfolio.models]),
        "items": [
            {"repository": member.name, **item_document(item)}
            for member in portfolio.members
            for item in member.ledger.items
        ],
    }


def _repository(member: Member) -> Document:
    head = head_document(member.ledger)
    return {
        "name": member.name, **{name: head[name] for name in _OF_A_REPOSITORY}, "new_items": sorted(member.new_ids),
    }  # fmt: skip


def _shared(one: SharedDebt) -> Document:
    return {
        "kind": one.kind, "name": one.name, "title": one.title, "rules": one.rules, "items": one.items,
        "principal_hours": one.principal_hours, "interest_hours_per_month": one.interest_hours_per_month,
        "repositories": [{"name": name, "items": ids} for name, ids in one.places.items()],
    }  # fmt: skip


def _model(model: CrossModel) -> Document:
    return {
        "name": model.name, "is_consumed": model.is_consumed, "repositories": [asdict(role) for role in model.roles],
    }  # fmt: skip


def _repository_rows(portfolio: Portfolio) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for member in portfolio.members:
        ledger, summary = member.ledger, summarize(member.ledger.items)
        revision = ledger.repository.revision
        rows.append((
            member.name, revision[:7] if revision else "-", ledger.as_of, ledger.maturity.value, str(summary.items),
            hours(summary.principal_hours), hours(summary.interest.value), str(len(ledger.models)), str(unread(ledger)),
        ))  # fmt: skip
    return rows


@frozen
class Grid:
    """One list of a portfolio for people, its cells as they came."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def grids(portfolio: Portfolio) -> list[Grid]:
    """Repositories, what they share, rules and models, as every form that people read shows them; no empty ones."""
    made = [
        Grid(
            title="Repositories", rows=tuple(_repository_rows(portfolio)),
            head=("repository", "commit", "as of", "maturity", "items", "fix h", "cost h/m", "models", "unread"),
        ),
        Grid(
            title="The same debt in several repositories", rows=tuple(_shared_rows(portfolio)),
            head=("what", "the same", "items", "fix h", "cost h/m", "repositories"),
        ),
        Grid(
            title="Rules that several repositories break", rows=tuple(_rule_rows(portfolio)),
            head=("rule", "items", "fix h", "cost h/m", "repositories"),
        ),
        Grid(
            title="Models of several repositories, by name", rows=tuple(_model_rows(portfolio)),
            head=("model", "made in", "taken in", "watched by", "drifting since"),
        ),
    ]  # fmt: skip
    return [grid for grid in made if grid.rows]


def _shared_rows(portfolio: Portfolio) -> list[tuple[str, ...]]:
    return [
        (one.title, one.name if one.kind != "policy" else "debt of the whole repository", str(one.items),
         hours(one.principal_hours), hours(one.interest_hours_per_month), _listing(one.places))
        for one in portfolio.shared[:SHOWN]
    ]  # fmt: skip


def _rule_rows(portfolio: Portfolio) -> list[tuple[str, ...]]:
    return [
        (one.slug, str(one.items), hours(one.principal_hours), hours(one.interest_hours_per_month),
         f"{len(one.repositories)}: {_listing(one.repositories)}")
        for one in portfolio.rules[:SHOWN]
    ]  # fmt: skip


def _model_rows(portfolio: Portfolio) -> list[tuple[str, ...]]:
    return [
        (model.name, _listing(role.repository for role in model.roles if role.registers or role.trains) or "-",
         _listing(_taken(role) for role in model.roles if role.loads) or "-",
         ", ".join(dict.fromkeys(by for role in model.roles for by in role.watched_by)) or "nothing",
         min((role.drifting_since for role in model.roles if role.drifting_since), default="-"))
        for model in portfolio.models[:SHOWN]
    ]  # fmt: skip


def _taken(role: ModelRole) -> str:
    return f"{role.repository} ({role.loads[0]})"


def _listing(names: Iterable[str], most: int = 4) -> str:
    told = list(names)
    more = f" and {len(told) - most} more" if len(told) > most else ""
    return ", ".join(told[:most]) + more


def portfolio_table(portfolio: Portfolio, items: Sequence[Item] | None = None, columns: int = 0) -> str:
    """For a terminal; `items` are the merged ledger's in the order to be shown (default: as in every list)."""
    merged = portfolio.merged
    shown = listed(merged.items) if items is None else list(items)
    parts = [f"{merged.repository.name}  as of {merged.as_of}\n{totals_line(merged)}\n"]
    parts += [f"{grid.title}\n{_columns(grid, columns)}" for grid in grids(portfolio)]
    if portfolio.unread:
        parts.append(
            "".join(f"left out: {printable(one.name)}: {printable(one.message)}\n" for one in portfolio.unread)
        )
    rows = item_rows(shown[:SHOWN], columns) if shown else ["No debt found."]
    more = f"and {len(shown) - SHOWN} more (--format json has all, --query narrows)\n" if len(shown) > SHOWN else ""
    return "\n".join([*parts, "\n".join(rows) + "\n" + more])


def _columns(grid: Grid, columns: int) -> str:
    return columns_text(grid.head, [[printable(cell) for cell in row] for row in grid.rows], columns)


def portfolio_markdown(portfolio: Portfolio, items: Sequence[Item] | None = None) -> str:
    """For a chat or a page, with `items` as in the table; repository text is no markup."""
    merged = portfolio.merged
    out = [f"# Technical debt: {escape(merged.repository.name)}", "", f"{totals_line(merged)}. As of {merged.as_of}."]
    for grid in grids(portfolio):
        rows = [[escape(cell) for cell in row] for row in grid.rows]
        out += ["", f"## {grid.title}", "", *rows_markdown(grid.head, rows)]
    if portfolio.unread:
        out += ["", "## Left out", ""]
        out += [f"- {escape(one.name)}: {escape(one.message)}" for one in portfolio.unread]
    items = listed(merged.items) if items is None else list(items)
    out += ["", "## Items", "", *items_markdown(items[:SHOWN])]
    if len(items) > SHOWN:
        out += ["", f"and {len(items) - SHOWN} more"]
    return "\n".join(out) + "\n"
