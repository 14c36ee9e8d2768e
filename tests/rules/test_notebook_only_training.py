"""Notebooks that alone train what a service loads: which module is named."""

from __future__ import annotations

import shutil
from pathlib import Path

from debtscope.testing import findings_of

DEBT = Path(__file__).parent / "notebook-only-training" / "debt"


def test_a_package_that_imports_the_service_loads_nothing_itself(tmp_path: Path) -> None:
    shutil.copytree(DEBT, tmp_path, dirs_exist_ok=True)
    (tmp_path / "app" / "__init__.py").write_text("from app.main import app\n")
    (finding,) = findings_of("notebook-only-training", tmp_path)
    assert "that app/main.py loads as models/churn.joblib" in finding.message
