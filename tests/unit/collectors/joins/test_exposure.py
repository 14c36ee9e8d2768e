"""Which files share the repairs of a repository, and which of them see less than their part."""

from __future__ import annotations

import pytest

from debtscope.model.exposure import FORMULA, ExposureTable
from debtscope.testing import facts_of


def test_what_gathers_names_and_what_shows_use_see_fewer_repairs_and_it_is_told() -> None:
    text = "import pandas as pd\n\n\n" + "x = pd.DataFrame()\n" * 20
    paths = ("pkg/model.py", "pkg/__init__.py", "examples/run.py", "examples/__init__.py", "tests/test_model.py")
    table = facts_of(dict.fromkeys(paths, text)).one(ExposureTable)
    assert table is not None
    assert set(table.files) == set(paths[:-1])
    whole = table.files["pkg/model.py"].share
    relative = [table.files[path].share / whole for path in paths[1:-1]]
    assert relative == pytest.approx([0.7, 0.22, 0.154], rel=1e-3)
    assert table.formula("pkg/model.py") == FORMULA
    assert table.formula("pkg/__init__.py").startswith(f"{FORMULA} x 0.7, ")
