"""How grave a broken import is depends on who comes there."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.api import Severity
from debtscope.testing import CommitSpec, findings_of, git_repo

TAKES = "from kit.config import gone\n\n\ndef run():\n    return gone\n"
LATE = "def run():\n    from kit.config import gone\n\n    return gone\n"
USES = "from kit.run import run\n\nprint(run())\n"
KIT: dict[str, str | bytes] = {
    "kit/__init__.py": "",
    "kit/config.py": "HERE = 1\n",
    "debtscope.toml": 'maturity = "pilot"\n',
}


@pytest.mark.parametrize(
    ("files", "severity", "ends"),
    [
        ({"kit/run.py": TAKES, "kit/app.py": USES}, None, "where there is no such name."),
        ({"kit/run.py": LATE, "kit/app.py": USES}, Severity.MEDIUM, "where there is no such name."),
        ({"kit/run.py": TAKES}, Severity.LOW, "where there is no such name; nothing imports or starts the file."),
        ({"tools/draw.py": TAKES + "\n\nif __name__ == '__main__':\n    run()\n"}, Severity.LOW, "nothing imports or starts the file."),
    ],
)  # fmt: skip
def test_who_comes_there(files: dict[str, str | bytes], severity: Severity | None, ends: str) -> None:
    (found,) = findings_of("dangling-reference", KIT | files)
    assert found.severity is severity
    assert found.message.endswith(ends)


def test_what_the_settings_leave_out_is_there() -> None:
    files = {
        "tests/__init__.py": "",
        "tests/planted/__init__.py": "",
        "tests/planted/made.py": "ROWS = 3\n",
        "tests/test_rows.py": "from tests.planted.made import ROWS\n\n\ndef test_rows():\n    assert ROWS == 3\n",
        "debtscope.toml": 'ignore = ["tests/planted/"]\n',
    }
    assert findings_of("dangling-reference", files) == []
    gone = {path: text for path, text in files.items() if path != "debtscope.toml" and "planted/made" not in path}
    assert len(findings_of("dangling-reference", gone)) == 1


def test_a_module_that_went_away_says_when(tmp_path: Path) -> None:
    first = {
        "src/kit/__init__.py": "",
        "src/kit/gone.py": "A = 1\n",
        "src/kit/app.py": "from kit.gone import A\n\nprint(A)\n",
    }
    git_repo(
        tmp_path,
        [
            CommitSpec(message="start", files=first, on="2026-01-05"),
            CommitSpec(message="less", files={"src/kit/gone.py": None}, on="2026-01-12"),
        ],
    )
    (found,) = findings_of("dangling-reference", tmp_path)
    assert "deleted in " in found.message
    assert "on 2026-01-12" in found.message
