"""What a change brings, in a few lines."""

from __future__ import annotations

import math
from collections.abc import Sequence

from debtscope.export.order import listed
from debtscope.export.table import item_rows
from debtscope.model.comparison import Comparison
from debtscope.model.figures import hours
from debtscope.model.ledger import Ledger
from debtscope.model.text import printable
from debtscope.model.totals import total_interest

_NAMED = 3
"""Files of a grown group that a line names."""


def comparison_table(comparison: Comparison, shown: Ledger, columns: int = 0) -> str:
    """New debt as a table (of `shown`, which a query may have narrowed), and the rest in numbers."""
    new = comparison.new
    principal = math.fsum(i.principal.hours for i in new)
    came = f"{len(new)} new ({hours(principal)} h to pay off, {hours(total_interest(new).value)} h a month)"
    went = f"{len(comparison.paid)} paid ({hours(total_interest(comparison.paid).value)} h a month less)"
    lines = [f"against {printable(comparison.name)}: {came}, {went}"]
    if comparison.back:
        lines.append(f"{len(comparison.back)} came back: paid before, and here again")
    if comparison.returned:
        lines.append(f"{len(comparison.returned)} due again: their acceptance or deferral has ended")
    known = {item.id: item for item in shown.items}
    for number, came in comparison.grew.items():
        if number in known:
            lines.append(f"{number} grew: {printable(known[number].title)}{files_that_came(came)}")
    if comparison.newly_visible:
        lines.append(
            f"{len(comparison.newly_visible)} newly visible: their rule or a source of theirs was not read there in the "
            "same way, so they are not counted as new"
        )
    if shown.items:
        lines += ["", *item_rows(listed(shown.items), columns)]
    return "\n".join(lines) + "\n"


def files_that_came(paths: Sequence[str]) -> str:
    """The files by which a group grew, in brackets after its place; nothing of a group that did not."""
    if not paths:
        return ""
    more = f" and {len(paths) - _NAMED} more" if len(paths) > _NAMED else ""
    return f" (+ {', '.join(printable(path) for path in paths[:_NAMED])}{more})"
