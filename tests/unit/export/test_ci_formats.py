"""SARIF, GitHub's annotations, GitLab's code quality and JUnit, also of hostile ledgers."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from debtscope.export import render
from debtscope.model.ledger import Ledger
from debtscope.model.triage import Triage
from debtscope.model.vocabulary import Category, Status
from tests.made import make_item, make_ledger

SCHEMA = json.loads((Path(__file__).parents[2] / "corpora" / "sarif" / "sarif-schema-2.1.0.json").read_text("utf-8"))
HOSTILE = "a\r\n::error::x%0A<b>&\"'\x1b[31m\x00\ud800,:|\u2028"


def ledger() -> Ledger:
    first = make_item()
    return make_ledger(
        first,
        replace(first, id="COD-005-bbbbbbbb", message=HOSTILE, path=f"src/{HOSTILE}.py", title=HOSTILE, remediation=HOSTILE, why=HOSTILE),
        replace(first, id="COD-005-cccccccc", path=None, line=None, evidence=()),
        replace(first, id="COD-005-dddddddd", path="outside:mlflow.db"),
        replace(first, id="COD-005-eeeeeeee", triage=Triage(status=Status.ACCEPTED, reason="known")),
        replace(first, id="COD-005-ffffffff", triage=Triage(status=Status.PAID)),
    )  # fmt: skip


def test_sarif_is_what_its_schema_says_and_what_code_scanning_needs() -> None:
    document = json.loads(render(ledger(), "sarif"))
    jsonschema.validate(document, SCHEMA)
    (run,) = document["runs"]
    results = run["results"]
    assert {r["partialFingerprints"]["debtscopeItem/v1"][-8:] for r in results} == {
        "bbbbbbbb", "cccccccc", "dddddddd", "eeeeeeee", make_item().id[-8:],
    }  # fmt: skip
    assert all(r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in results)
    assert all(run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in results)
    assert [r["suppressions"][0]["justification"] for r in results if "suppressions" in r] == ["accepted: known"]
    assert not any("outside:" in json.dumps(r["locations"]) for r in results)


def test_annotations_are_one_line_an_item_whatever_it_holds() -> None:
    lines = render(ledger(), "github").split("\n")
    assert len(lines) == 6 and lines[-1] == ""
    form = re.compile(r"::(error|warning|notice) file=[^,:\r\n]+(,line=\d+)?,title=[^,:\r\n]+::[^\r\n\x1b]+")
    assert all(form.fullmatch(line) for line in lines[:-1])


def test_code_quality_has_a_place_and_a_fingerprint_for_every_item() -> None:
    report = json.loads(render(ledger(), "gitlab"))
    assert len(report) == 5 == len({one["fingerprint"] for one in report})
    assert all(one["location"]["lines"]["begin"] >= 1 and one["location"]["path"] for one in report)
    assert {one["severity"] for one in report} <= {"blocker", "critical", "major", "minor", "info"}


def test_junit_is_xml_with_a_case_for_every_item_and_every_quiet_category() -> None:
    root = ElementTree.fromstring(render(ledger(), "junit").encode())
    assert len(root.findall(".//failure")) == 5
    assert len(root.findall("testsuite")) == len(Category)
    assert int(root.attrib["tests"]) == len(root.findall(".//testcase")) == 5 + len(Category) - 1


@pytest.mark.parametrize("form", ["sarif", "github", "gitlab", "junit"])
def test_no_format_drives_a_terminal(form: str) -> None:
    assert "\x1b" not in render(ledger(), form) and "\x00" not in render(ledger(), form)
