"""One item opened: what, where, the evidence, and its interest down to the factors and their sources."""

from __future__ import annotations

from debtscope.export.columns import columns_text, wrapped
from debtscope.export.table import TOP_LEVEL, where
from debtscope.model.figures import hours, payback
from debtscope.model.ledger import Factor, Item, Ledger
from debtscope.model.text import printable
from debtscope.model.vocabulary import Basis

_MOST_OTHERS = 6
_MEANT = {
    Basis.MEASURED: "counted in git or in what was read",
    Basis.TEAM: "your settings, or what your payments taught",
    Basis.DEFAULT: "our estimate, measured by nobody (catalogue, judgement: docs/interest.md)",
}


def _number(value: float) -> str:
    return f"{value:.4g}"


def _factor(factor: Factor) -> tuple[str, ...]:
    spread = f"{_number(factor.low)} to {_number(factor.high)}" if factor.low != factor.high else ""
    effect = hours(factor.effect_hours) if factor.effect_hours else ""
    return (factor.name, _number(factor.value), factor.unit, spread, factor.source.value, effect, printable(factor.ref))


def _evidence(item: Item) -> list[str]:
    lines: list[str] = []
    for e in item.evidence:
        place = f"{e.path}:{e.line}" if e.path and e.line else e.path or ""
        value = f"{e.value}" if e.value is not None else ""
        lines.append(
            "  " + printable("  ".join(part for part in (e.kind, place, e.ref or "", value, e.excerpt or "") if part))
        )
    return lines


def _beside(item: Item, ledger: Ledger) -> list[str]:
    """What its hours stand beside: the other items of its cause, and the hours of its file."""
    lines: list[str] = []
    others = [i.id for i in ledger.items if i.cause == item.cause and i.id != item.id] if item.cause else []
    if others:
        told = ", ".join(others[:_MOST_OTHERS]) + (
            f" and {len(others) - _MOST_OTHERS} more" if len(others) > _MOST_OTHERS else ""
        )
        lines.append(f"cause     one with {told}: in sums the largest of them counts whole, the others half")
    file = next((file for file in ledger.files if file.path == item.path), None)
    if file is not None and any(factor.name == "touch term" for factor in item.interest.factors):
        lines.append(
            f"file      {file.share:.1%} of what repairs cost here: {hours(file.corrective_hours_per_month)} h/month, which the "
            "touch terms of all its items never exceed"
        )
    return lines


def item_text(item: Item, ledger: Ledger | None = None, columns: int = 0) -> str:
    """Everything that the ledger knows of one item; with the ledger also what its hours stand beside."""
    triage = item.triage
    head = [
        f"{item.id}  {printable(item.title)}",
        f"{item.rule.slug}, {item.category.value} debt · severity {item.severity.value} · confidence {item.confidence.value} · {triage.status.value}",
        f"{printable(where(item))}  component {printable(TOP_LEVEL if item.component == '.' else item.component)}",
        "",
        *wrapped(printable(item.message)).splitlines(),
        "",
        "evidence:",
        *_evidence(item),
        "",
        f"principal {hours(item.principal.hours)} h ({hours(item.principal.low)} to {hours(item.principal.high)}): {printable(item.principal.basis)}",
        f"interest  {hours(item.interest.hours_per_month)} h/month ({hours(item.interest.low)} to {hours(item.interest.high)}), {item.interest.model}",
        f"pays in   {payback(item.payback_months)}",
    ]
    head += _beside(item, ledger) if ledger else []
    if item.shares:
        head.append(
            f"shares    {printable(item.shares.name)}: {item.shares.hours:g} h of it are worked once for all that need it"
        )
    if item.after:
        head.append(f"after     {', '.join(printable(one) for one in item.after)}: to be paid before")
    if item.exposure:
        head.append(f"exposure  {printable(item.exposure.note)} (beside the hours, never added to them)")
    if item.introduced:
        by = f" by {printable(item.introduced.author)}" if item.introduced.author else ""
        head.append(f"since     {item.introduced.date[:10]}, {item.introduced.revision[:9]}{by}")
    factors = columns_text(
        ("factor", "value", "unit", "range", "source", "h/month", "read from"),
        [_factor(f) for f in item.interest.factors],
        columns,
    )
    tail = ["", "why it costs:", *_prose(item.why), "", "how to pay it:", *_prose(item.remediation)]
    opened = ["", "interest opened:", *factors.splitlines(), *_sources(item)] if item.interest.factors else []
    return "\n".join([*head, *opened, *tail]) + "\n"


def _sources(item: Item) -> list[str]:
    """What the words in the column `source` mean, of those that stand there."""
    found = {factor.source for factor in item.interest.factors}
    told = [f"  {source.value}: {meant}" for source, meant in _MEANT.items() if source in found]
    if Basis.DEFAULT in found:
        told.append(
            f"  instead: debtscope log {item.id} --took 3h --cost 2h, or [priors.{item.rule.slug}] in debtscope.toml"
        )
    return ["", *told]


def _prose(text: str) -> list[str]:
    return [printable(line) for line in wrapped(text, "  ").splitlines()]
