"""Totals of a ledger: what counts, and how hours that share a cause or a team's habits are added without overstating."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item
from debtscope.model.lognormal import Lognormal, of_points, total
from debtscope.model.vocabulary import Category, Severity, Status

COUNTED = frozenset({Status.OPEN, Status.PLANNED, Status.DEFERRED, Status.ACCEPTED})
"""Debt that is there, whatever was decided about it; dismissed and paid items stand apart."""
REST_OF_CAUSE = 0.5
"""Of items with one cause the largest counts whole and the others by this much."""
CORRELATION = 0.5
"""Between the logs of items' errors: they share the hours per fix, the corrective rate and one hand's priors."""
METHOD = (
    "sum of expected hours; of items with one cause the largest counts whole, the rest half; "
    "band: 10 to 90 % around the sum, spread by Fenton-Wilkinson moments, correlation 0.5 between items"
)


@frozen
class InterestTotal:
    """Hours a month of many items."""

    value: float
    low: float
    high: float
    method: str = METHOD


@frozen
class Slice:
    """Part of a ledger. Causes that cross slices are grouped within each, so slices may sum to more than the whole."""

    items: int
    principal_hours: float
    interest_hours_per_month: float


@frozen
class Summary:
    """Totals of open, planned, deferred and accepted items; `by_status` counts all."""

    items: int
    principal_hours: float
    interest: InterestTotal
    by_category: Mapping[str, Slice]
    by_status: Mapping[str, int]
    by_severity: Mapping[str, Slice]


def summarize(items: Iterable[Item]) -> Summary:
    """Totals of a ledger's items; hours to three decimals, the same whatever the items' order."""
    known = sorted(items, key=lambda item: item.id)
    counted = [item for item in known if item.triage.status in COUNTED]
    statuses = Counter(item.triage.status for item in known)
    return Summary(
        items=len(counted),
        principal_hours=round(math.fsum(item.principal.hours for item in counted), 3),
        interest=total_interest(counted),
        by_category={
            str(category.value): _slice([i for i in counted if i.category is category]) for category in Category
        },
        by_status={str(status.value): statuses[status] for status in Status},
        by_severity={
            str(severity.value): _slice([i for i in counted if i.severity is severity]) for severity in Severity
        },
    )


def cause_weights(items: Iterable[Item]) -> Mapping[str, float]:
    """Item id -> how much of its interest counts beside the other items of its cause."""
    groups: dict[str, list[Item]] = defaultdict(list)
    weights: dict[str, float] = {}
    for item in items:
        weights[item.id] = 1.0
        if item.cause is not None:
            groups[item.cause].append(item)
    for members in groups.values():
        members.sort(key=lambda item: (-item.interest.hours_per_month, item.id))
        weights.update((item.id, REST_OF_CAUSE) for item in members[1:])
    return weights


def total_interest(items: Sequence[Item]) -> InterestTotal:
    """Grouped interest of items with its band.

    The value is the sum of the rows that a reader sees; the band has the spread of the sum and stands around that value.
    """
    weights = cause_weights(items)
    parts = [_weighed(_shape(item), weights[item.id]) for item in items]
    whole = Lognormal(math.fsum(part.median for part in parts), total(parts, CORRELATION).sd)
    return InterestTotal(value=round(whole.median, 3), low=round(whole.low, 3), high=round(whole.high, 3))


def _shape(item: Item) -> Lognormal:
    return of_points(item.interest.low, item.interest.hours_per_month, item.interest.high)


def _weighed(known: Lognormal, weight: float) -> Lognormal:
    return known if weight == 1.0 else Lognormal(known.median * weight, known.sd)


def _slice(items: Sequence[Item]) -> Slice:
    """Without a band, which costs most of a total."""
    weights = cause_weights(items)
    return Slice(
        items=len(items),
        principal_hours=round(math.fsum(item.principal.hours for item in items), 3),
        interest_hours_per_month=round(
            math.fsum(max(item.interest.hours_per_month, 0.0) * weights[item.id] for item in items), 3
        ),
    )
