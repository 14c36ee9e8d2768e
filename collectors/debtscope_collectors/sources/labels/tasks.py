"""One task with its annotations, whatever tool wrote it; what all tasks of an export add up to."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations

from debtscope.model.frozen import frozen
from debtscope_collectors.sources.labels.facts import AnnotatorCount, LabelExport

FAST_SECONDS = 2.0
_MAX_ANNOTATORS = 50
_MAX_PAIRS = 45
"""Pairs of annotators of one task that are compared."""


@frozen
class Annotation:
    """One annotation of one task."""

    who: str | None
    """Hash-free key of the annotator, only for telling them apart; never leaves the reader unless it is a number."""
    value: str
    """Canonical text of what was said; `` = nothing."""
    choice: str | None = None
    """The one choice, where the label is a single choice."""
    at: datetime | None = None
    seconds: float | None = None
    is_cancelled: bool = False
    from_prediction: bool = False
    is_unchanged: bool | None = None
    """Equal to the prediction it was made from; None where that is not in the export."""
    is_truth: bool = False


@dataclass(slots=True, kw_only=True)
class Task:
    """One labelled thing. Its data is searched for personal values by the reader and dropped."""

    annotations: list[Annotation] = field(default_factory=list[Annotation])
    predictions: int = 0
    personal: dict[str, str] = field(default_factory=dict[str, str])
    """Kind -> name of the field, of values that may belong to somebody."""
    reserved: frozenset[str] = frozenset()
    is_signed: bool = False


@frozen
class Form:
    """What the format of an export can tell."""

    tool: str
    knows_annotators: bool = True
    knows_times: bool = True
    has_task_ids: bool = True
    labels: tuple[str, ...] = ()
    mails: int = 0


def summary(path: str, form: Form, tasks: Sequence[Task]) -> LabelExport:
    """The counts of an export."""
    kept = [[a for a in task.annotations if not a.is_cancelled] for task in tasks]
    told = [a for annotations in kept for a in annotations]
    overlaps, conflicts, agreement = _agreement(kept)
    seconds = [a.seconds for a in told if a.seconds is not None]
    compared = [a.is_unchanged for a in told if a.from_prediction and a.is_unchanged is not None]
    times = sorted(a.at for a in told if a.at is not None)
    annotators = _annotators(told)
    return LabelExport(
        path=path, tool=form.tool, tasks=len(tasks), labelled=sum(any(a.value for a in one) for one in kept),
        annotations=len(told), cancelled=sum(a.is_cancelled for task in tasks for a in task.annotations),
        empty=sum(not a.value for a in told), anonymous=sum(a.who is None for a in told),
        undated=sum(a.at is None for a in told), knows_annotators=form.knows_annotators, knows_times=form.knows_times,
        annotators=annotators[:_MAX_ANNOTATORS], annotator_count=len(annotators), overlaps=overlaps,
        conflicts=conflicts, agreement=agreement, kappa=_kappa(kept),
        from_predictions=sum(a.from_prediction for a in told),
        unchanged_predictions=sum(compared) if compared else None,
        fast=sum(s < FAST_SECONDS for s in seconds), predictions=sum(bool(task.predictions) for task in tasks),
        only_predicted=sum(bool(t.predictions) and not one for t, one in zip(tasks, kept, strict=True)),
        ground_truth=sum(a.is_truth for a in told),
        median_lead_seconds=round(statistics.median(seconds), 3) if seconds else None, people_mails=form.mails,
        personal=_counted(kind for task in tasks for kind in task.personal),
        reserved=_counted(kind for task in tasks for kind in task.reserved),
        personal_fields=tuple(sorted({name for task in tasks for name in task.personal.values()}))[:20],
        signed_urls=sum(task.is_signed for task in tasks), first=times[0] if times else None,
        last=times[-1] if times else None, labels=form.labels, has_task_ids=form.has_task_ids,
    )  # fmt: skip


def _counted(kinds: Iterable[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(kinds).items(), key=lambda pair: (-pair[1], pair[0])))


def _annotators(told: Iterable[Annotation]) -> tuple[AnnotatorCount, ...]:
    by: dict[str, list[Annotation]] = {}
    for annotation in told:
        if annotation.who is not None:
            by.setdefault(annotation.who, []).append(annotation)
    found: list[AnnotatorCount] = []
    for n, (who, own) in enumerate(sorted(by.items(), key=lambda pair: (-len(pair[1]), pair[0])), 1):
        seconds = [a.seconds for a in own if a.seconds is not None]
        found.append(
            AnnotatorCount(
                who=who if who.isdecimal() and len(who) < 12 else f"annotator {n}", annotations=len(own),
                median_lead_seconds=round(statistics.median(seconds), 3) if seconds else None,
            )
        )  # fmt: skip
    return tuple(found)


def _rated(annotations: Iterable[Annotation]) -> dict[str, Annotation]:
    """The last annotation of each known annotator that says something."""
    return {a.who: a for a in annotations if a.who is not None and a.value}


def _agreement(kept: Iterable[Iterable[Annotation]]) -> tuple[int, int, float | None]:
    overlaps = conflicts = pairs = equal = 0
    for one in kept:
        rated = list(_rated(one).values())
        if len(rated) < 2:
            continue
        overlaps += 1
        conflicts += len({a.value for a in rated}) > 1
        for n, (a, b) in enumerate(combinations(rated, 2)):
            if n >= _MAX_PAIRS:
                break
            pairs += 1
            equal += a.value == b.value
    return overlaps, conflicts, round(equal / pairs, 4) if pairs else None


def _kappa(kept: Iterable[Iterable[Annotation]]) -> float | None:
    """Agreement beyond chance over pairs of single choices (Scott's pi over all pairs, Fleiss' kappa for equal numbers)."""
    equal = pairs = 0
    choices: Counter[str] = Counter()
    for one in kept:
        rated = list(_rated(one).values())
        if len(rated) < 2:
            continue
        said = [a.choice for a in rated if a.choice is not None]
        if len(said) < len(rated):
            return None
        for n, (a, b) in enumerate(combinations(said, 2)):
            if n >= _MAX_PAIRS:
                break
            pairs += 1
            equal += a == b
            choices.update((a, b))
    total = sum(choices.values())
    if not pairs:
        return None
    chance = sum((n / total) ** 2 for n in choices.values())
    return round((equal / pairs - chance) / (1 - chance), 4) if chance < 1 else None
