"""A chain whose order only a Makefile or a runner holds is low, not silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.model.vocabulary import Severity
from debtscope.testing import findings_of

DEBT = Path(__file__).parent / "no-orchestrated-pipeline" / "debt"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "Makefile",
            "clean:\n\tpython prepare.py\nmodel: clean\n\tpython train.py\nreport: model\n\tpython report.py\n",
        ),
        (
            "run_all.py",
            "import subprocess\nfor s in 1, 2:\n    subprocess.run('python prepare.py && python train.py && python report.py')\n",
        ),
    ],
)
def test_a_written_order_is_low(name: str, text: str) -> None:
    tree: dict[str, str | bytes] = {p.name: p.read_text(encoding="utf-8") for p in DEBT.iterdir() if p.is_file()}
    (finding,) = findings_of("no-orchestrated-pipeline", {**tree, name: text})
    assert finding.severity is Severity.LOW


def test_what_each_makes_for_itself_is_no_hand_over() -> None:
    each = "import pandas as pd\n\nrows = pd.read_csv('https://acme.io/{n}.csv')\nrows.to_csv('config/rows.csv')\nprint(pd.read_csv('config/rows.csv'))\n"
    alone = {f"part{n}/show_{n}.py": each.replace("{n}", str(n)) for n in range(4)}
    assert not findings_of("no-orchestrated-pipeline", {**alone, "debtscope.toml": 'maturity = "pilot"\n'})
