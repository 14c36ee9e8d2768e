"""The ML Test Score of the demo: decided by evidence, every point with its file."""

from __future__ import annotations

from pathlib import Path

from debtscope.demo.build import DEMO_DATE, build_demo
from debtscope.model.score import Decided
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest


def test_most_tests_are_decided_and_every_point_names_its_file(tmp_path: Path) -> None:
    demo = build_demo(tmp_path / "demo")
    ledger = scan(ScanRequest(root=demo, as_of=DEMO_DATE, save=False)).ledger
    assert ledger.score is not None
    by_evidence = [result for result in ledger.score.results if result.decided is Decided.EVIDENCE]
    assert len(by_evidence) >= 18
    files = {path.relative_to(demo).as_posix() for path in demo.rglob("*") if path.is_file()}
    for result in by_evidence:
        if result.found:
            named = [one.partition(": ")[0].partition(":")[0] for one in (*result.full, *result.half)]
            assert any(name in files or any(demo.glob(name)) for name in named), (result.id, named)
    ids = {item.id for item in ledger.items}
    assert all(set(result.blocked_by) <= ids for result in ledger.score.results)
    assert any(result.blocked_by for result in by_evidence)
