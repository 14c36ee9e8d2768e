"""Other tools' reports: found files, folded places, no credential repeated, and no bytes that stop a scan."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from debtscope.api import Category, ForeignHit, ForeignRule, Severity
from debtscope.export.document import ledger_document
from debtscope.model.errors import UsageError
from debtscope.model.ledger import Ledger
from debtscope.model.vocabulary import Origin, Status
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import facts_of, write_tree

DAY = date(2026, 11, 20)
NAMED = {"debtscope.toml": "sarif = ['r.sarif']\n"}
KEY = "ghp_" + "a1B2c3D4e5F6" * 3


def result(rule: str, uri: str, line: int = 3, **more: object) -> dict[str, object]:
    place = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}}
    return {"ruleId": rule, "message": {"text": f"{rule} is bad"}, "locations": [place], **more}


def report(*results: dict[str, object], tool: str = "Bandit", rules: list[dict[str, object]] | None = None) -> str:
    driver = {
        "name": tool,
        "rules": rules or [{"id": "B301", "name": "blacklist", "properties": {"tags": ["security"]}}],
    }
    return json.dumps({"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": list(results)}]})


def ledger(root: Path, text: str, **files: str) -> Ledger:
    write_tree(root, {"src/a.py": "x = 1\n" * 9, "src/b.py": "y = 1\n" * 9, **files})
    named = root.parent / "report.sarif"
    named.write_text(text)
    return foreign(scan(ScanRequest(root=root, as_of=DAY, sarif=(str(named),))).ledger)


def foreign(ledger: Ledger) -> Ledger:
    """Without what our own rules say of the made files."""
    return replace(ledger, items=tuple(item for item in ledger.items if item.rule.origin is Origin.SARIF))


def test_one_item_a_rule_and_file_with_triage_and_interest(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    text = report(
        result("B301", "src/a.py"), result("B301", "src/a.py", 5), result("B301", "file:///home/x/repo/src/b.py")
    )
    items = ledger(root, text).items
    assert sorted((i.rule.slug, i.rule.origin, i.path, i.line) for i in items) == [
        ("sarif/bandit/B301", Origin.SARIF, path, 3) for path in ("src/a.py", "src/b.py")
    ]
    assert {i.category for i in items} == {Category.CONFIG}
    assert all(i.principal.hours > 0 and i.id.startswith("sarif/bandit/B301-") for i in items)
    assert "/home/x" not in json.dumps(ledger_document(ledger(root, text)))
    paid = ledger(root, report(result("B301", "src/a.py")))
    assert {i.path: i.triage.status for i in paid.items} == {"src/a.py": Status.OPEN, "src/b.py": Status.PAID}


def test_without_the_report_its_items_are_carried_not_paid(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    ledger(root, report(result("B301", "src/a.py")))
    again = foreign(scan(ScanRequest(root=root, as_of=DAY)).ledger)
    assert [(i.path, i.triage.status) for i in again.items] == [("src/a.py", Status.OPEN)]


def test_many_files_of_one_component_are_one_item(tmp_path: Path) -> None:
    files = {f"pkg/part/m{n}.py": "x = 1\n" for n in range(8)}
    items = ledger(tmp_path / "repo", report(*(result("B301", path) for path in files)), **files).items
    assert [(i.subject.name, len(i.evidence)) for i in items] == [("pkg/part", 8)]


def test_what_a_secret_scanner_quotes_goes_nowhere(tmp_path: Path) -> None:
    found = result("github-pat", "src/a.py", message={"text": f"found {KEY}"})
    rules: list[dict[str, object]] = [{"id": "github-pat", "shortDescription": {"text": f"like {KEY}"}}]
    text = report(found, tool="gitleaks", rules=rules)
    assert KEY not in json.dumps(ledger_document(ledger(tmp_path / "repo", text)))


def test_severities_suppressions_and_baselines() -> None:
    rules: list[dict[str, object]] = [
        {"id": "A", "properties": {"security-severity": "9.8"}},
        {"id": "B", "defaultConfiguration": {"level": "error"}},
        {"id": "C"},
    ]
    text = report(
        result("A", "a.py"),
        result("B", "a.py", suppressions=[{"kind": "inSource", "justification": "our own file"}]),
        result("C", "a.py", level="note"),
        result("C", "gone.py", baselineState="absent"),
        {"ruleIndex": 1, "message": {}},
        tool="Semgrep OSS", rules=rules,
    )  # fmt: skip
    facts = facts_of({"a.py": "x\n", "r.sarif": text, **NAMED})
    told = {rule.rule: rule.severity for rule in facts.all(ForeignRule)}
    assert told == {"A": Severity.CRITICAL, "B": Severity.HIGH, "C": Severity.LOW}
    assert [(hit.rule, hit.path, hit.excused) for hit in facts.all(ForeignHit)] == [
        ("A", "a.py", None), ("B", "a.py", "our own file"), ("C", "a.py", None), ("B", None, None),
    ]  # fmt: skip


def test_a_report_that_is_none_is_named_and_one_that_is_not_there_ends_the_scan(tmp_path: Path) -> None:
    told = ledger(tmp_path / "repo", '{"version": "2.1.0"}')
    assert [d.message for d in told.diagnostics if d.collector == "sarif"] == ["no SARIF report: it has no runs"]
    with pytest.raises(UsageError, match="no such file"):
        scan(ScanRequest(root=tmp_path / "repo", as_of=DAY, sarif=(str(tmp_path / "none.sarif"),)))


def test_any_report_is_read() -> None:
    seeded = random.Random(11)
    whole = report(*(result("B301", f"src/{n}.py", n) for n in range(6)))
    strange = ["null", "[]", "1e999", '"\\ud800"', "-1", "{}", "[[[[]]]]", '"../../etc/passwd"', "true"]
    for _ in range(80):
        at = seeded.randrange(len(whole))
        cut = whole[:at] + seeded.choice([*strange, ""]) + whole[at + seeded.randrange(40) :]
        text = (
            cut
            if seeded.random() < 0.5
            else whole.replace('"ruleId"', seeded.choice(['"x"', '"rule"'])).replace("3", seeded.choice(strange))
        )
        facts_of({"src/1.py": "x\n", "r.sarif": text, **NAMED}, collectors=["sarif"]).all(ForeignHit)
