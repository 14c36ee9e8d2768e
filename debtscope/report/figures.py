"""The figures of the review page, each from a frame of the review. Texts from a repository are escaped, never markup.

A figure is what plotly.js draws, `data` and `layout`, written down as it is: plotly's Python objects check and copy every
value, which costs a page more than everything else. The tests put each figure through those objects.
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from debtscope.analytics.review import Review
from debtscope.analytics.trends import AGE_NAMES, ageing
from debtscope.model.frozen import frozen
from debtscope.model.ledger import Item
from debtscope.model.text import printable
from debtscope.model.vocabulary import Category
from debtscope.report.shown import named

Figure = dict[str, Any]
"""`data` and `layout` in plotly's words."""
Ahead = Mapping[str, Sequence[tuple[str, float, float, float]]]
"""Of each scenario of the forecast: day, value, low, high."""
COLOURS: Mapping[str, str] = {
    "code": "#4c78a8", "data": "#f58518", "config": "#54a24b", "monitoring": "#b279a2", "legal": "#e45756",
}  # fmt: skip
QUIET = "#888888"
_DASHES = {1: "dot", 3: "dash", 12: "longdash"}
"""Of the lines on which a fix pays back, by months."""
STATUSES: Mapping[str, str] = {
    "open": "#e45756", "planned": "#4c78a8", "deferred": "#b279a2", "accepted": "#9d755d", "paid": "#54a24b",
    "dismissed": "#bab0ac",
}  # fmt: skip


def told(text: object, limit: int = 60) -> str:
    """Text for a figure: harmless on a screen, no markup, short."""
    return html.escape(printable(str(text), limit=limit))


def blank(title: str, height: int = 360) -> Figure:
    """A figure without data, in the style of all; colours of paper and ink are the page's, which knows day and night."""
    axis = {"automargin": True, "zerolinewidth": 1, "title": {"standoff": 12}}
    layout = {
        "title": {"text": title}, "height": height, "margin": {"l": 48, "r": 16, "t": 12, "b": 40},
        "font": {"family": "system-ui, sans-serif", "size": 12}, "hovermode": "closest", "hoverlabel": {"align": "left"},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        "xaxis": axis, "yaxis": dict(axis),
    }  # fmt: skip
    return {"data": [], "layout": layout}


def lay_out(figure: Figure, **given: Any) -> None:
    """Sets parts of the layout; what stands in dictionaries is set beside what they hold."""
    layout = figure["layout"]
    for name, value in given.items():
        if isinstance(value, dict) and isinstance(layout.get(name), dict):
            layout[name] = {**layout[name], **value}
        else:
            layout[name] = value


def axis_title(text: str) -> dict[str, object]:
    """Of an axis, at the distance that all have."""
    return {"text": text, "standoff": 12}


def treemap(review: Review) -> Figure:
    """Interest (hours a month) by category and component."""
    live = review.items[review.items["counted"] > 0]
    sums = live.groupby(["category", "component"], as_index=False)["counted"].sum()
    boxes: list[Box] = []
    for category in sorted(set(sums["category"])):
        colour = COLOURS.get(str(category), QUIET)
        boxes.append(Box(str(category), "", told(category), 0.0, colour))
        part = sums[sums["category"] == category]
        boxes += [
            Box(f"{category}/{component}", str(category), told(named(str(component), "component"), 40), float(value), colour)
            for component, value in zip(part["component"], part["counted"], strict=True)
        ]  # fmt: skip
    return boxed("What costs: interest by category and component (hours a month)", boxes)


@frozen(kw_only=False)
class Box:
    """A part of a treemap."""

    id: str
    parent: str
    """The id of the box around it, or nothing."""
    label: str
    """Harmless already."""
    value: float
    """Its own; a box around others has none and stands for their sum."""
    colour: str


def boxed(title: str, boxes: Sequence[Box]) -> Figure:
    """A treemap. Sums are left to plotly.js (`remainder`): one given from here would differ from its parts by a rounding."""
    figure = blank(title, 420)
    figure["data"].append({
        "type": "treemap", "ids": [told(one.id, 120) for one in boxes], "labels": [one.label for one in boxes],
        "parents": [told(one.parent, 120) if one.parent else "" for one in boxes],
        "values": [round(one.value, 6) for one in boxes], "branchvalues": "remainder",
        "marker": {"colors": [one.colour for one in boxes], "line": {"width": 1, "color": "rgba(255,255,255,.6)"}},
        "textfont": {"color": "#fff"}, "texttemplate": "%{label}<br>%{value:.1f}",
        "hovertemplate": "%{label}: %{value:.1f} h a month<extra></extra>",
    })  # fmt: skip
    lay_out(figure, margin={"l": 4, "r": 4, "t": 4, "b": 8})
    return figure


def payback(review: Review) -> Figure:
    """Principal against interest, with lines on which a fix pays back in one, three and twelve months."""
    live = review.items[(review.items["counted"] > 0) & (review.items["principal"] > 0)]
    figure = blank("What pays: hours to fix against hours a month", 420)
    for category in Category:
        part = live[live["category"] == category.value]
        if len(part):
            figure["data"].append({
                "type": "scatter", "mode": "markers", "name": category.value,
                "x": part["principal"].round(3).tolist(), "y": part["counted"].round(3).tolist(),
                "text": [f"{told(i)} {told(t)}" for i, t in zip(part["id"], part["title"], strict=True)],
                "marker": {"color": COLOURS[category.value], "size": 8, "opacity": 0.8},
                "hovertemplate": "%{text}<br>%{x} h to fix, %{y} h a month<extra></extra>",
            })  # fmt: skip
    most = float(live["principal"].max()) if len(live) else 10.0
    least = float(live["principal"].min()) if len(live) else 0.1
    for months in (1, 3, 12):
        ends = [least, most]
        figure["data"].append({
            "type": "scatter", "mode": "lines", "x": ends, "y": [v / months for v in ends], "hoverinfo": "skip",
            "showlegend": True, "name": f"pays back in {months} mo",
            "line": {"dash": _DASHES[months], "width": 1, "color": QUIET},
        })  # fmt: skip
    lay_out(figure, xaxis={"type": "log", "title": axis_title("hours to fix"), "dtick": 1})
    lay_out(figure, yaxis={"type": "log", "title": axis_title("hours a month"), "dtick": 1})
    return figure


def burn_up(review: Review, ahead: Ahead) -> Figure:
    """Interest by category over the kept days, and each scenario's forecast (day, value, low, high) from there."""
    figure = blank("Where it heads: interest a month")
    for category in Category:
        part = review.weeks[review.weeks["category"] == category.value].sort_values("day")
        if part["interest"].any():
            figure["data"].append({
                "type": "scatter", "mode": "lines", "stackgroup": "one", "name": category.value,
                "x": part["day"].dt.strftime("%Y-%m-%d").tolist(), "y": part["interest"].tolist(),
                "line": {"width": 0.5, "color": COLOURS[category.value]},
            })  # fmt: skip
    for dash, (name, points) in zip(("solid", "dash", "dot"), ahead.items(), strict=False):
        figure["data"].append({
            "type": "scatter", "mode": "lines", "x": [p[0] for p in points], "y": [p[1] for p in points],
            "name": told(name), "line": {"dash": dash, "color": QUIET},
        })  # fmt: skip
    lay_out(figure, yaxis={"title": axis_title("hours a month"), "rangemode": "tozero"})
    return figure


def aging(review: Review) -> Figure:
    """Counted interest by how long the debt has been there."""
    live = review.items[review.items["counted"] > 0]
    figure = blank("How old: interest by age")
    for category in Category:
        part = live[live["category"] == category.value]
        if len(part):
            figure["data"].append({
                "type": "bar", "name": category.value, "x": list(AGE_NAMES),
                "y": ageing(part)["interest"].round(3).tolist(), "marker": {"color": COLOURS[category.value]},
            })  # fmt: skip
    lay_out(figure, barmode="stack", yaxis={"title": axis_title("hours a month")})
    return figure


def flow(review: Review) -> Figure | None:
    """Items from their status then to their status now, without those that stayed; None where all did."""
    rows = [(str(r["then"]), str(r["now"]), int(r["items"])) for r in review.moves.to_dict("records")]
    moved = [row for row in rows if row[0] != row[1]]
    if not moved:
        return None
    stayed = sum(many for then, now, many in rows if then == now)
    lefts, rights = sorted({row[0] for row in moved}), sorted({row[1] for row in moved})
    figure = blank(f"What moved: items by status, then and now ({stayed:,} stayed as they were)", 300)
    sums = [sum(row[2] for row in moved if row[0] == name) for name in lefts]
    sums += [sum(row[2] for row in moved if row[1] == name) for name in rights]
    figure["data"].append({
        "type": "sankey",
        "node": {
            "label": [f"{name}: {many:,}" for name, many in zip((*lefts, *rights), sums, strict=True)],
            "color": [STATUSES.get(name, QUIET) for name in (*lefts, *rights)], "pad": 18, "thickness": 14,
            "line": {"width": 0},
        },
        "link": {
            "source": [lefts.index(then) for then, _, _ in moved],
            "target": [len(lefts) + rights.index(now) for _, now, _ in moved],
            "value": [many for _, _, many in moved], "color": "rgba(136,136,136,.3)",
        },
    })  # fmt: skip
    lay_out(figure, margin={"l": 8, "r": 8, "t": 12, "b": 16})
    return figure


def watched(review: Review) -> Figure | None:
    """Models against what watches them; None where no model is known."""
    models = [m for m in review.source.after.models if m.served]
    if not models:
        return None
    kinds = sorted({str(w) for m in models for w in m.watched_by})
    about = {m.name: [i for i in review.source.after.items if _is_about(i, m.name)] for m in models}
    rows = [[int(kind in {str(w) for w in m.watched_by}) for m in models] for kind in kinds]
    texts = [["watched" if cell else "" for cell in row] for row in rows]
    if not kinds:
        kinds, rows, texts = ["watched by"], [[0] * len(models)], [["nothing"] * len(models)]
    rows.append([min(1, len(about[m.name])) for m in models])
    texts.append([str(len(about[m.name])) for m in models])
    title = "Who watches: served models and what watches them"
    names = [told(name, 30) for name in ("open debts", *reversed(kinds))]
    figure = crossed(title, 110 + 36 * len(rows), [told(m.name, 40) for m in models], names, rows[::-1], texts[::-1])
    lay_out(figure, xaxis={"side": "top", "showgrid": False}, yaxis={"showgrid": False})
    return figure


def crossed(
    title: str, height: int, across: Sequence[str], down: Sequence[str], rows: Sequence[Sequence[int]],
    texts: Sequence[Sequence[str]],
) -> Figure:  # fmt: skip
    """A grid whose cells are filled (1) or not (0), readable by day and night; the last row stands on top."""
    figure = blank(title, height)
    figure["data"].append({
        "type": "heatmap", "z": [list(row) for row in rows], "x": list(across), "y": list(down),
        "text": [list(row) for row in texts], "texttemplate": "%{text}", "showscale": False, "xgap": 2, "ygap": 2,
        "hoverinfo": "skip", "zmin": 0, "zmax": 1,
        "colorscale": [[0, "rgba(136,136,136,.12)"], [1, "rgba(76,120,168,.45)"]],
    })  # fmt: skip
    return figure


def _is_about(item: Item, model: str) -> bool:
    return item.subject.kind == "model" and item.subject.name == model
