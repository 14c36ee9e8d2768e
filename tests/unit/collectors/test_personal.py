"""Which columns are data about people, by name and by values; no value leaves the reader."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from debtscope.api import SensitiveLine
from debtscope.model.settings import Settings
from debtscope.testing import CommitSpec, facts_of, findings_of, git_repo
from debtscope_collectors.sources.personal.facts import PersonalColumn
from debtscope_collectors.sources.personal.kinds import kind_of, measure
from debtscope_collectors.sources.personal.tables import csv_table, json_table, notebook_tables
from debtscope_collectors.sources.python.person_tables import person_tables

REAL = Settings(example_values_are_real=True)
SLUG = "pii-in-committed-data"


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("email", "e-mail address"), ("E-Mail Adresse", "e-mail address"), ("eMail", "e-mail address"), ("customer_email", "e-mail address"),
        ("correo", "e-mail address"), ("courriel", "e-mail address"), ("Telefonnummer", "phone number"), ("teléfono", "phone number"),
        ("mobilePhone", "phone number"), ("IBAN", "IBAN"), ("geburtsdatum", "date of birth"), ("fecha_nacimiento", "date of birth"),
        ("first_name", "name of a person"), ("firstName", "name of a person"), ("Vorname", "name of a person"), ("prénom", "name of a person"),
        ("achternaam", "name of a person"), ("cpf", "national id"), ("ssn", "national id"), ("client_ip", "IP address"),
        ("endereço", "postal address"), ("home_address", "postal address"),
        ("name", None), ("product_name", None), ("is_email_valid", None), ("email_hash", None), ("email_domain", None), ("n_phones", None),
        ("company_phone", None), ("ip_count", None), ("streets_total", None), ("", None), ("4", None), ("dob_encoded", None),
    ],
)  # fmt: skip
def test_names_of_columns(column: str, kind: str | None) -> None:
    found = kind_of(column)
    assert (found.words if found else None) == kind


@pytest.mark.parametrize(
    ("column", "values", "share", "reserved"),
    [
        ("email", ["a.b@firma.zz", "c@firma.zz"], 1.0, False),
        ("email", ["a@example.com", "b@shop.test"], 1.0, True),
        ("email", ["yes", "no", "a@"], 0.0, False),
        ("phone", ["+49 30 901820", "030/901820-1"], 1.0, False),
        ("phone", ["+1 415 555 0123", "+44 7700 900123"], 1.0, True),
        ("phone", ["Pixel 9", "12", "2024-01-02", "1.5"], 0.0, False),
        ("iban", ["DE89 3704 0044 0532 0130 00"], 1.0, False),
        ("iban", ["DE88 3704 0044 0532 0130 00", "hello"], 0.0, False),
        ("iban", ["DE00 0000 0000 0000 0612 00"], 1.0, True),
        ("card_number", ["4111 1111 1111 1111"], 1.0, True),
        ("card_number", ["12", "4111111111111112"], 0.0, False),
        ("client_ip", ["203.0.113.9"], 1.0, True),
        ("client_ip", ["10.0.0.1", "192.168.1.1", "x"], 0.0, False),
        ("dob", ["1980-02-03", "03.02.1980", "2/3/1980"], 1.0, False),
        ("dob", ["2031-02-03", "7"], 0.0, False),
        ("full_name", ["Ada Meyer", "Jon Silva", "Lena van Berg"], 1.0, False),
        ("full_name", ["Widget", "Widget", "Widget"], 0.0, False),
        ("ssn", ["000-00-0612", "900-12-3456"], 1.0, True),
        ("email", ["", "nan", "a@firma.zz"], 1.0, False),
        ("email", [], 0.0, False),
    ],
)
def test_values(column: str, values: list[str], share: float, reserved: bool) -> None:
    kind = kind_of(column)
    assert kind is not None
    found = measure(kind, values)
    assert found[0] == pytest.approx(share)
    assert share == 0.0 or found[1] is reserved


def _csv(rows: int = 30, host: str = "firma.zz", delimiter: str = ",") -> str:
    lines = [delimiter.join(("id", "email", "score"))]
    lines += [delimiter.join((str(n), f"kunde{n}@{host}", "0.5")) for n in range(rows)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimited_files_fire_and_name_no_value(delimiter: str) -> None:
    findings = findings_of(SLUG, {"data/kunden.csv": _csv(delimiter=delimiter)})
    assert [finding.subject.path for finding in findings] == ["data/kunden.csv"]
    assert "30 rows" in findings[0].message
    assert "firma.zz" not in repr(findings)
    assert findings[0].exposure is not None


def test_lines_of_values_are_not_to_be_quoted() -> None:
    facts = facts_of(
        {"data/kunden.csv": _csv(), "data/k.json": '[\n{"email": "a@firma.zz"},\n{"email": "b@firma.zz"}\n]\n'},
        collectors=["personal"],
    )
    lines = {(one.path, one.line) for one in facts.all(SensitiveLine)}
    assert ("data/kunden.csv", 1) not in lines
    assert {("data/kunden.csv", 2), ("data/kunden.csv", 9), ("data/k.json", 1), ("data/k.json", 3)} <= lines


def test_rows_of_a_large_table_are_estimated_from_a_sample() -> None:
    source = {"data/kunden.csv": _csv(rows=20_000)}
    (column,) = facts_of(source, collectors=["personal"]).all(PersonalColumn)
    assert column.sampled == 200
    assert column.rows == pytest.approx(20_000, rel=0.1)


def test_reserved_values_are_silent_unless_they_stand_for_real_ones() -> None:
    files = {"data/kunden.csv": _csv(host="example.com")}
    assert findings_of(SLUG, files) == []
    assert len(findings_of(SLUG, files, settings=REAL)) == 1


@pytest.mark.parametrize(
    "path",
    [
        "tests/data/k.csv",
        "fixtures/k.csv",
        "data/fake_users.csv",
        "examples/k.csv",
        "data/ml-100k/u.user.csv",
        "data/titanic.csv",
        "data/users_anonymized.csv",
    ],
)
def test_places_of_invented_or_public_data_are_silent(path: str) -> None:
    assert findings_of(SLUG, {path: _csv()}) == []


def test_weak_columns_count_only_together() -> None:
    names = ("Ada Meyer", "Jon Silva", "Lena Blom", "Omar Diaz")
    alone = "full_name,score\n" + "".join(f"{name},1\n" for name in names)
    together = "full_name,dob\n" + "".join(f"{name},198{n}-02-03\n" for n, name in enumerate(names))
    assert findings_of(SLUG, {"a.csv": alone}) == []
    assert len(findings_of(SLUG, {"a.csv": together})) == 1


def test_json_in_its_shapes() -> None:
    records = [{"id": n, "email": f"kunde{n}@firma.zz"} for n in range(9)]
    for text in (
        json.dumps(records), "".join(json.dumps(one) + "\n" for one in records), json.dumps({"meta": 1, "users": records}),
        json.dumps({"id": [1, 2], "email": ["a@firma.zz", "b@firma.zz"]}), json.dumps([{"user": one} for one in records]),
    ):  # fmt: skip
        assert len(findings_of(SLUG, {"a.json": text})) == 1
    cut = json_table(json.dumps(records).encode()[:150], whole=False)
    assert cut is not None
    assert cut.rows >= 2


def _notebook(output: Mapping[str, object]) -> str:
    cells = [{"cell_type": "markdown", "source": ""}, {"cell_type": "code", "source": "df", "outputs": [output]}]
    return json.dumps({"cells": cells}, indent=1)


def test_notebook_outputs() -> None:
    html = (
        "<table><tr><th></th><th>email</th></tr>"
        + "".join(f"<tr><th>{n}</th><td>k{n}@firma.zz</td></tr>" for n in range(4))
        + "</table>"
    )
    stream = "full_name email phone\nAda Meyer ada@firma.zz +49 30 901820\nJon Silva jon@firma.zz +49 30 901821\n"
    for output in (
        {"data": {"text/html": [html]}},
        {"data": {"text/plain": stream}},
        {"output_type": "stream", "text": [stream]},
    ):
        findings = findings_of(SLUG, {"eda.ipynb": _notebook(output)})
        assert [finding.subject.path for finding in findings] == ["eda.ipynb"]
        assert "code cell 1" in findings[0].message
        assert "ada@" not in repr(findings)
    quiet = {
        "data": {
            "text/html": ["<table><tr><th>email_count</th></tr><tr><td>3</td></tr></table>"],
            "image/png": "ada@firma.zz" * 9,
        }
    }
    assert findings_of(SLUG, {"eda.ipynb": _notebook(quiet)}) == []


def test_only_committed_files_count_and_history_is_told(tmp_path: Path) -> None:
    commits = [
        CommitSpec(message="data", files={"data/kunden.csv": _csv()}, on="2026-03-02"),
        CommitSpec(message="code", files={"a.py": "x = 1\n"}),
    ]
    git_repo(tmp_path, commits)
    (tmp_path / "new.csv").write_text(_csv())
    findings = findings_of(SLUG, tmp_path, as_of=date(2026, 11, 20))
    assert [finding.subject.path for finding in findings] == ["data/kunden.csv"]
    assert "in git since 2026-03-02" in findings[0].message
    assert findings[0].tier == "history"


def test_any_bytes_are_sampled_without_a_fault() -> None:
    source = random.Random(2)
    pieces = [
        b"email",
        b",",
        b"\n",
        b'"',
        b"a@b.zz",
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b"<td>",
        b"<tr>",
        b"\xff",
        b"\x00",
        b"phone",
        b"\t",
    ]
    for _ in range(300):
        data = b"".join(source.choices(pieces, k=source.randint(0, 80)))
        csv_table(data, whole=source.random() > 0.5)
        json_table(data, whole=source.random() > 0.5)
    cells: list[object] = [None, {"cell_type": "code", "outputs": [{"data": 7}, {"text": {"a": 1}}]}]
    shapes: tuple[object, ...] = (None, [], {"cells": 3}, {"cells": cells})
    for shape in shapes:
        assert list(notebook_tables(shape)) == []


def test_rows_of_another_table_are_no_column() -> None:
    table = "class Chat(Base):\n    __tablename__ = 'chats'\n    id = Column(Integer)\n    message = {value}\n"
    kept = facts_of({"models.py": table.replace("{value}", "Column(String)")}).rows(person_tables)
    related = facts_of({"models.py": table.replace("{value}", "relationship('Message')")}).rows(person_tables)
    assert ([row.columns for row in kept["models.py"]], related.get("models.py", ())) == ([("message",)], ())


def test_constants_of_a_table_are_no_column() -> None:
    model = "from django.db import models\n\n\nclass Person(models.Model):\n    UNKNOWN_PERSON_NAME = {value}\n"
    constant = facts_of({"models.py": model.replace("{value}", "'nobody'")}).rows(person_tables)
    field = facts_of({"models.py": model.replace("{value}", "models.CharField()")}).rows(person_tables)
    assert (constant.get("models.py", ()), [row.columns for row in field["models.py"]]) == (
        (),
        [("UNKNOWN_PERSON_NAME",)],
    )
