"""The figures of the review page, each from a frame of the review. Texts from a repository are escaped, never markup."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

import pandas as pd
from plotly import graph_objects as go  # pyright: ignore[reportMissingTypeStubs] - plotly ships none

from debtscope.analytics.review import Review
from debtscope.analytics.trends import AGE_NAMES, ageing
from debtscope.model.ledger import Item
from debtscope.model.text import printable
from debtscope.model.vocabulary import Category
from debtscope.report.shown import named

COLOURS: Mapping[str, str] = {
    "code": "#4c78a8", "data": "#f58518", "config": "#54a24b", "monitoring": "#b279a2", "legal": "#e45756",
}  # fmt: skip
QUIET = "#888888"
STATUSES: Mapping[str, str] = {
    "open": "#e45756", "planned": "#4c78a8", "deferred": "#b279a2", "accepted": "#9d755d", "paid": "#54a24b",
    "dismissed": "#bab0ac",
}  # fmt: skip


def told(text: object, limit: int = 60) -> str:
    """Text for a figure: harmless on a screen, no markup, short."""
    return html.escape(printable(str(text), limit=limit))


def blank(title: str, height: int = 360) -> Any:
    """A figure without data, in the style of all."""
    figure: Any = go.Figure()
    figure.update_layout(
        title={"text": title, "x": 0, "font": {"size": 15}}, height=height, template="plotly_white",
        margin={"l": 48, "r": 16, "t": 12, "b": 40}, font={"family": "system-ui, sans-serif", "size": 12},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
    )  # fmt: skip
    return figure


def treemap(review: Review) -> Any:
    """Interest (hours a month) by category and component."""
    live = review.items[review.items["counted"] > 0]
    sums = live.groupby(["category", "component"], as_index=False)["counted"].sum()
    labels, parents, colours, ids = list[str](), list[str](), list[str](), list[str]()
    values: list[float] = []
    for category in sorted(set(sums["category"])):
        part = sums[sums["category"] == category]
        labels.append(told(category))
        ids.append(str(category))
        parents.append("")
        values.append(round(float(part["counted"].sum()), 3))
        colours.append(COLOURS.get(str(category), QUIET))
        for component, value in zip(part["component"], part["counted"], strict=True):
            labels.append(told(named(str(component), "component"), 40))
            ids.append(f"{category}/{component}")
            parents.append(str(category))
            values.append(round(float(value), 3))
            colours.append(COLOURS.get(str(category), QUIET))
    figure = blank("What costs: interest by category and component (hours a month)", 420)
    figure.add_trace(
        go.Treemap(
            marker={"colors": colours, "line": {"width": 1, "color": "rgba(255,255,255,.6)"}}, textfont={"color": "#fff"},
            ids=ids, labels=labels, parents=parents, values=values, branchvalues="total",
            hovertemplate="%{label}: %{value:.1f} h a month<extra></extra>", texttemplate="%{label}<br>%{value:.1f}",
        )
    )  # fmt: skip
    figure.update_layout(margin={"l": 4, "r": 4, "t": 4, "b": 8})
    return figure


def payback(review: Review) -> Any:
    """Principal against interest, with lines on which a fix pays back in one, three and twelve months."""
    live = review.items[(review.items["counted"] > 0) & (review.items["principal"] > 0)]
    figure = blank("What pays: hours to fix against hours a month", 420)
    for category in Category:
        part = live[live["category"] == category.value]
        if len(part):
            texts = [f"{told(i)} {told(t)}" for i, t in zip(part["id"], part["title"], strict=True)]
            figure.add_trace(
                go.Scatter(
                    x=[round(float(v), 3) for v in part["principal"]], y=[round(float(v), 3) for v in part["counted"]],
                    mode="markers", name=category.value, text=texts, marker={"color": COLOURS[category.value], "size": 8},
                    hovertemplate="%{text}<br>%{x} h to fix, %{y} h a month<extra></extra>",
                )
            )  # fmt: skip
    most = float(live["principal"].max()) if len(live) else 10.0
    least = float(live["principal"].min()) if len(live) else 0.1
    for months in (1, 3, 12):
        ends = [least, most]
        figure.add_trace(
            go.Scatter(
                x=ends, y=[v / months for v in ends], mode="lines", hoverinfo="skip", showlegend=True,
                name=f"pays back in {months} mo", line={"dash": "dot", "width": 1, "color": QUIET},
            )
        )  # fmt: skip
    figure.update_xaxes(type="log", title="hours to fix", dtick=1)
    figure.update_yaxes(type="log", title="hours a month", dtick=1)
    return figure


def burn_up(review: Review, ahead: Mapping[str, list[tuple[str, float, float, float]]]) -> Any:
    """Interest by category over the kept days, and each scenario's forecast (day, value, low, high) from there."""
    figure = blank("Where it heads: interest a month")
    for category in Category:
        part = review.weeks[review.weeks["category"] == category.value].sort_values("day")
        if len(part):
            figure.add_trace(
                go.Scatter(
                    x=[str(d.date()) for d in pd.to_datetime(part["day"])], y=[float(v) for v in part["interest"]],
                    mode="lines", stackgroup="one", name=category.value,
                    line={"width": 0.5, "color": COLOURS[category.value]},
                )
            )  # fmt: skip
    for dash, (name, points) in zip(("solid", "dash", "dot"), ahead.items(), strict=False):
        figure.add_trace(
            go.Scatter(
                x=[p[0] for p in points], y=[p[1] for p in points], mode="lines", name=told(name),
                line={"dash": dash, "color": QUIET},
            )
        )  # fmt: skip
    figure.update_yaxes(title="hours a month", rangemode="tozero")
    return figure


def aging(review: Review) -> Any:
    """Counted interest by how long the debt has been there."""
    live = review.items[review.items["counted"] > 0]
    figure = blank("How old: interest by age")
    for category in Category:
        part = live[live["category"] == category.value]
        if len(part):
            sums = ageing(part)
            figure.add_trace(
                go.Bar(
                    x=list(AGE_NAMES), y=[round(float(v), 3) for v in sums["interest"]], name=category.value,
                    marker={"color": COLOURS[category.value]},
                )
            )  # fmt: skip
    figure.update_layout(barmode="stack")
    figure.update_yaxes(title="hours a month")
    return figure


def flow(review: Review) -> Any | None:
    """Items from their status then to their status now, without those that stayed; None where all did."""
    rows = [(str(r["then"]), str(r["now"]), int(r["items"])) for r in review.moves.to_dict("records")]
    moved = [row for row in rows if row[0] != row[1]]
    if not moved:
        return None
    stayed = sum(many for then, now, many in rows if then == now)
    lefts, rights = sorted({row[0] for row in moved}), sorted({row[1] for row in moved})
    figure = blank(f"What moved: items by status, then and now ({stayed:,} stayed as they were)")
    sums = [sum(row[2] for row in moved if row[0] == name) for name in lefts]
    sums += [sum(row[2] for row in moved if row[1] == name) for name in rights]
    figure.add_trace(
        go.Sankey(
            node={
                "label": [f"{name}: {many:,}" for name, many in zip((*lefts, *rights), sums, strict=True)],
                "color": [STATUSES.get(name, QUIET) for name in (*lefts, *rights)], "pad": 18, "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": [lefts.index(then) for then, _, _ in moved],
                "target": [len(lefts) + rights.index(now) for _, now, _ in moved],
                "value": [many for _, _, many in moved], "color": "rgba(136,136,136,.3)",
            },
        )
    )  # fmt: skip
    figure.update_layout(margin={"l": 8, "r": 8, "t": 12, "b": 16}, height=300)
    return figure


def watched(review: Review) -> Any | None:
    """Models against what watches them; None where no model is known."""
    models = [m for m in review.source.after.models if m.served]
    if not models:
        return None
    kinds = sorted({str(w) for m in models for w in m.watched_by}) or ["nothing"]
    about = {m.name: [i for i in review.source.after.items if _is_about(i, m.name)] for m in models}
    rows = [[int(kind in {str(w) for w in m.watched_by}) for m in models] for kind in kinds]
    texts = [["watched" if cell else "" for cell in row] for row in rows]
    rows.append([min(1, len(about[m.name])) for m in models])
    texts.append([str(len(about[m.name])) for m in models])
    figure = blank("Who watches: served models and what watches them", 110 + 36 * len(rows))
    figure.add_trace(
        go.Heatmap(
            z=rows[::-1], y=[told(name, 30) for name in ("open debts", *reversed(kinds))],
            x=[told(m.name, 40) for m in models], text=texts[::-1],
            texttemplate="%{text}", showscale=False, xgap=2, ygap=2, hoverinfo="skip", zmin=0, zmax=1,
            colorscale=[[0, "rgba(136,136,136,.12)"], [1, "rgba(76,120,168,.45)"]],
        )
    )  # fmt: skip
    figure.update_xaxes(side="top", automargin=True, showgrid=False)
    figure.update_yaxes(automargin=True, showgrid=False)
    return figure


def _is_about(item: Item, model: str) -> bool:
    return item.subject.kind == "model" and item.subject.name == model
