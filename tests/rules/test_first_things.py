"""What the first screen shows: trifles, and what only developers start, do not stand above debt that is served."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from debtscope.model.ledger import Item
from debtscope.services.scan import scan
from debtscope.services.types import ScanRequest
from debtscope.testing import write_tree

DAY = date(2026, 11, 20)
TRAIN = "import pandas as pd\nimport joblib\nfrom sklearn.svm import SVC\n{extra}\njoblib.dump(SVC().fit(pd.read_csv('a.csv'), [1]), 'm.joblib')\n"
DECLARED = "pandas==2.2.2\nscikit-learn==1.5.0\njoblib==1.4.2\n" + "".join(f"lightgbm{n}==1.0\n" for n in range(6))


def items(root: Path, files: dict[str, str]) -> dict[str, Item]:
    write_tree(root, {"debtscope.toml": 'maturity = "pilot"\n', **files})
    book = scan(ScanRequest(root=root, as_of=DAY, save=False, use_cache=False))
    return {item.rule.slug: item for item in book.ledger.items}


def test_one_undeclared_package_costs_less_than_all_of_them(tmp_path: Path) -> None:
    one = items(tmp_path / "one", {"train.py": TRAIN.format(extra="import seaborn"), "requirements.txt": DECLARED})
    every = items(
        tmp_path / "all", {"train.py": TRAIN.format(extra=""), "requirements.txt": "pandas\nscikit-learn\njoblib\n"}
    )
    slug = "unpinned-dependencies"
    assert "seaborn" in one[slug].message
    assert one[slug].interest.hours_per_month < every[slug].interest.hours_per_month / 2


def test_commented_code_takes_minutes(tmp_path: Path) -> None:
    block = "".join(f"    # value_{n} = compute(value_{n}, {n})\n" for n in range(42))
    files = {"train.py": TRAIN.format(extra="") + f"\n\ndef f(a):\n{block}    return a\n\n\nprint(f(1))\n"}
    found = items(tmp_path, {**files, "debtscope.toml": 'maturity = "production"\n'})
    assert 0 < found["dead-experiment-branch-code"].principal.hours < 1


def test_what_only_developers_start_is_not_told(tmp_path: Path) -> None:
    compose = "services:\n  web:\n    build: .\n    volumes:\n      - /var/run/docker.sock:/var/run/docker.sock\n"
    files = {
        "docker-compose.yml": compose,
        "Dockerfile": 'FROM python:3.12.3\nCMD ["python", "train.py"]\n',
        "train.py": TRAIN.format(extra=""),
    }
    deploy = {
        ".github/workflows/cd.yml": "on: push\njobs:\n  d:\n    steps:\n      - run: ssh me@host 'docker compose up -d'\n"
    }
    assert "unsafe-infrastructure-setting" not in items(tmp_path / "local", files)
    assert "unsafe-infrastructure-setting" in items(tmp_path / "served", {**files, **deploy})
