"""The portfolio as one HTML page: offline, under the same content policy as the review's."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from debtscope.analytics.portfolio import by_place, by_repository, items_frame, widespread
from debtscope.export.html import table, text
from debtscope.export.portfolio import SHOWN, Grid, grids
from debtscope.export.table import totals_line
from debtscope.model.figures import hours
from debtscope.model.portfolio import Portfolio
from debtscope.model.vocabulary import Category
from debtscope.report.figures import COLOURS, QUIET, Box, Figure, axis_title, blank, boxed, crossed, lay_out, told
from debtscope.report.page import block, whole_page

_MOST_BARS = 60


def portfolio_page(portfolio: Portfolio, *, cdn: bool = False) -> str:
    """The page; `cdn` leaves plotly.js to a server."""
    merged = portfolio.merged
    items = items_frame(portfolio)
    drawn = _drawn(portfolio, items)
    body = [
        f"<h1>Technical debt: {text(merged.repository.name)}</h1>",
        f'<p class="quiet">as of {text(merged.as_of)}</p><p class="lead">{text(totals_line(merged))}</p>',
        '<div class="figures">', *(block(n, figure) for n, figure in enumerate(drawn)), "</div>",
        *(part for grid in grids(portfolio) for part in _grid(grid)), *_left_out(portfolio), *_items(items),
    ]  # fmt: skip
    return whole_page(f"Technical debt: {merged.repository.name}", body, cdn=cdn)


def _drawn(portfolio: Portfolio, items: pd.DataFrame) -> list[Figure]:
    made = [_costs(items), _treemap(items)] if len(items) else []
    if portfolio.rules:
        made.append(_spread(widespread(portfolio)))
    return made


def _costs(items: pd.DataFrame) -> Figure:
    """Interest of each repository by category."""
    sums = by_repository(items).head(_MOST_BARS)
    figure = blank("Where it costs: interest a month by repository", 140 + 26 * len(sums))
    names = [told(name, 30) for name in sums.index][::-1]
    for category in Category:
        if category.value in sums.columns:
            values = [round(float(v), 3) for v in sums[category.value]][::-1]
            figure["data"].append({
                "type": "bar", "orientation": "h", "name": category.value, "y": names, "x": values,
                "marker": {"color": COLOURS[category.value]},
            })  # fmt: skip
    lay_out(figure, barmode="stack", xaxis={"title": axis_title("hours a month")})
    return figure


def _treemap(items: pd.DataFrame) -> Figure:
    """Interest by repository and category."""
    places = by_place(items)
    boxes = [Box(name, "", told(name, 40), 0.0, QUIET) for name in dict.fromkeys(name for name, _, _ in places)]
    boxes += [
        Box(f"{name}/{category}", name, told(category), value, COLOURS[category]) for name, category, value in places
    ]
    return boxed("What costs: interest by repository and category (hours a month)", boxes)


def _spread(counts: pd.DataFrame) -> Figure:
    """Which rule which repository breaks."""
    shown = counts.iloc[::-1]
    rows = [[min(1, int(v)) for v in row] for row in shown.to_numpy()]
    texts = [[str(int(v)) if v else "" for v in row] for row in shown.to_numpy()]
    across, down = [told(c, 30) for c in shown.columns], [told(r, 30) for r in shown.index]
    return crossed("What many have: items by rule and repository", 160 + 24 * len(counts), across, down, rows, texts)


def _grid(grid: Grid) -> list[str]:
    numbers = {n for n, name in enumerate(grid.head) if name in {"items", "fix h", "cost h/m", "models", "unread"}}
    return [
        f"<h2>{text(grid.title)}</h2>",
        table(list(grid.head), [[text(cell) for cell in row] for row in grid.rows], numbers),
    ]


def _left_out(portfolio: Portfolio) -> list[str]:
    rows = "".join(f"<li>{text(one.name)}: {text(one.message)}</li>" for one in portfolio.unread)
    return [f"<h2>Left out</h2><ul>{rows}</ul>"] if rows else []


def _items(items: pd.DataFrame) -> list[str]:
    rows = [
        [text(r["repository"]), text(r["id"]), text(r["title"]), text(r["severity"]), text(r["owner"] or "nobody yet"),
         hours(r["principal"]), hours(r["interest"])]
        for r in items.head(SHOWN).to_dict("records")
    ]  # fmt: skip
    more = f'<p class="quiet">and {len(items) - SHOWN} more</p>' if len(items) > SHOWN else ""
    head: Sequence[str] = ("repository", "item", "what", "severity", "owner", "fix h", "h/month")
    return ["<h2>The dearest items</h2>", table(list(head), rows, {5, 6}), more] if rows else []
