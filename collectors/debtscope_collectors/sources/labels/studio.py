"""Label Studio: full JSON (annotations, completions of old versions), JSON-MIN and CSV."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from debtscope_collectors.sources.labels.people import personal
from debtscope_collectors.sources.labels.tasks import Annotation, Form, Task
from debtscope_collectors.sources.monitoring.dates import parse_time
from debtscope_collectors.sources.monitoring.shape import number
from debtscope_collectors.sources.shape import is_list, mapping, sequence, text
from debtscope_collectors.sources.values import is_map

Row = Mapping[str, object]
_MAX_RESULT = 400
_MIN_OWN = frozenset(
    {"id", "annotator", "annotation_id", "created_at", "updated_at", "lead_time", "inner_id", "agreement"}
)
_SINGLE = frozenset({"choices", "rating", "number"})
_PLAIN = frozenset({"choices", "rating", "number", "taxonomy", "text", "ranker", "pairwise", "datetime"})
_SPAN = frozenset({"start", "end", "startOffset", "endOffset"})


def is_tasks(rows: Sequence[object]) -> bool:
    """Whether a list looks like a full export."""
    return _most(rows, lambda row: "data" in row and is_list(row.get("annotations", row.get("completions")))) or _most(
        rows, lambda row: any("was_cancelled" in mapping(a) for a in sequence(row.get("annotations")))
    )


def is_min(rows: Sequence[object]) -> bool:
    """Whether a list looks like JSON-MIN, or the rows of a CSV export."""
    return _most(rows, lambda row: "annotation_id" in row and ("annotator" in row or "lead_time" in row))


def _most(rows: Sequence[object], test: Callable[[Row], bool]) -> bool:
    first = [mapping(row) for row in rows[:20]]
    return bool(first) and sum(test(row) for row in first) * 2 > len(first)


def read_tasks(rows: Sequence[object]) -> tuple[Form, list[Task]]:
    """A full export."""
    tasks: list[Task] = []
    mails: set[str] = set()
    controls: dict[str, None] = {}
    with_id = 0
    for item in rows:
        row = mapping(item)
        with_id += "id" in row
        real, reserved, signed = personal(row.get("data"))
        given = sequence(row.get("predictions"))
        said = {text(mapping(p).get("id")): _value(mapping(p).get("result"))[0] for p in given}
        task = Task(predictions=len(given), personal=real, reserved=reserved, is_signed=signed)
        for told in sequence(row.get("annotations", row.get("completions"))):
            annotation = mapping(told)
            if annotation:
                _mails(annotation, mails)
                controls.update(dict.fromkeys(_controls(annotation.get("result"))))
                task.annotations.append(_annotation(annotation, said))
        tasks.append(task)
    form = Form(
        tool="label-studio", has_task_ids=with_id * 2 > len(rows), labels=tuple(controls)[:20], mails=len(mails)
    )
    return form, tasks


def _annotation(told: Row, predicted: Mapping[str, str]) -> Annotation:
    value, choice = _value(told.get("result"))
    parent, shown = told.get("parent_prediction"), mapping(told.get("prediction"))
    origins = {text(mapping(r).get("origin")) for r in sequence(told.get("result"))[:_MAX_RESULT]}
    is_copied = bool(parent) or bool(origins & {"prediction", "prediction-changed"})
    before = predicted.get(text(parent)) if parent else None
    if parent and before is None and text(shown.get("id")) == text(parent):
        before = _value(shown.get("result"))[0]
    unchanged = before == value if before is not None else None
    if unchanged is None and is_copied and not parent:
        unchanged = origins == {"prediction"}
    return Annotation(
        who=_who(told.get("completed_by", told.get("created_username"))), value=value, choice=choice,
        at=parse_time(told.get("created_at")) or parse_time(told.get("updated_at")),
        seconds=number(told.get("lead_time")), is_cancelled=told.get("was_cancelled") is True,
        from_prediction=is_copied, is_unchanged=unchanged, is_truth=told.get("ground_truth") is True,
    )  # fmt: skip


def _who(value: object) -> str | None:
    if is_map(value):
        inner = mapping(value)
        return text(inner.get("id")) or text(inner.get("email")) or None
    return text(value) or None


def _mails(told: Row, mails: set[str]) -> None:
    for key in ("completed_by", "created_username", "updated_by"):
        value = told.get(key)
        mail = text(mapping(value).get("email")) if is_map(value) else text(value)
        if "@" in mail:
            mails.add(mail)


def _controls(result: object) -> list[str]:
    return [name for r in sequence(result)[:_MAX_RESULT] if (name := text(mapping(r).get("from_name")))]


def _value(result: object) -> tuple[str, str | None]:
    """(what was said, without ids, order and coordinates; the one choice where it is one)."""
    parts: list[str] = []
    single: str | None = None
    for item in sequence(result)[:_MAX_RESULT]:
        region = mapping(item)
        kind, value = text(region.get("type")), mapping(region.get("value"))
        if not value:
            continue
        said: object = value.get(kind, value) if kind in _PLAIN else _labels(value, kind)
        parts.append(f"{text(region.get('from_name'))}:{json.dumps(said, sort_keys=True, default=str)[:2000]}")
        chosen = sequence(said) if kind in _SINGLE else ()
        single = str(chosen[0]) if len(chosen) == 1 else None
    parts.sort()
    return "|".join(parts), single if len(parts) == 1 else None


def _labels(value: Row, kind: str) -> object:
    """Labels of a region with its span in text; where it lies in a picture never comes out equal twice."""
    names = next((value[key] for key in (kind, "labels") if key in value), None)
    names = names if names is not None else next((v for k, v in sorted(value.items()) if k.endswith("labels")), kind)
    return [names, *(value[key] for key in sorted(_SPAN & value.keys()))]


def read_min(rows: Sequence[object], tool: str) -> tuple[Form, list[Task]]:
    """JSON-MIN or CSV: one row an annotation, tasks told apart by `id`."""
    tasks: dict[str, Task] = {}
    labels = _label_columns(rows)
    mails: set[str] = set()
    for n, item in enumerate(rows):
        row = mapping(item)
        key = text(row.get("id")) or f"row {n}"
        task = tasks.get(key)
        if task is None:
            real, reserved, signed = personal({k: v for k, v in row.items() if k not in _MIN_OWN})
            task = tasks[key] = Task(personal=real, reserved=reserved, is_signed=signed)
        who = text(row.get("annotator"))
        if "@" in who:
            mails.add(who)
        said = {name: row.get(name) for name in labels if row.get(name) not in (None, "", [])}
        only = next(iter(said.values())) if len(said) == 1 else None
        task.annotations.append(
            Annotation(
                who=who or None, value=json.dumps(said, sort_keys=True, default=str)[:2000] if said else "",
                choice=only if isinstance(only, str) else None,
                at=parse_time(row.get("created_at")) or parse_time(row.get("updated_at")),
                seconds=number(row.get("lead_time")),
            )
        )  # fmt: skip
    times = any("created_at" in mapping(row) or "updated_at" in mapping(row) for row in rows[:20])
    return Form(tool=tool, knows_times=times, labels=labels, mails=len(mails)), list(tasks.values())


def _label_columns(rows: Sequence[object]) -> tuple[str, ...]:
    """Columns that vary between rows of one task or have few values: what is labelled varies with the task alone."""
    values: dict[str, set[str]] = {}
    for item in rows[:2000]:
        for name, value in mapping(item).items():
            if name not in _MIN_OWN:
                values.setdefault(name, set()).add(json.dumps(value, sort_keys=True, default=str)[:500])
    count = min(len(rows), 2000)
    found = tuple(name for name, seen in values.items() if len(seen) <= max(3, count // 3))
    return found or tuple(values)[-1:]
