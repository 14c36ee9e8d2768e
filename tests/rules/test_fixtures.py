"""Every rule on its fixture folders: debt fires (just there, where a list says so), clean look-alikes and absence do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from debtscope.testing import FixtureCase, findings_of, fixture_cases

CASES = fixture_cases(Path(__file__).parent)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.slug}/{case.folder.name}")
def test_rule_on_fixture(case: FixtureCase) -> None:
    findings = findings_of(case.slug, case.folder)
    told = [{"subject": finding.subject.name, "line": finding.line} for finding in findings]
    if case.kind != "debt":
        assert told == []
        return
    assert told, f"{case.slug} is silent on its debt"
    if case.expected.exists():
        wanted = json.loads(case.expected.read_text(encoding="utf-8"))
        assert sorted(told, key=repr) == sorted(wanted, key=repr)


def test_every_debt_has_two_lookalikes_that_are_clean() -> None:
    kinds = {slug: [case.kind for case in CASES if case.slug == slug] for slug in {case.slug for case in CASES}}
    short = sorted(slug for slug, found in kinds.items() if "debt" in found and found.count("clean") < 2)
    assert short == []
