"""What the sentence says of a folder that is found from wherever the program is started, and of one that is not."""

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
    (finding,) = findings_of("import-path-edits", {**TREE, "scripts/predict.py": PROGRAM.format(folder=folder)})
    assert ("started the right way" not in finding.message) is from_anywhere
