"""An item in words: the preview beside the list and the parts of the item screen. Pure: values in, content out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from textual.content import Content
from textual.style import Style

from debtscope.model.figures import hours, located, payback
from debtscope.model.vocabulary import Basis, Confidence, ItemState, Status
from debtscope.tui.excerpt import coloured
from debtscope.tui.ink import SEVERITY_MARKS, Ink
from debtscope.tui.page import ACCENT, QUIET, SEVERITY_STYLES, STRONG, Page, dated

if TYPE_CHECKING:
    from debtscope.model.finding import Evidence
    from debtscope.model.ledger import Factor, Item, OwnEstimate
    from debtscope.model.rule import Rule
    from debtscope.model.triage import LogRecord
    from debtscope.services.types import Excerpt

MOST_NAME = 36
"""Cells of a bar's name: in a wide pane the bar stays beside it."""
BASIS_STYLES = {Basis.MEASURED: "$success", Basis.TEAM: "$accent", Basis.DEFAULT: "$quiet"}


def preview(
    item: Item, code: Excerpt | None, ink: Ink, width: int, *, is_new: bool = False, height: int = 0
) -> Content:
    """What one needs for a verdict, in a third of the screen; the code takes the lines that are left."""
    page = Page(ink, width)
    page.text(item.title, STRONG, limit=2)
    _tags(page, item, is_new=is_new)
    _place(page, item)
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


def case(item: Item, ink: Ink, width: int, *, is_new: bool = False) -> Content:
    """All that a verdict is about, without its proof."""
    page = Page(ink, width)
    page.text(item.title, STRONG, limit=2)
    _tags(page, item, is_new=is_new)
    _place(page, item)
    page.blank()
    page.text(item.message)
    page.blank()
    _money(page, item)
    _bars(page, item)
    _status(page, item)
    page.heading("why it is debt")
    page.prose(item.why)
    page.heading("how to pay it down")
    page.prose(item.remediation)
    return page.done()


def heading(item: Item, ink: Ink, width: int, *, is_new: bool = False) -> Content:
    """The head of the item screen."""
    page = Page(ink, width)
    page.text(item.title, STRONG, limit=2)
    _tags(page, item, is_new=is_new)
    _place(page, item)
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


def account(item: Item, ink: Ink, width: int, *, opened: int | None = None, has_git: bool = True) -> Content:
    """The money in bars, one of which is opened to its inputs, and where the item stands."""
    page = Page(ink, width)
    page.heading("money")
    _money(page, item)
    page.heading("interest", "i opens a bar")
    _terms(page, item, opened)
    if not has_git:
        page.text("less sure without git: how often it is touched is a default", "$warning")
    page.heading("principal")
    page.text(item.principal.basis, QUIET)
    if item.exposure is not None:
        _exposure(page, item)
    page.heading("status")
    _status(page, item)
    if not has_git:
        page.line(("age       ", QUIET), ("unknown", "$warning"), (", there is no git history", QUIET))
        page.line(("people    ", QUIET), ("unknown", "$warning"), (", nobody can be proposed", QUIET))
    _origin(page, item)
    return dated(page.done())


def terms(item: Item) -> list[tuple[Factor, list[Factor]]]:
    """What adds up to the interest, each with the factors that it was made of."""
    made: list[tuple[Factor, list[Factor]]] = []
    for factor in item.interest.factors:
        if factor.effect_hours or factor.name.endswith(" term"):
            made.append((factor, []))
        elif made:
            made[-1][1].append(factor)
    return sorted(made, key=lambda pair: -abs(pair[0].effect_hours))


def _terms(page: Page, item: Item, opened: int | None) -> None:
    parts = terms(item)
    most = max((abs(term.effect_hours) for term, _ in parts), default=0.0) or 1.0
    for number, (term, inputs) in enumerate(parts):
        _bar(page, term, most, number, is_open=number == opened)
        if number == opened:
            if term.ref:
                page.text(f"= {term.ref}", indent=4)
            for factor in inputs:
                _input(page, factor)
            if any(factor.ref.startswith("git:") for factor in inputs if factor.ref):
                commits = Style.from_meta({"@click": ("screen.show_tab", ("git",))})
                page.content(Content.assemble("    ", ("its commits", commits), (" (> git)", QUIET)))
            spread = f"{_range(term.low, term.high, page.ink)} h/month, 10 to 90 %"
            page.text(f"{spread}; confidence of the rule: {item.confidence.value}", QUIET, indent=4)
    if parts:
        total = sum(term.effect_hours for term, _ in parts)
        page.line((f"  together {hours(total)} h/month, by {item.interest.model}", QUIET))


def _bar(page: Page, term: Factor, most: float, number: int, *, is_open: bool) -> None:
    room = max(4, min(14, page.width - 32))
    names = max(10, min(MOST_NAME, page.width - room - 18))
    fold = page.ink.unfolded if is_open else page.ink.folded
    opens = Style.from_meta({"@click": ("screen.open_term", (number,))})
    name = page.ink.fit(_words(term.name), names).rstrip()
    page.content(
        Content.assemble(
            (f"{fold} ", ACCENT),
            (name, opens),
            " " * (names - len(name)),
            (f" {page.ink.gauge(abs(term.effect_hours) / most, room)}", "$accent"),
            f"{hours(term.effect_hours):>5} ",
            (term.source.value, BASIS_STYLES[term.source]),
        )
    )


def _input(page: Page, factor: Factor) -> None:
    """A factor inside a term: its value, range and where it comes from."""
    value = f"{factor.value:.3g} {factor.unit}".strip()
    page.line(f"    {_words(factor.name)}  ", (value, STRONG), "  ", (factor.source.value, BASIS_STYLES[factor.source]))
    spread = _range(factor.low, factor.high, page.ink) if factor.low != factor.high else ""
    note = f" {page.ink.dot} ".join(part for part in (spread, factor.ref) if part)
    if note:
        page.text(note, QUIET, indent=6, limit=3)


def _place(page: Page, item: Item) -> None:
    """Where it is; a click on a file opens the editor at the line."""
    opens = Style.from_meta({"@click": ("screen.edit", ())})
    for line in page.wrapped(located(item), page.width)[:2]:
        shown = Content.styled(line, ACCENT)
        page.content(shown.stylize(opens) if item.path else shown)


def _tags(page: Page, item: Item, *, is_new: bool) -> None:
    dot = f" {page.ink.dot} "
    parts: list[tuple[str, str]] = [
        (f"{SEVERITY_MARKS[item.severity]} {item.severity.value}", SEVERITY_STYLES[item.severity.value]),
        (f"{dot}{item.category.value}{dot}{item.rule.id} {item.rule.slug}", QUIET),
    ]
    if item.confidence is Confidence.LOW:
        parts.append((f"{dot}unsure", QUIET))
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
    if item.own is not None:
        _own(page, item.own)
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
    names = max(10, min(MOST_NAME, page.width - room - 18))
    for factor in terms[:limit] if limit else terms:
        page.line(
            f"  {page.ink.fit(_words(factor.name), names)}",
            (f" {page.ink.gauge(abs(factor.effect_hours) / most, room)}", "$accent"),
            f"{hours(factor.effect_hours):>5} ",
            (factor.source.value, BASIS_STYLES[factor.source]),
        )


def _own(page: Page, own: OwnEstimate) -> None:
    """What somebody put in place of what was computed, and what that was."""
    for name, yours, computed in (
        ("principal", own.principal, f"{hours(own.computed_principal.hours)} h"),
        ("interest", own.interest, f"{hours(own.computed_interest.hours_per_month)} h/month"),
    ):
        if yours is not None:
            page.line((f"          yours, computed {name} {computed}", "$warning"))
    page.text(f"{own.reason} ({own.by}, {own.at[:10]})", QUIET, indent=10, limit=3)


def _words(name: str) -> str:
    return name.replace("_", " ")


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
            page.text(f"{name}: {value}", QUIET, hang=2)
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


def record_lines(page: Page, record: LogRecord) -> None:
    """One decision, with what was said."""
    verdict = str(record.data.get("verdict") or record.kind)
    if "undoes" in record.data:
        verdict = "taken back"
    elif record.kind == "alias":
        verdict = _moved(record)
    page.line((f"{record.at[:10]} ", QUIET), (verdict, STRONG), f" by {record.by}")
    for name in ("principal", "interest", "took", "cost", "reason", "note", "owner", "due", "until", "link"):
        value = record.data.get(name)
        if value not in (None, "") and not (record.kind == "observed" and name in {"principal", "interest"}):
            page.text(f"{name}: {value}", QUIET, indent=2, hang=2)


def _moved(record: LogRecord) -> str:
    """What a scan noted: the debt goes on at another place, or in other pieces."""
    parts = record.data.get("of")
    if not isinstance(parts, (list, tuple)):
        return "found again at another place"
    return f"told in other pieces, with what was decided on {', '.join(map(str, cast('list[object]', parts)))}"


def at_line(content: Content, path: str | None, line: int | None) -> Content:
    """The same text, on which a click opens the file at the line in the editor."""
    return content.stylize(Style.from_meta({"@click": ("screen.edit_at", (path, line))})) if path else content


def evidence(page: Page, facts: Sequence[Evidence]) -> None:
    """Facts as a list: where, then what stands there."""
    page.heading("evidence")
    for fact in facts:
        where = f"{fact.path}:{fact.line}" if fact.path and fact.line else fact.path or ""
        named = " ".join(p for p in (fact.ref or "", "" if fact.value is None else f"= {fact.value}") if p)
        head = f"{where}  {named}".strip()
        said = Page(page.ink, page.width)
        said.text(f"{fact.kind}  {head}" if head else fact.kind, ACCENT if where else "", hang=2)
        page.content(at_line(said.done(), fact.path, fact.line))
        if fact.excerpt:
            page.text(fact.excerpt.strip(), QUIET, indent=2, limit=3)
