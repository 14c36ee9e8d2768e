"""Where interest is heading, as values."""

from __future__ import annotations

from debtscope.model.frozen import frozen

NOTHING, PLAN, STEADY = "nothing is paid", "the plan is paid", "hours every week"


@frozen
class Arrival:
    """What one rule's new items add: hours a month, in an average week."""

    rule: str
    interest: float


@frozen
class Pace:
    """What came and went in an average week, as kept snapshots tell it."""

    weeks: float
    """Over how many weeks it was observed; 0 where no two snapshots compare."""
    came_interest: float
    """Hours a month that new debt added, a week."""
    came_principal: float
    went_interest: float
    """Hours a month that no longer cost, a week."""
    moved_interest: float = 0.0
    """By what the interest of items that stayed changed, a week: touches, runs, consumers and age."""
    drivers: tuple[Arrival, ...] = ()
    """What came, by rule."""


@frozen
class Point:
    """Interest (hours a month) so many weeks ahead; low and high are 10 and 90 %."""

    week: int
    value: float
    low: float
    high: float


@frozen
class Bankruptcy:
    """When interest alone takes all the hours that the team has; weeks ahead, None where it does not within the horizon."""

    team_hours_per_month: float
    week: int | None
    earliest: int | None
    """In one of ten draws it comes by then."""
    share: float
    """Of the draws in which it comes within the horizon."""
    already: float = 0.0
    """Of the draws in which it is there on the first day."""


@frozen
class Scenario:
    """One way to go on."""

    name: str
    points: tuple[Point, ...]
    paid_hours: float
    """Spent on paying off within the horizon."""
    bankruptcy: Bankruptcy | None


@frozen
class Forecast:
    """All scenarios from one day on."""

    as_of: str
    weeks: int
    pace: Pace
    scenarios: tuple[Scenario, ...]
    assumptions: tuple[str, ...]
