"""The rules as table, JSON, text and Markdown; RULES.md is made by `rules_markdown`."""

from __future__ import annotations

from collections.abc import Sequence

from debtscope.export.columns import columns_text, wrapped
from debtscope.model.rule import Rule

_CREDITS = "(CR: a practice that is in place; which were found stands under credits in the ledger's JSON)"


def rules_table(rules: Sequence[Rule], columns: int = 0) -> str:
    """One line a rule."""
    rows = [(r.id, r.slug, r.severity.value, r.since.value, ", ".join(r.needs), r.title) for r in rules]
    return columns_text(("id", "slug", "severity", "from", "needs", "what it says"), rows, columns)


def rules_json(rules: Sequence[Rule]) -> str:
    """Rules with their pages as a document."""
    # Here, since `explain` prints text and needs none of it.
    from debtscope.export.document import SCHEMA_VERSION, plain, strict_json

    rows = [
        {
            "id": r.id, "slug": r.slug, "title": r.title, "category": r.category, "debt_type": r.debt_type,
            "severity": r.severity, "confidence": r.sure(), "record": r.record, "since": r.since, "needs": r.needs, "uses": r.uses,
            "credits": r.credits, "version": r.version, "origin": r.origin, "must_do": r.must_do,
            "detects": r.page.detects, "why": r.page.why, "pay_down": r.page.pay_down, "example": r.page.example,
            "references": r.page.references,
        }
        for r in rules
    ]  # fmt: skip
    return strict_json(plain({"kind": "rules", "schema_version": SCHEMA_VERSION, "rules": rows}))


def _facts(rule: Rule) -> str:
    uses = f", better with {', '.join(rule.uses)}" if rule.uses else ""
    weaker = f"; silenced or weakened by {', '.join(rule.credits)}" if rule.credits else ""
    most = rule.sure().most
    unsure = f" ({most.value} at most while its confidence is no higher)" if rule.severity.rank > most.rank else ""
    return (
        f"{rule.category.value} debt ({rule.debt_type}); severity {rule.severity.value}, "
        f"confidence {rule.sure().value}{unsure}; {rule.told_record}; "
        f"from {rule.since.value} on; needs {', '.join(rule.needs)}{uses}{weaker}"
    )


def rule_text(rule: Rule) -> str:
    """One rule in full."""
    page = rule.page
    sections = (
        ("Detects", page.detects), ("Why it is debt", page.why), ("How to pay it down", page.pay_down),
        ("Example", page.example), ("References", page.references),
    )  # fmt: skip
    body = "".join(f"\n{title}\n{'-' * len(title)}\n{wrapped(text)}\n" for title, text in sections)
    told = f"{_facts(rule)}\n{_CREDITS}" if rule.credits else _facts(rule)
    return f"{rule.id} {rule.slug}\n{rule.title}.\n\n{wrapped(told)}\n{body}"


def rules_markdown(rules: Sequence[Rule]) -> str:
    """All rules as one page, made from their declarations."""
    lines = [
        "# Rules", "",
        "Made by `debtscope rules --format markdown`; a test fails when this page is stale. Severity is the worst that a rule says:",
        "an item of medium confidence is at most high, one of low confidence at most medium. An item's confidence is no higher than what",
        "readers found of the rule on repositories that nobody had tuned it on (docs/precision.md): right, true and a shrug, or wrong.", "",
        "| id | slug | what it says | severity | from |", "|---|---|---|---|---|",
        *(f"| {r.id} | [{r.slug}](#{r.id.lower()}-{r.slug}) | {r.title} | {r.severity.value} | {r.since.value} |" for r in rules),
    ]  # fmt: skip
    for r in rules:
        page = r.page
        lines += [
            "", f"## {r.id} {r.slug}", "", f"**{r.title}.** {_facts(r)}.", "",
            "### Detects", "", page.detects, "", "### Why it is debt", "", page.why, "",
            "### How to pay it down", "", page.pay_down, "", "### Example", "", page.example, "",
            "### References", "", page.references,
        ]  # fmt: skip
    return "\n".join(lines) + "\n"
