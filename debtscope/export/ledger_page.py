"""The ledger as one HTML page to hand on: it loads nothing, runs nothing, and prints. Who wrote the code is not on it."""

from __future__ import annotations

from debtscope.export.html import page, table, text
from debtscope.export.order import listed
from debtscope.export.table import nothing, totals_line, unread, where
from debtscope.model.figures import counted, hours, payback
from debtscope.model.ledger import Evidence, Item, Ledger
from debtscope.model.totals import summarize

_HEAD = ["sev", "what", "fix h", "h/month", "pays in", "status", "owner"]
_NUMBERS = {2, 3, 4}
_PROOFS = 8
"""Facts of an item that the page shows."""


def ledger_page(ledger: Ledger) -> str:
    """Totals, sums by category, and every item with its evidence and its way out, the surest and best ratio first."""
    repo = ledger.repository
    title = f"Technical debt of {repo.name}"
    revision = f", revision {text(repo.revision[:12])}" if repo.revision else ""
    body = [
        f"<h1>{text(title)}</h1>",
        f'<p class="quiet">as of {text(ledger.as_of)}{revision}, {text(ledger.maturity.value)}</p>',
        f'<p class="lead">{text(totals_line(ledger))}.</p>',
        *_unread(ledger), *_categories(ledger), *_items(ledger),
    ]  # fmt: skip
    return page(title, body)


def _unread(ledger: Ledger) -> list[str]:
    count = unread(ledger)
    told = f"{counted(count, 'input')} not read whole; <code>debtscope sources</code> names them."
    return [f'<p class="quiet">{told}</p>'] if count else []


def _categories(ledger: Ledger) -> list[str]:
    rows = [
        [text(name), str(part.items), hours(part.principal_hours), hours(part.interest_hours_per_month)]
        for name, part in summarize(ledger.items).by_category.items()
        if part.items
    ]
    return [table(["category", "items", "fix h", "h/month"], rows, {1, 2, 3})] if rows else []


def _items(ledger: Ledger) -> list[str]:
    items = listed(ledger.items)
    if not items:
        return [f"<p>{text(nothing(ledger))}</p>"]
    return ["<h2>Items, the surest and best ratio first</h2>", table(_HEAD, [_row(item) for item in items], _NUMBERS)]


def _row(item: Item) -> list[str]:
    facts = [f"<li>{_fact(one)}</li>" for one in item.evidence[:_PROOFS]]
    if len(item.evidence) > _PROOFS:
        facts.append(f'<li class="quiet">and {len(item.evidence) - _PROOFS} more</li>')
    what = (
        f"<b>{text(item.title)}</b> <code>{text(where(item))}</code><br>{text(item.message)}"
        f"<details><summary>{text(item.id)}: evidence, and how to pay it off</summary><ul>{''.join(facts)}</ul>"
        f"<p>{text(item.remediation)}</p></details>"
    )
    return [
        text(item.severity.value), what, hours(item.principal.hours), hours(item.interest.hours_per_month),
        payback(item.payback_months), text(item.triage.status.value), text(item.triage.owner or ""),
    ]  # fmt: skip


def _fact(one: Evidence) -> str:
    place = "" if one.path is None else one.path if one.line is None else f"{one.path}:{one.line}"
    said = one.excerpt or " ".join(str(part) for part in (one.ref, one.value) if part is not None)
    parts = [f"<code>{text(part)}</code>" for part in (place, said) if part]
    return f"{text(one.kind)} {' '.join(parts)}"
