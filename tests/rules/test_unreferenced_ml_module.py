"""Machine-learning modules that nothing reaches, and the many ways in which something may reach one after all."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, findings_of, git_repo

SLUG = "unreferenced-ml-module"
TOML = 'maturity = "production"\n'
TRY = """from sklearn.ensemble import RandomForestClassifier


def train(features, target):
    model = RandomForestClassifier(n_estimators=500)
    model.fit(features, target)
    return model
"""
RENAMED = TRY.replace("RandomForestClassifier\n", "RandomForestClassifier as Forest\n").replace(
    "RandomForestClassifier(", "Forest("
)
IN_CLASS = """from sklearn.ensemble import RandomForestClassifier


class ForestTry:
    def train(self, features, target):
        self.model = RandomForestClassifier(n_estimators=500)
        self.model.fit(features, target)
        return self
"""
LIVE = """import pandas as pd
from sklearn.linear_model import LogisticRegression


def main():
    frame = pd.read_csv("data.csv")
    model = LogisticRegression().fit(frame[["a"]], frame["y"])
    print(model.coef_)


if __name__ == "__main__":
    main()
"""


def repository(path: Path, files: Mapping[str, str], day: str = "2025-10-01") -> Path:
    """One old commit of a live script, a module that nothing uses, and what else is given."""
    base = {"debtscope.toml": TOML, "src/live.py": LIVE, "src/models/forest_try.py": TRY}
    git_repo(path, [CommitSpec(message="Begin", files={**base, **files}, on=day)])
    return path


@pytest.mark.parametrize("text", [TRY, RENAMED, IN_CLASS], ids=["plain", "renamed", "class"])
def test_a_module_that_nothing_reaches_for_half_a_year_is_told(tmp_path: Path, text: str) -> None:
    (finding,) = findings_of(SLUG, repository(tmp_path, {"src/models/forest_try.py": text}))
    assert finding.subject.path == "src/models/forest_try.py"
    assert "referenced nowhere and was last changed 415 days ago" in finding.message


def test_three_of_them_are_one_item(tmp_path: Path) -> None:
    more = {f"src/models/boost_{letter}.py": TRY for letter in "ab"}
    (finding,) = findings_of(SLUG, repository(tmp_path, more))
    assert finding.occurrences == 3
    assert finding.message.startswith("3 machine-learning modules")


def test_a_module_that_changed_lately_is_still_being_made(tmp_path: Path) -> None:
    assert findings_of(SLUG, repository(tmp_path, {}, day="2026-08-01")) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/use.py", "from models.forest_try import train\n\nTRAIN = train\n"),
        ("src/use.py", "from .models import forest_try\n"),
        ("tests/test_forest.py", "from src.models.forest_try import train\n\n\ndef test_it():\n    assert train\n"),
        ("conf/model.yaml", "model:\n  _target_: src.models.forest_try.train\n"),
        ("Makefile", "forest:\n\tpython -m src.models.forest_try\n"),
        ("README.md", "Run `python src/models/forest_try.py` to compare.\n"),
        (".github/workflows/ci.yml", "on: push\njobs:\n  a:\n    steps:\n      - run: python src/models/forest_try.py\n"),
        ("pyproject.toml", '[project.scripts]\nforest = "src.models.forest_try:train"\n'),
        ("src/load.py", "import importlib\n\n\ndef load(name):\n    return importlib.import_module(f'models.{name}')\n"),
        ("src/models/__init__.py", "from .forest_try import train\n"),
        ("run.sh", "python src/models/forest_try.py\n"),
        ("src/registry.py", "from hydra.utils import get_class\n\nFOREST = get_class('src.models.forest_try.Forest')\n"),
        ("src/aml.py", "from azure.ai.ml.parallel import RunFunction\n\nTASK = RunFunction(code='.', entry_script='./src/models/forest_try.py')\n"),
    ],
    ids=["import", "relative", "test", "hydra", "make", "readme", "ci", "script", "dynamic", "reexport", "shell", "get_class", "azure"],
)  # fmt: skip
def test_whatever_may_reach_a_module_silences(tmp_path: Path, path: str, text: str) -> None:
    assert findings_of(SLUG, repository(tmp_path, {path: text})) == []


@pytest.mark.parametrize(
    "files",
    [
        {"src/models/forest_try.py": TRY + "\n\nprint(train([[1], [2]], [0, 1]))\n"},
        {"src/models/forest_try.py": TRY + '\n\nif __name__ == "__main__":\n    train([[1], [2]], [0, 1])\n'},
        {"src/models/forest_try.py": "@register('forest')\ndef train(x, y):\n    return Forest().fit(x, y)\n"},
        {"src/models/forest_try.py": "def slug(text):\n    return text.lower()\n"},
    ],
    ids=["works when run", "script", "registered", "no machine learning"],
)  # fmt: skip
def test_modules_that_work_by_themselves_are_silent(tmp_path: Path, files: Mapping[str, str]) -> None:
    assert findings_of(SLUG, repository(tmp_path, files)) == []


def test_a_notebook_that_imports_it_uses_it(tmp_path: Path) -> None:
    cell = '{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": ["from models.forest_try import train"]}'
    notebook = '{"cells": [' + cell + '], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
    assert findings_of(SLUG, repository(tmp_path, {"src/look.ipynb": notebook})) == []


def test_a_folder_without_history_is_not_judged(tmp_path: Path) -> None:
    assert findings_of(SLUG, {"debtscope.toml": TOML, "src/models/forest_try.py": TRY}) == []


def test_modules_without_a_line_are_one_item(tmp_path: Path) -> None:
    empty = {
        "src/models/predict.py": "",
        "tests/test_pipeline.py": "\n",
        "src/__init__.py": "",
        "tests/conftest.py": "",
    }
    used = {"src/models/forest_try.py": TRY + "\n\nif __name__ == '__main__':\n    train(1, 2)\n"}
    (finding,) = findings_of(SLUG, repository(tmp_path, {**empty, **used}))
    assert finding.subject.name == "empty modules"
    assert "2 modules are empty (src/models/predict.py, tests/test_pipeline.py)" in finding.message


MAIL = '''"""Letters to customers."""

from email.message import EmailMessage


def letter(to, text):
    message = EmailMessage()
    message["To"] = to
    message.set_content(text)
    return message


def letters(customers, text):
    return [letter(one, text) for one in customers]


def reminder(customer, days):
    return letter(customer, f"Your order is {days} days late.")
'''


def unwired(path: Path, files: Mapping[str, str], day: str = "2026-09-01") -> list[str]:
    """Messages on a repository whose letters nothing imports, unless one of the files does."""
    base = {"debtscope.toml": TOML, "app/live.py": LIVE, "app/services/letters.py": MAIL}
    git_repo(path, [CommitSpec(message="Begin", files={**base, **files}, on=day)])
    return [finding.message for finding in findings_of(SLUG, path)]


def test_a_module_of_whatever_kind_that_nothing_imports_is_told(tmp_path: Path) -> None:
    (message,) = unwired(tmp_path / "bare", {})
    assert message.startswith("app/services/letters.py (11 lines) is imported by no file and does nothing when run")
    tree = "# Project\n\nThe tree:\n\n- app/services/letters.py: letters to customers\n"
    assert unwired(tmp_path / "listed", {"README.md": tree}) == [message]
    assert unwired(tmp_path / "namesake", {"app/other.py": "from vendor.letters import alphabet\n"}) == [message]
    spoken = {"app/other.py": 'def tell():\n    return "letters.py is on its way, see app.services.letters"\n'}
    assert unwired(tmp_path / "spoken", spoken) == [message]
    topic = {"app/other.py": 'def topic(bus):\n    return bus.listen("shop.letters.sent")\n'}
    assert unwired(tmp_path / "topic", topic) == [message]


@pytest.mark.parametrize(
    "files",
    [
        {"app/live.py": "from app.services.letters import letters\n" + LIVE},
        {"app/live.py": "import services.letters\n" + LIVE},
        {"app/live.py": 'import importlib\n\nmodule = importlib.import_module("app.services." + "letters")\n' + LIVE},
        {"conf/jobs.yaml": "job: app.services.letters\n"},
        {"project_setup.py": 'def setup(project):\n    project.set_function("app/services/letters.py", name="letters", kind="job")\n'},
        {"web/settings.py": 'TEMPLATES = [{"OPTIONS": {"context_processors": ["app.services.letters.reminder"]}}]\n'},
        {"README.md": "# Use\n\n```python\nfrom app.services.letters import letters\n```\n"},
        {"app/services/letters.py": MAIL + '\n\nif __name__ == "__main__":\n    print(letters([], ""))\n'},
        {"app/services/letters.py": "from celery import shared_task\n\n\n" + MAIL.replace("def letters(", "@shared_task\ndef letters(")},
    ],
    ids=["imported", "by another root", "by name", "in settings", "by its path", "in settings of Django", "told to users", "a program", "decorated"],
)  # fmt: skip
def test_a_module_that_something_may_reach_is_let_be(tmp_path: Path, files: Mapping[str, str]) -> None:
    assert unwired(tmp_path / "repo", files) == []


def test_a_module_of_this_month_is_let_be(tmp_path: Path) -> None:
    assert unwired(tmp_path / "repo", {}, day="2026-11-10") == []


SERVICE = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post({route!r})\ndef answer(text: str) -> str:\n    return text\n"
SERVED = {
    "back/Dockerfile": 'FROM python:3.12-slim\nCOPY . .\nCMD ["uvicorn", "main:app", "--host", "0.0.0.0"]\n',
    "back/main.py": SERVICE.format(route="/ask"),
}


def test_a_service_beside_the_one_that_is_started_is_told(tmp_path: Path) -> None:
    page = {"README.md": "# Ask\n\nThe folder holds main.py and main_new.py.\n"}
    seen = repository(tmp_path, {**SERVED, **page, "back/main_new.py": SERVICE.format(route="/ask")})
    (found,) = [one for one in findings_of(SLUG, seen) if one.subject.name == "services that nothing starts"]
    assert "back/main_new.py answers /ask as back/main.py does, which back/Dockerfile starts" in found.message


@pytest.mark.parametrize(
    "files",
    [
        {"back/other.py": SERVICE.format(route="/train")},
        {"back/other.py": SERVICE.format(route="/health"), "back/main.py": SERVICE.format(route="/health")},
        {"admin/other.py": SERVICE.format(route="/ask")},
        {"back/other.py": SERVICE.format(route="/ask"), "Makefile": "run:\n\tuvicorn back.other:app\n"},
        {
            "back/other.py": SERVICE.format(route="/ask"),
            "README.md": "# Ask\n\n```\npython3 -m back.other --device cpu\n```\n",
        },
        {"back/other.py": SERVICE.format(route="/ask"), "back/both.py": "from back.other import app\n\nprint(app)\n"},
    ],
)
def test_another_service_is_let_be(tmp_path: Path, files: Mapping[str, str]) -> None:
    seen = repository(tmp_path, {**SERVED, **files})
    assert "services that nothing starts" not in {one.subject.name for one in findings_of(SLUG, seen)}
