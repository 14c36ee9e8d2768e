"""An item in words: the preview beside the list and the parts of the item screen. Pure: values in, content out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from debtscope.model.figures import hours, payback, place
from debtscope.model.vocabulary import Basis, ItemState, Status
from debtscope.tui.excerpt import coloured
from debtscope.tui.ink import SEVERITY_MARKS, Ink
from debtscope.tui.page import ACCENT, QUIET, SEVERITY_STYLES, STRONG, Page

if TYPE_CHECKING:
    from debtscope.model.finding import Evidence
    from debtscope.model.ledger import Factor, Item
    from debtscope.model.rule import Rule
    from debtscope.model.triage import LogRecord
    from debtscope.services.types import Excerpt

BASIS_STYLES = {Basis.MEASURED: "$success", Basis.TEAM: "$accent", Basis.DEFAULT: "$quiet"}


def preview(
    item: Item, code: Excerpt | None, ink: Ink, width: int, *, is_new: bool = False, height: int = 0
) -> Content:
    """What one needs for a verdict, in a third of the screen; the code takes the lines that are left."""
    page = Page(ink, width)
    page.text(item.title, STRONG, limit=2)
    _tags(page, item, is_new=is_new)
    page.text(place(item), ACCENT, limit=2)
    page.blank()
    page.text(item.message, limit=6)
    page.blank()
    _money(page, item)
    _bars(page, item, limit=4)
    _status(page, item)
    if code is not None:
        room = (height - page.height - 7) // 2 if height else 3
        page.blank()
        page.content(coloured(code, ink, width, around=max(1, min(4, room))))
    else:
        evidence(page, item.evidence[:3])
    page.heading("how to pay it down")
    page.prose(item.remediation)
    return page.done()


def heading(item: Item, ink: Ink, width: int, *, is_new: bool = False) -> Content:
    """The head of the item screen."""
    page = Page(ink, width)
    page.text(item.title, STRONG, limit=2)
    _tags(page, item, is_new=is_new)
    page.text(place(item), ACCENT, limit=2)
    return page.done()


def explanation(item: Item, rule: Rule | None, ink: Ink, width: int) -> Content:
    """What it is, why it costs, how to pay it."""
    page = Page(ink, width)
    page.heading("what")
    page.text(item.message)
    page.heading("why it is debt")
    page.prose(item.why)
    page.heading("how to pay it down")
    page.prose(item.remediation)
    if rule is not None:
        page.heading("what the rule looks for", f"{rule.id} {rule.slug}")
        page.prose(rule.page.detects)
    return page.done()


def proof(item: Item, code: Excerpt | None, ink: Ink, width: int) -> Content:
    """The facts that the item rests on, and the code around it."""
    page = Page(ink, width)
    evidence(page, item.evidence)
    if code is not None:
        page.heading("code", ink.text(code.path))
        page.content(coloured(code, ink, width))
    return page.done()


def account(item: Item, records: Sequence[LogRecord], ink: Ink, width: int) -> Content:
    """The money, opened to its factors, and what people decided."""
    page = Page(ink, width)
    page.heading("money")
    _money(page, item)
    page.heading("interest opened", item.interest.model)
    _bars(page, item)
    _factors(page, item.interest.factors)
    page.text(f"principal: {item.principal.basis}", QUIET)
    if item.exposure is not None:
        _exposure(page, item)
    page.heading("status")
    _status(page, item)
    _origin(page, item)
    if records:
        page.heading("decisions")
        for record in reversed(records):
            _record(page, record)
    return page.done()


def _tags(page: Page, item: Item, *, is_new: bool) -> None:
    dot = f" {page.ink.dot} "
    parts: list[tuple[str, str]] = [
        (f"{SEVERITY_MARKS[item.severity]} {item.severity.value}", SEVERITY_STYLES[item.severity.value]),
        (f"{dot}{item.category.value}{dot}{item.rule.id} {item.rule.slug}", QUIET),
    ]
    if item.must_do:
        parts.append((f"{dot}must do", "bold $warning"))
    if is_new:
        parts.append((f"{dot}new", "$success"))
    if item.state is not ItemState.FOUND:
        parts.append((f"{dot}{item.state.value}", "$warning"))
    if sum(len(text) for text, _ in parts) <= page.width:
        page.line(*parts)
    else:
        page.line(*parts[:1], *parts[2:])
        page.text(parts[1][0].removeprefix(dot), QUIET, limit=2)


def _range(low: float, high: float, ink: Ink) -> str:
    return f"{hours(low)} {ink.dash} {hours(high)}"


def _money(page: Page, item: Item) -> None:
    fix, cost = item.principal, item.interest
    page.line(
        ("fix       ", QUIET), (f"{hours(fix.hours)} h", STRONG), (f"  {_range(fix.low, fix.high, page.ink)}", QUIET)
    )
    page.line(
        ("interest  ", QUIET), (f"{hours(cost.hours_per_month)} h/month", STRONG),
        (f"  {_range(cost.low, cost.high, page.ink)}", QUIET),
    )  # fmt: skip
    page.line(("pays in   ", QUIET), payback(item.payback_months))
    if item.shares is not None:
        page.line(("shares    ", QUIET), f"{item.shares.name}, {item.shares.hours:g} h once for all that need it")
    if item.after:
        page.line(("after     ", QUIET), ", ".join(item.after))
    if item.exposure is not None:
        page.line(("exposure  ", QUIET), (page.ink.text(item.exposure.kind), "$warning"))


def _bars(page: Page, item: Item, limit: int = 0) -> None:
    """The terms that bring hours, as additive bars with their source."""
    terms = sorted((f for f in item.interest.factors if f.effect_hours), key=lambda f: -abs(f.effect_hours))
    if not terms:
        return
    most = max(abs(f.effect_hours) for f in terms)
    room = max(4, min(14, page.width - 32))
    names = max(10, page.width - room - 18)
    for factor in terms[:limit] if limit else terms:
        page.line(
            f"  {page.ink.fit(_words(factor.name), names)}",
            (f" {page.ink.gauge(abs(factor.effect_hours) / most, room)}", "$accent"),
            f"{hours(factor.effect_hours):>5} ",
            (factor.source.value, BASIS_STYLES[factor.source]),
        )


def _words(name: str) -> str:
    return name.replace("_", " ")


def _factors(page: Page, factors: Sequence[Factor]) -> None:
    """Every factor with its value, range and where it comes from."""
    if not factors:
        return
    page.blank()
    for factor in factors:
        value = f"{factor.value:.3g} {factor.unit}".strip()
        page.line(
            f"  {_words(factor.name)}  ", (value, STRONG), "  ", (factor.source.value, BASIS_STYLES[factor.source])
        )
        spread = _range(factor.low, factor.high, page.ink) if factor.low != factor.high else ""
        note = f" {page.ink.dot} ".join(part for part in (spread, factor.ref) if part)
        if note:
            page.text(note, QUIET, indent=4, limit=3)


def _exposure(page: Page, item: Item) -> None:
    assert item.exposure is not None
    page.heading("exposure", "beside the hours, never added to them")
    page.text(f"{item.exposure.kind}: {item.exposure.note}")
    if item.exposure.low is not None and item.exposure.high is not None:
        page.text(f"{item.exposure.low:,.0f} {page.ink.dash} {item.exposure.high:,.0f} {item.exposure.currency or ''}")


def _proposed(page: Page, item: Item) -> None:
    proposed = item.proposed_owner
    if proposed is not None:
        page.line(("owner     ", QUIET), "nobody yet", (f", proposed: {proposed.name} ({proposed.by})", QUIET))


def _status(page: Page, item: Item) -> None:
    triage = item.triage
    if triage.status is Status.OPEN and not triage.by and not triage.owner and not triage.note:
        if triage.woken:
            page.text(f"open again: {triage.woken}", "$warning")
        _proposed(page, item)
        return
    who = f" by {triage.by}" if triage.by else ""
    when = f" on {triage.at[:10]}" if triage.at else ""
    until = f" until {triage.until}" if triage.until else ""
    due = f", due {triage.due}" if triage.due else ""
    page.text(f"{triage.status.value}{until}{due}{who}{when}", STRONG)
    if triage.owner:
        page.line(("owner     ", QUIET), triage.owner)
    else:
        _proposed(page, item)
    for name, value in (("because", triage.reason), ("note", triage.note), ("link", triage.link)):
        if value:
            page.text(f"{name}: {value}", QUIET)
    if triage.conflict:
        page.text("two people decided differently; decide once more to settle it", "$error")
    if triage.woken:
        page.text(f"open again: {triage.woken}", "$warning")


def _origin(page: Page, item: Item) -> None:
    since = item.introduced
    if since is not None:
        by = f" by {since.author}" if since.author else ""
        page.text(f"came in {since.date[:10]} with {since.revision[:7]}{by}", QUIET)
    if item.first_seen:
        page.text(f"first seen {item.first_seen[:10]}", QUIET)
    page.text(f"confidence {item.confidence.value}, id {item.id}", QUIET)


def _record(page: Page, record: LogRecord) -> None:
    verdict = str(record.data.get("verdict") or record.kind)
    page.line((f"{record.at[:10]} ", QUIET), (verdict, STRONG), f" by {record.by}")
    for name in ("reason", "note", "owner", "due", "until", "link"):
        value = record.data.get(name)
        if value:
            page.text(f"{name}: {value}", QUIET, indent=2)


def evidence(page: Page, facts: Sequence[Evidence]) -> None:
    """Facts as a list: where, then what stands there."""
    page.heading("evidence")
    for fact in facts:
        where = f"{fact.path}:{fact.line}" if fact.path and fact.line else fact.path or ""
        named = " ".join(p for p in (fact.ref or "", "" if fact.value is None else f"= {fact.value}") if p)
        head = f"{where}  {named}".strip()
        page.text(f"{fact.kind}  {head}" if head else fact.kind, ACCENT if where else "")
        if fact.excerpt:
            page.text(fact.excerpt.strip(), QUIET, indent=2, limit=3)
