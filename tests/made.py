"""Made items and ledgers for tests of what comes after a scan."""

from __future__ import annotations

from dataclasses import replace

from debtscope.model.finding import Evidence, Subject
from debtscope.model.ids import digest32
from debtscope.model.ledger import (
    Diagnostic,
    Factor,
    Interest,
    Introduced,
    Item,
    Ledger,
    Principal,
    Repository,
    RuleRef,
    SourceReport,
)
from debtscope.model.vocabulary import (
    Basis,
    Category,
    Confidence,
    DiagnosticSeverity,
    Maturity,
    Severity,
    SourceStatus,
)


def make_item(name: str = "src/train.py", *, hours: float = 2.0, interest: float = 1.0, **changes: object) -> Item:
    """One plausible item; any field can be changed."""
    item = Item(
        id=f"COD-005-{digest32(name)}",
        rule=RuleRef(id="COD-005", slug="randomness-uncontrolled", version=1),
        title="Training has uncontrolled randomness",
        category=Category.CODE,
        debt_type="reproducibility debt",
        severity=Severity.MEDIUM,
        confidence=Confidence.HIGH,
        component="src",
        subject=Subject(kind="file", name=name, path=name),
        path=name,
        line=7,
        end_line=None,
        symbol=None,
        message=f"3 stochastic calls in {name} have no seed",
        why="Two runs of one commit give different models.",
        remediation="Take one seed from the configuration.",
        evidence=(Evidence(kind="line", path=name, line=7, excerpt="train_test_split(X, y)", fingerprint="abcdefgh"),),
        principal=Principal(hours=hours, low=hours / 2, high=hours * 2, basis="0.5 h + 0.1 h a call"),
        interest=Interest(
            hours_per_month=interest,
            low=round(interest / 3, 3),
            high=interest * 3,
            model="exposure 1",
            factors=(
                Factor(name="touches", value=2.5, unit="a month", low=1, high=5, source=Basis.MEASURED, effect_hours=interest),
            ),
        ),
        introduced=Introduced(revision="a" * 40, date="2026-03-01", author="Ana"),
        sources=("python",),
    )  # fmt: skip
    return replace(item, **changes)  # pyright: ignore[reportArgumentType]


def make_ledger(*items: Item) -> Ledger:
    """A ledger around some items."""
    return Ledger(
        tool_version="0.1.0",
        rules_run=(RuleRef(id="COD-005", slug="randomness-uncontrolled", version=1),),
        config_digest="0" * 16,
        as_of="2026-11-20",
        repository=Repository(name="churn", revision="b" * 40, branch="main", dirty=False),
        maturity=Maturity.PILOT,
        maturity_reason="a pipeline exists",
        sources=(
            SourceReport(collector="python", kind="Python modules", location=".", status=SourceStatus.READ, read_files=3),
            SourceReport(collector="mlflow", kind="MLflow store", location="", status=SourceStatus.ABSENT, detail="give --mlflow PATH"),
        ),
        diagnostics=(
            Diagnostic(severity=DiagnosticSeverity.WARNING, collector="python", path="src/bad.py", message="line 3: invalid syntax"),
        ),
        models=(),
        files=(),
        credits=(),
        suppressed=(),
        items=tuple(sorted(items, key=lambda i: i.id)),
    )  # fmt: skip
