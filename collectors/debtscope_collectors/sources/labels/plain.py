"""Prodigy's JSONL, and plain tables that hold nothing but ids and labels."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from debtscope.model.regex import regex
from debtscope_collectors.sources.labels.people import personal
from debtscope_collectors.sources.labels.tasks import Annotation, Form, Task
from debtscope_collectors.sources.monitoring.dates import parse_time
from debtscope_collectors.sources.shape import mapping, sequence, text

_WHO = regex(r"annotat(?:or|ed_by)|labell?er|labell?ed_by|rater|coder|worker|reviewer|completed_by|user(?:_?id)?", re.I)
_WHEN = regex(r"(?:created|updated|labell?ed|annotated)(?:_(?:at|on|time|date))?|timestamp|date|time", re.I)
_LABEL = regex(r"labels?|class(?:_?(?:name|id|label))?|target|category|annotation|sentiment|tag", re.I)
_ID = regex(
    r"(?:\w{1,30}_)?(?:id|uuid|key)|file_?name|image(?:_?(?:id|name|path))?|path|text|index|\w{1,30}_(?:path|name)",
    re.I,
)
_MAX_COLUMNS = 5
_LOOKED_AT = 200


def is_prodigy(rows: Sequence[object]) -> bool:
    """Whether the lines carry Prodigy's hashes and answers."""
    first = [mapping(row) for row in rows[:20]]
    return bool(first) and all("_task_hash" in row and "answer" in row for row in first)


def read_prodigy(rows: Sequence[object]) -> tuple[Form, list[Task]]:
    """One line an answer; tasks told apart by their input."""
    tasks: dict[str, Task] = {}
    mails: set[str] = set()
    for item in rows:
        row = mapping(item)
        key = text(row.get("_input_hash")) or text(row.get("_task_hash"))
        task = tasks.get(key)
        if task is None:
            real, reserved, signed = personal({k: row.get(k) for k in ("text", "html", "image", "meta", "audio")})
            task = tasks[key] = Task(personal=real, reserved=reserved, is_signed=signed)
        who = text(row.get("_annotator_id")) or text(row.get("_session_id"))
        if "@" in who:
            mails.add(who)
        spans = [
            [mapping(s).get("start"), mapping(s).get("end"), mapping(s).get("label")]
            for s in sequence(row.get("spans"))
        ]
        said = {"accept": row.get("accept"), "label": row.get("label"), "answer": row.get("answer"), "spans": spans}
        task.annotations.append(
            Annotation(
                who=who or None, value=json.dumps(said, sort_keys=True, default=str)[:2000],
                at=parse_time(row.get("_timestamp")), is_cancelled=row.get("answer") == "ignore",
            )
        )  # fmt: skip
    return Form(tool="prodigy", labels=("answer",), mails=len(mails)), list(tasks.values())


def is_table(rows: Sequence[object]) -> bool:
    """A narrow table of a label and what it belongs to; wide tables are features with a target, not labels. What only repeats the folder
    of each file was sorted there by whoever made the set: nobody labelled the rows."""
    names = list(mapping(rows[0])) if rows else []
    said = [n for n in names if _LABEL.fullmatch(n.strip())]
    known = [
        n
        for n in names
        if n in said or _ID.fullmatch(n.strip()) or _WHO.fullmatch(n.strip()) or _WHEN.fullmatch(n.strip())
    ]
    is_narrow = 2 <= len(names) <= _MAX_COLUMNS and len(said) == 1 and len(known) == len(names) and len(rows) >= 20
    return is_narrow and not _repeats_folder(rows, said[0])


def _repeats_folder(rows: Sequence[object], said: str) -> bool:
    """Whether nearly every label stands in the folder of the row's file (`images/n02085620-Chihuahua/1.jpg`, `Chihuahua`)."""
    seen = [mapping(row) for row in rows[:_LOOKED_AT]]
    told = 0
    for row in seen:
        label = text(row.get(said)).lower()
        folders = [text(value).lower().rpartition("/")[0] for name, value in row.items() if name != said]
        told += len(label) > 1 and any(label in folder for folder in folders)
    return told * 10 > len(seen) * 9


def read_table(rows: Sequence[object]) -> tuple[Form, list[Task]]:
    """One row a label."""
    names = list(mapping(rows[0]))
    who = next((n for n in names if _WHO.fullmatch(n.strip())), None)
    when = next((n for n in names if _WHEN.fullmatch(n.strip())), None)
    said = next(n for n in names if _LABEL.fullmatch(n.strip()))
    own = [n for n in names if n not in (who, when, said)]
    tasks: dict[str, Task] = {}
    for item in rows:
        row = mapping(item)
        key = "\0".join(text(row.get(n)) for n in own)
        task = tasks.get(key)
        if task is None:
            real, reserved, signed = personal({n: row.get(n) for n in own})
            task = tasks[key] = Task(personal=real, reserved=reserved, is_signed=signed)
        value = text(row.get(said))
        task.annotations.append(
            Annotation(
                who=(text(row.get(who)) or None) if who else None, value=value, choice=value or None,
                at=parse_time(row.get(when)) if when else None,
            )
        )  # fmt: skip
    has_ids = any(_ID.fullmatch(n.strip()) for n in own)
    form = Form(
        tool="table", knows_annotators=who is not None, knows_times=when is not None, has_task_ids=has_ids,
        labels=(said,),
    )  # fmt: skip
    return form, list(tasks.values())
