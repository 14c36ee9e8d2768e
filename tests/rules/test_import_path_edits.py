"""A program that finds its folder from wherever it is started is no item by itself; one that does not is."""

from __future__ import annotations

import pytest

from debtscope.testing import findings_of

TREE = {
    "debtscope.toml": 'maturity = "production"\n',
    "src/churn/__init__.py": "",
    "src/churn/data.py": "def load():\n    return 1\n",
}
PROGRAM = "import sys\nfrom pathlib import Path\n\nROOT = Path(__file__).parents[1]\nsys.path.append({folder})\n\nfrom churn.data import load\n\nprint(load())\n"


@pytest.mark.parametrize(("folder", "from_anywhere"), [('"src"', False), ('str(ROOT / "src")', True)])
def test_a_folder_told_by_the_files_own_place_is_found_from_anywhere(folder: str, from_anywhere: bool) -> None:
    found = findings_of("import-path-edits", {**TREE, "jobs/predict.py": PROGRAM.format(folder=folder)})
    assert ["only when started from one folder" in one.message for one in found] == [True] * (not from_anywhere)


def test_who_imports_a_module_gets_the_path_that_it_changed() -> None:
    shared = {"jobs/settings.py": PROGRAM.format(folder='str(ROOT / "src")'), "jobs/train.py": "import settings\n"}
    (finding,) = findings_of("import-path-edits", {**TREE, **shared})
    assert "others import it" in finding.message
