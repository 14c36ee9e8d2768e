"""A model in words: its hops from data to consumers, and its items. Pure: values in, content out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from debtscope.model.figures import hours
from debtscope.tui.ink import SEVERITY_MARKS, Ink
from debtscope.tui.page import ACCENT, QUIET, SEVERITY_STYLES, STRONG, Page

if TYPE_CHECKING:
    from debtscope.model.inventory import ModelOrigin, ModelRecord
    from debtscope.model.ledger import Item

_MOST = 12


def places_of(model: ModelRecord) -> frozenset[str]:
    """Files that are the model's own: training, serving, manifests."""
    training = model.origin.code if model.origin else ()
    return frozenset((*training, *model.serving_code, *model.deployed_by))


def model_page(model: ModelRecord, own: Sequence[Item], near: Sequence[Item], ink: Ink, width: int) -> Content:
    """The hops in their order, then the debt: the model's own items and those in its code."""
    page = Page(ink, width)
    page.text(model.name, STRONG)
    if model.estimator:
        page.text(model.estimator, QUIET)
    _served(page, model)
    _origin(page, model.origin)
    _inputs(page, model)
    _consumers(page, model)
    _list(page, "watched by", model.watched_by, "nothing that was read")
    if model.drifting_since:
        page.text(f"drifting since {model.drifting_since}", "$error", indent=2)
    page.heading("owner")
    page.text(model.owner or "nobody that a source names", "" if model.owner else QUIET, indent=2)
    if model.owner_from:
        page.text(model.owner_from, QUIET, indent=2)
    _debt(page, "its debt", own)
    if near:
        _debt(page, "debt in its code", near)
    return page.done()


def _served(page: Page, model: ModelRecord) -> None:
    page.heading("served")
    if model.retired:
        page.text("retired, by the settings", QUIET, indent=2)
    elif model.served is None:
        page.text("no", QUIET, indent=2)
    else:
        version = f"version {model.served}" if model.served in model.versions else f"by {model.served}"
        since = f", since {model.served_since}" if model.served_since else ""
        page.text(f"{version}{since}", indent=2)
        if model.served_since and model.since_note:
            page.text(model.since_note, QUIET, indent=2)
    for by in (*model.deployed_by, *(p for p in model.serving_code if p not in model.deployed_by)):
        page.text(by, ACCENT if "/" in by else "", indent=2)
    if model.schedule:
        page.text(f"runs {model.schedule}", indent=2)
    if model.versions:
        page.text(f"registered versions: {', '.join(model.versions[-_MOST:])}", QUIET, indent=2)


def _origin(page: Page, origin: ModelOrigin | None) -> None:
    page.heading("trained from")
    if origin is None:
        page.text("no run, stage or training code is known", QUIET, indent=2)
        return
    commit = f"commit {origin.commit[:12]}" if origin.commit else "no commit was recorded"
    if origin.commit and origin.commit_known is False:
        commit += ", which this repository does not have"
    page.text(commit, "" if origin.commit_known else "$warning", indent=2)
    for data in origin.datasets:
        page.text(f"data {data.name} {data.digest}" + (f" ({data.source})" if data.source else ""), indent=2)
    if not origin.datasets:
        page.text("no dataset was recorded", "$warning", indent=2)
    run = f"run {origin.run[:12]}" if origin.run else "no run"
    page.text(f"{run}, {origin.date}" if origin.date else run, indent=2)
    for text in (*origin.stages, *origin.code):
        page.text(text, ACCENT, indent=2)
    for name, pairs in (("parameters", origin.parameters), ("metrics", origin.metrics)):
        told = ", ".join(
            f"{key} {value:g}" if isinstance(value, float) else f"{key} {value}"
            for key, value in list(pairs.items())[:_MOST]
        )
        if told:
            page.text(f"{name}: {told}", QUIET, indent=2)


def _inputs(page: Page, model: ModelRecord) -> None:
    if model.inputs:
        page.heading("inputs", f"{len(model.inputs)}")
        more = f" and {len(model.inputs) - 2 * _MOST} more" if len(model.inputs) > 2 * _MOST else ""
        page.text(", ".join(model.inputs[: 2 * _MOST]) + more, indent=2)
        page.text(model.inputs_from or "", QUIET, indent=2)


def _consumers(page: Page, model: ModelRecord) -> None:
    page.heading("consumed by")
    for one in model.consumed_by[:_MOST]:
        page.text(one.name + ("" if one.declared else ", not declared"), "" if one.declared else "$warning", indent=2)
        place = f"{one.path}:{one.line}" if one.line else one.path
        page.text(place, ACCENT, indent=4)
        page.text(f"reads {one.reads}", QUIET, indent=4)
    if not model.consumed_by:
        page.text("nobody that the repository shows", QUIET, indent=2)


def _list(page: Page, name: str, values: Sequence[str], none: str) -> None:
    page.heading(name)
    for value in values or (none,):
        page.text(value, "" if values else QUIET, indent=2)


def _debt(page: Page, name: str, items: Sequence[Item]) -> None:
    total = sum(item.interest.hours_per_month for item in items)
    page.heading(name, f"{len(items)} items, {hours(total)} h/month" if items else "")
    for item in items[:_MOST]:
        page.line(
            (f"  {SEVERITY_MARKS[item.severity]} ", SEVERITY_STYLES[item.severity.value]),
            item.title, (f"  {hours(item.interest.hours_per_month)} h/m {item.rule.id}", QUIET),
        )  # fmt: skip
    if len(items) > _MOST:
        page.text(f"and {len(items) - _MOST} more", QUIET, indent=2)
    if not items:
        page.text("none", QUIET, indent=2)
