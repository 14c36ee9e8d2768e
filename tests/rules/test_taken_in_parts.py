"""Of a template and of a show of examples each user keeps a part: copies in them are mild."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

DEBT = Path(__file__).parent / "cloned-training-scripts" / "debt"


@pytest.mark.parametrize(
    ("title", "severity"),
    [
        ("Vertex Pipelines End-to-end Samples", Severity.LOW),
        ("ML project template", Severity.LOW),
        ("MLOps (v2) solution accelerator", Severity.LOW),
        ("Churn", None),
        ("Prompt templates at work", None),
    ],
)
def test_copies_of_a_template_are_low(title: str, severity: Severity | None) -> None:
    files = {
        path.relative_to(DEBT).as_posix(): path.read_text(encoding="utf-8")
        for path in DEBT.rglob("*")
        if path.is_file()
    }
    (found,) = findings_of("cloned-training-scripts", files | {"README.md": f" # {title}\n\nTrains.\n"})
    assert found.severity is severity
