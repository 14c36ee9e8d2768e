"""Of a template and of a show of examples each user keeps a part: copies in them are its point."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.testing import findings_of

DEBT = Path(__file__).parent / "cloned-training-scripts" / "debt"


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Vertex Pipelines End-to-end Samples", 0),
        ("ML project template", 0),
        ("MLOps (v2) solution accelerator", 0),
        ("Churn", 1),
        ("Prompt templates at work", 1),
    ],
)
def test_copies_of_a_template_are_left_alone(title: str, count: int) -> None:
    files = {
        path.relative_to(DEBT).as_posix(): path.read_text(encoding="utf-8")
        for path in DEBT.rglob("*")
        if path.is_file()
    }
    found = findings_of("cloned-training-scripts", files | {"README.md": f" # {title}\n\nTrains.\n"})
    assert len(found) == count
