"""Every format: valid by its schema, inert in the program that opens it, the same bytes for the same ledger."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from debtscope.export import FORMATS, render
from debtscope.export.catalogue import rules_json
from debtscope.export.cells import fit, width
from debtscope.export.decisions import decisions_json
from debtscope.export.document import plain
from debtscope.export.explain import item_text
from debtscope.export.markdown import code, escape, ledger_markdown
from debtscope.export.models import models_json
from debtscope.export.plan import plan_json, plan_table, render_plan
from debtscope.export.plan_page import plan_markdown
from debtscope.export.reading import read_ledgers
from debtscope.export.sources import sources_json
from debtscope.export.table import csv_table, summary_table
from debtscope.model.errors import DebtscopeError, UsageError
from debtscope.model.finding import Evidence, Exposure
from debtscope.model.ledger import Credit, FileExposure, ModelRecord, SharedWork, Suppressed
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import Severity, Status, Verdict
from debtscope.services.plan import make_plan
from tests.made import make_item, make_ledger

SCHEMAS = Path(__file__).resolve().parents[3] / "debtscope" / "export" / "schemas"
HOSTILE = "[red]x[/]\x1b]0;t\x07=cmd|' /C calc'!A0\u202e<script>alert(1)</script>\udce9 `a` | b\nnew"


def full_ledger():
    ledger = make_ledger(
        make_item("src/a.py", exposure=Exposure(kind="personal data", note="9,000 people", low=1.0, high=2.5, currency="EUR")),
        make_item("src/b.py", severity=Severity.CRITICAL, must_do=True, interest=0.0, introduced=None),
        make_item("src/c.py", triage=Triage(status=Status.ACCEPTED, verdict=Verdict.ACCEPT, by="ana", reason="cheap", until="2027-01-01", source="log")),
        make_item("src/d.py", triage=Triage(status=Status.PAID)),
        make_item("src/e.py", evidence=(Evidence(kind="metric", value=float("nan")), Evidence(kind="count", value=3))),
    )  # fmt: skip
    return replace(
        ledger,
        models=(ModelRecord(name="churn", versions=("1",), served="1", watched_by=("evidently",)),),
        files=(FileExposure(path="src/a.py", touches_per_month=1.23456, share=0.1234567, corrective_hours_per_month=2.0, loc=10),),
        credits=(Credit(id="CR-02", evidence=("x",), effect="closes DAT-002"),),
        suppressed=(Suppressed(rule="COD-005", path="x.py", line=None, by="config", reason="known"),),
    )  # fmt: skip


def schema(name: str) -> dict[str, object]:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text())


def check(text: str, name: str) -> dict[str, object]:
    document = json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is not strict JSON"))
    jsonschema.validate(document, schema(name), cls=jsonschema.Draft202012Validator)
    return document


def test_schemas_are_schemas() -> None:
    for path in SCHEMAS.glob("*.json"):
        jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text()))


def test_ledger_document_is_what_the_schema_says() -> None:
    document = check(render(full_ledger(), "json"), "ledger")
    summary = document["summary"]
    assert isinstance(summary, dict)
    assert summary["items"] == 4  # the paid one stands apart
    assert summary["by_status"]["paid"] == 1
    assert "run" not in document


def test_a_document_with_a_missing_field_is_refused() -> None:
    document = json.loads(render(full_ledger(), "json"))
    del document["items"][0]["interest"]["factors"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema("ledger"))


def test_lines_are_the_document_without_items_and_then_the_items() -> None:
    lines = [json.loads(line) for line in render(full_ledger(), "jsonl").splitlines()]
    for line in lines:
        jsonschema.validate(line, schema("ledger-lines"))
    whole = json.loads(render(full_ledger(), "json"))
    assert lines[1:] == whole.pop("items")
    assert lines[0] == whole


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_a_ledger_file_opens_again(name: str) -> None:
    text = render(full_ledger(), name)
    assert render(read_ledgers(text, "ledger.json")[0].ledger, name) == text


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not JSON"),
        ("[1]", "is no ledger"),
        ('{"kind": "plan"}', "is no ledger"),
        ('{"kind": "ledger", "schema_version": 99}', "schema version 99"),
        ('{"kind": "ledger", "schema_version": 1}', "damaged"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_a_file_that_is_no_ledger_is_named(text: str, says: str) -> None:
    with pytest.raises(DebtscopeError, match=says):
        read_ledgers(text, "x.json")


def test_a_ledger_damaged_anywhere_costs_a_sentence() -> None:
    text = render(full_ledger(), "json")
    draw = random.Random(7)
    for _ in range(150):
        at = draw.randrange(len(text))
        broken = text[:at] + draw.choice(['"', "{", "]", "0", "null", ""]) + text[at + draw.randrange(1, 9) :]
        with contextlib.suppress(DebtscopeError):
            read_ledgers(broken, "x.json")


def test_the_other_documents_are_what_their_schemas_say() -> None:
    ledger = full_ledger()
    plan = make_plan(ledger.items, budget_hours=5, as_of=date(2026, 11, 20))
    check(plan_json(plan, ledger), "plan")
    check(models_json(ledger), "models")
    check(sources_json(ledger), "sources")
    check(decisions_json(ledger), "triage")
    check(rules_json([]), "rules")


@pytest.mark.parametrize("name", FORMATS)
def test_order_of_items_never_changes_the_bytes(name: str) -> None:
    ledger = full_ledger()
    assert render(ledger, name) == render(replace(ledger, items=tuple(sorted(ledger.items, key=lambda i: i.id))), name)
    assert render(ledger, name).endswith("\n")


def test_an_unknown_format_names_the_known() -> None:
    with pytest.raises(UsageError, match="no format 'xml'"):
        render(full_ledger(), "xml")


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_is_inert_in_every_format(name: str) -> None:
    item = make_item(HOSTILE, title=HOSTILE, message=HOSTILE, component=HOSTILE)
    text = render(make_ledger(item), name)
    assert not [c for c in text if c != "\n" and not c.isprintable()]
    text.encode()
    if name in {"json", "jsonl"}:
        assert text.isascii()
    if name == "markdown":
        outside = re.sub(r"(`+).*?\1", "", ledger_markdown(make_ledger(replace(item, path=None))))
        assert r"\<script\>" in outside and "<script>" not in outside


def test_spreadsheets_run_no_formula() -> None:
    rows = list(
        csv.reader(io.StringIO(csv_table([make_item("=1+1", title="@SUM(A1)", message="-2+3", component="+x")])))
    )
    assert {len(row) for row in rows} == {21}
    assert not [cell for cell in rows[1] if cell.startswith(("=", "+", "@"))]
    assert not [cell for cell in rows[1] if cell.startswith("-") and not cell[1:].replace(".", "").isdigit()]


@given(st.text(max_size=40), st.integers(1, 30))
def test_cells_are_exactly_as_wide_as_asked(text: str, cells: int) -> None:
    from debtscope.model.text import printable

    assert width(fit(printable(text), cells)) == cells


@given(st.text(max_size=60))
def test_markdown_code_cannot_be_left(text: str) -> None:
    span = code(text)
    fence = span[: len(span) - len(span.lstrip("`"))]
    inner = span[len(fence) : -len(fence)]
    assert span.endswith(fence) and fence not in inner.replace(fence + "`", "")
    assert "\n" not in span


def test_markdown_text_holds_no_markup_link_or_mention() -> None:
    assert escape("[x](http://evil) <b> @ana #1 |") == r"\[x\](http:\//evil) \<b\> \@ana \#1 \|"


def test_a_table_fits_its_terminal_and_tells_what_was_not_read() -> None:
    text = summary_table(make_ledger(make_item("src/" + "long" * 40 + ".py")), 100)
    assert max(width(line) for line in text.splitlines()) <= 100
    assert "not there: mlflow" in text
    assert "1 input not read whole" in text


def test_on_a_narrow_terminal_an_item_takes_two_lines_and_can_be_read() -> None:
    deep = make_item("src/" + "deep/" * 20 + "end_of_it.py")
    ledger = make_ledger(deep, replace(make_item("b.py"), triage=replace(deep.triage, status=Status.PLANNED)))
    narrow, wide = (summary_table(ledger, columns).splitlines() for columns in (80, 200))
    assert max(map(len, narrow[3:8])) <= 80
    at = next(n for n, line in enumerate(narrow) if deep.id in line)
    assert narrow[at].endswith("deep/end_of_it.py") or "end_of_it.py:" in narrow[at]
    assert deep.title in narrow[at - 1]
    assert any(line.endswith("planned") for line in narrow)
    assert any(deep.id in line and deep.title in line for line in wide)


def test_no_debt_is_told_apart_from_nothing_to_look_at() -> None:
    empty = make_ledger()
    assert "No debt found by 1 rules over python" in summary_table(empty)
    assert "Nothing to look at" in summary_table(replace(empty, sources=empty.sources[1:]))


def test_plans_are_told_in_parts() -> None:
    plan = make_plan(full_ledger().items, budget_hours=40, as_of=date(2026, 11, 20))
    table, page = plan_table(plan), plan_markdown(plan)
    assert "must do" in table and "Must do" in page
    assert all(entry.item.id in table and entry.item.id in page for entry in plan.entries)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(st.characters(codec=None)),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)))  # fmt: skip
def test_anything_becomes_strict_json(value: object) -> None:
    text = json.dumps(plain(value), allow_nan=False)
    json.loads(text, parse_constant=pytest.fail)
    text.encode("ascii")


def test_a_plan_is_rows_and_drafts_of_issues() -> None:
    ledger = full_ledger()
    plan = make_plan(ledger.items, budget_hours=40, as_of=date(2026, 11, 20))
    rows = list(csv.DictReader(io.StringIO(render_plan(plan, ledger, "csv"))))
    assert [row["id"] for row in rows] == [entry.item.id for entry in plan.entries]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values() if not _number(cell))
    for form, body in (("github", "body"), ("gitlab", "description")):
        drafts = [json.loads(line) for line in render_plan(plan, ledger, form).splitlines()]
        assert len(drafts) == len(plan.entries)
        for draft, entry in zip(drafts, plan.entries, strict=True):
            assert entry.item.id in draft[body] and "technical debt" in draft["labels"]
            assert "<script" not in draft[body] and len(draft["title"]) <= 200


def test_a_planned_date_goes_into_a_gitlab_draft() -> None:
    due = replace(full_ledger().items[0], triage=Triage(status=Status.PLANNED, owner="ana", due="2026-12-01"))
    plan = make_plan([due], budget_hours=40, as_of=date(2026, 11, 20))
    (draft,) = [json.loads(line) for line in render_plan(plan, full_ledger(), "gitlab").splitlines()]
    assert draft["due_date"] == "2026-12-01" and "Owner: ana." in draft["description"]
    assert "owner: ana, due 2026-12-01" in render_plan(plan, full_ledger(), "markdown")


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_an_explained_item_tells_what_its_fix_shares_and_what_comes_first() -> None:
    item = replace(make_item(), shares=SharedWork(name="one run", hours=0.5), after=("DAT-014-abcdefgh",))
    told = item_text(item)
    assert "shares    one run: 0.5 h" in told and "after     DAT-014-abcdefgh" in told
