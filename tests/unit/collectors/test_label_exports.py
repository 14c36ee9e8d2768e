"""Label exports: what is counted, what never leaves the reader, and what broken files do."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

from debtscope.testing import facts_of
from debtscope_collectors.sources.labels import studio
from debtscope_collectors.sources.labels.facts import LabelExport, LabelGuide
from debtscope_collectors.sources.labels.tasks import summary

CORPUS = Path(__file__).parents[2] / "corpora" / "labels"
JUNK: tuple[object, ...] = (None, True, -1, 1e308, "", "x" * 5000, [3], [[0]], {"a": [1]}, 10**400, "2026-99-99")


def _read(tree: dict[str, str | bytes]) -> list[LabelExport]:
    return list(facts_of(tree, collectors=["labels"]).all(LabelExport))


def test_counts_of_a_real_export() -> None:
    (export,) = (e for e in facts_of(CORPUS, collectors=["labels"]).all(LabelExport) if e.tool == "label-studio")
    assert (export.tasks, export.labelled, export.annotations, export.cancelled, export.empty) == (40, 36, 51, 1, 1)
    assert (export.overlaps, export.conflicts, export.anonymous, export.from_predictions) == (12, 7, 4, 10)
    assert {one.who for one in export.annotators} == {"3", "7", "11"}


def test_json_min_keeps_one_row_a_task() -> None:
    (export,) = (e for e in facts_of(CORPUS, collectors=["labels"]).all(LabelExport) if e.tool == "label-studio-min")
    assert (export.tasks, export.overlaps, export.anonymous, export.labels) == (38, 0, 2, ("reason",))


def test_no_value_of_a_task_and_no_address_of_a_person_leaves_the_reader() -> None:
    tasks: list[Any] = [
        {
            "id": n,
            "data": {"text": f"Ring Ada Byron under +49 30 901820{n:02d}, ada{n}@telco-people.io"},
            "annotations": [{"completed_by": {"email": "jo@telco-labels.io"}, "result": [], "was_cancelled": False}],
        }
        for n in range(8)
    ]
    (export,) = _read({"export.json": json.dumps(tasks)})
    assert export.people_mails == 1
    assert dict(export.personal) == {"e-mail address": 8, "phone number": 8}
    told = repr(export)
    assert "Ada" not in told and "901820" not in told and "telco" not in told


def test_prodigy_lines_csv_exports_tables_and_guides() -> None:
    prodigy = "\n".join(
        json.dumps({"text": "t", "_input_hash": n // 2, "_task_hash": n, "answer": "accept" if n % 2 else "reject",
                    "_annotator_id": f"db-{n % 2}", "_timestamp": 1767225600})
        for n in range(8)
    )  # fmt: skip
    table = "id,sentiment,annotator,lead_time,annotation_id\n" + "".join(
        f"{n},good,{n % 2},3.5,{n}\n" for n in range(9)
    )
    labels = "image_id,label\n" + "".join(f"a{n}.png,{n % 2}\n" for n in range(30))
    tree: dict[str, str | bytes] = {
        "a/prodigy.jsonl": prodigy, "b/export.csv": table, "c/labels.csv": labels,
        "docs/annotation_guidelines.md": "# Labels", "src/labels.py": "x = 1",
    }  # fmt: skip
    facts = facts_of(tree, collectors=["labels"])
    found = {e.tool: e for e in facts.all(LabelExport)}
    assert (found["prodigy"].tasks, found["prodigy"].overlaps, found["prodigy"].conflicts) == (4, 4, 4)
    assert (found["label-studio-csv"].annotations, found["label-studio-csv"].annotator_count) == (9, 2)
    assert not found["table"].knows_annotators
    assert [guide.path for guide in facts.all(LabelGuide)] == ["docs/annotation_guidelines.md"]


def test_where_a_box_lies_is_no_conflict() -> None:
    def box(x: float, label: str) -> dict[str, object]:
        value = {"x": x, "y": 1, "width": 5, "height": 5, "rectanglelabels": [label]}
        return {"type": "rectanglelabels", "from_name": "b", "value": value}

    def task(second: str) -> dict[str, object]:
        first = {"completed_by": 1, "result": [box(3.1, "car")], "was_cancelled": False}
        return {"data": {}, "annotations": [first, {**first, "completed_by": 2, "result": [box(3.4, second)]}]}

    (export,) = _read({"export.json": json.dumps([task("car"), task("bus")])})
    assert (export.overlaps, export.conflicts, export.agreement) == (2, 1, 0.5)


def test_broken_files_cost_a_diagnostic_or_nothing() -> None:
    whole = (CORPUS / "label_studio_export.json").read_bytes()
    tree: dict[str, str | bytes] = {
        "labels/cut.json": whole[: len(whole) // 2], "labels/deep.json": b'[{"completed_by": ' + b"[" * 5000,
        "labels/latin.csv": "annotation_id,annotator\n\xe9,\xff\n".encode("latin-1"), "labels/whole.json": whole,
    }  # fmt: skip
    assert [e.path for e in _read(tree) if e.tool == "label-studio"] == ["labels/whole.json"]


def test_fuzz() -> None:
    document = json.loads((CORPUS / "label_studio_export.json").read_text(encoding="utf-8"))[:8]
    dice = random.Random(20261120)
    for _ in range(400):
        rows = copy.deepcopy(document)
        for _ in range(dice.randint(1, 4)):
            _spoil(rows, dice)
        form, tasks = studio.read_tasks(rows)
        export = summary("p.json", form, tasks)
        assert export.annotations >= export.from_predictions
        form, tasks = studio.read_min(rows, "label-studio-min")
        summary("p.json", form, tasks)


def _spoil(at: Any, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 6)):
        keys: list[Any] = list(at) if isinstance(at, dict) else list(range(len(at))) if isinstance(at, list) else []  # pyright: ignore[reportUnknownArgumentType]
        if not keys:
            return
        key = dice.choice(keys)
        inner: Any = at[key]  # pyright: ignore[reportUnknownVariableType]
        if not isinstance(inner, (dict, list)) or dice.random() < 0.25:
            at[key] = dice.choice(JUNK)
            return
        at = inner  # pyright: ignore[reportUnknownVariableType]
