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

COLOURS: Mapping[str, str] = {
    "code": "#4c78a8", "data": "#f58518", "config": "#54a24b", "monitoring": "#b279a2", "legal": "#e45756",
}  # fmt: skip
QUIET = "#888888"


def told(text: object, limit: int = 60) -> str:
    """Text for a figure: harmless on a screen, no markup, short."""
    return html.escape(printable(str(text), limit=limit))


def blank(title: str, height: int = 360) -> Any:
    """A figure without data, in the style of all."""
    figure: Any = go.Figure()
    figure.update_layout(
        title={"text": title, "x": 0, "font": {"size": 15}}, height=height, template="plotly_white",
        margin={"l": 48, "r": 16, "t": 44, "b": 40}, font={"family": "system-ui, sans-serif", "size": 12},
        legend={"orientation": "h", "y": -0.18},
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
            labels.append(told(component, 40))
            ids.append(f"{category}/{component}")
            parents.append(str(category))
            values.append(round(float(value), 3))
            colours.append(COLOURS.get(str(category), QUIET))
    figure = blank("What costs: interest by category and component (hours a month)", 420)
    figure.add_trace(
        go.Treemap(
            ids=ids, labels=labels, parents=parents, values=values, marker={"colors": colours}, branchvalues="total",
            hovertemplate="%{label}: %{value:.1f} h a month<extra></extra>", texttemplate="%{label}<br>%{value:.1f}",
        )
    )  # fmt: skip
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
    figure.update_xaxes(type="log", title="hours to fix")
    figure.update_yaxes(type="log", title="hours a month")
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
                line={"dash": dash, "color": "#333333"},
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


def flow(review: Review) -> Any:
    """Items from their status then to their status now; what was not there comes from `not there`."""
    then = review.items["status_before"].fillna("not there")
    pairs = review.items.groupby([then, review.items["status"]]).size()
    lefts = sorted({str(a) for a, _ in pairs.index})
    rights = sorted({str(b) for _, b in pairs.index})
    place = {
        **{f"then {n}": i for i, n in enumerate(lefts)},
        **{f"now {n}": len(lefts) + i for i, n in enumerate(rights)},
    }
    figure = blank("What moved: items by status, then and now")
    figure.add_trace(
        go.Sankey(
            node={"label": [*lefts, *rights], "pad": 14, "thickness": 12},
            link={
                "source": [place[f"then {a}"] for a, _ in pairs.index],
                "target": [place[f"now {b}"] for _, b in pairs.index], "value": [int(v) for v in pairs],
            },
        )
    )  # fmt: skip
    return figure


def watched(review: Review) -> Any | None:
    """Models against what watches them; None where no model is known."""
    models = [m for m in review.source.after.models if m.served]
    if not models:
        return None
    kinds = sorted({str(w) for m in models for w in m.watched_by}) or ["nothing"]
    about = {m.name: [i for i in review.source.after.items if _is_about(i, m.name)] for m in models}
    columns = [*kinds, "debts"]
    rows = [
        [int(kind in {str(w) for w in m.watched_by}) for kind in kinds] + [min(1, len(about[m.name]))] for m in models
    ]
    texts = [
        ["watched" if cell else "" for cell in row[:-1]] + [str(len(about[m.name]))]
        for row, m in zip(rows, models, strict=True)
    ]
    figure = blank("Who watches: served models and what watches them", 140 + 34 * len(models))
    figure.add_trace(
        go.Heatmap(
            z=rows, x=[told(c, 30) for c in columns], y=[told(m.name, 40) for m in models], text=texts,
            texttemplate="%{text}", showscale=False, colorscale=[[0, "#f3f3f3"], [1, "#9ecae9"]], xgap=2, ygap=2,
            hoverinfo="skip",
        )
    )  # fmt: skip
    return figure


def _is_about(item: Item, model: str) -> bool:
    return item.subject.kind == "model" and item.subject.name == model
