"""What counts as a declaration of packages, by who installs them, and where what nothing declares belongs."""

from __future__ import annotations

import pytest

from debtscope.api import Finding, Severity
from debtscope.testing import findings_of

TRAIN = "import pandas as pd\nfrom sklearn.linear_model import Ridge\n\n\ndef train(path):\n    frame = pd.read_csv(path)\n    return Ridge().fit(frame, frame['y'])\n"
BOOK = "# Databricks notebook source\n"
MAGIC = "# MAGIC %pip install -q pandas==2.2.0 \\\n# MAGIC   scikit-learn\n\n# COMMAND ----------\n\n"
JOB = (
    "from azureml.core.conda_dependencies import CondaDependencies\n\nPACKAGES = ['pandas', 'scikit-learn']\n"
    "needs = CondaDependencies.create(pip_packages=PACKAGES)\n"
)


def told(files: dict[str, str]) -> Finding:
    (finding,) = findings_of("unpinned-dependencies", {"src/train.py": TRAIN, **files})
    return finding


@pytest.mark.parametrize(
    ("files", "by"),
    [
        ({"prepare.py": f"{BOOK}{MAGIC}import pandas\n"}, "notebooks"),
        ({"submit.py": JOB}, "jobs"),
        ({"submit.py": JOB, "prepare.py": f"{BOOK}{MAGIC}"}, "notebooks and jobs"),
        ({"submit.py": f"{JOB[: JOB.index('PACKAGES')]}needs = CondaDependencies()\nneeds.add_pip_package('pandas==2.2.0')\n"}, "jobs"),
    ],
)  # fmt: skip
def test_who_alone_installs_packages_is_named(files: dict[str, str], by: str) -> None:
    finding = told(files)
    assert finding.message.endswith(f"imported, and only {by} install packages.")
    assert finding.severity is Severity.MEDIUM


@pytest.mark.parametrize(
    "text",
    [
        f"{BOOK}import pandas\n",
        f"{BOOK}# MAGIC %md\n# MAGIC Then pip install pandas by hand\n",
        f'"""A module."""\n{MAGIC}',  # a comment of a file that is no notebook
    ],
)
def test_where_nobody_installs_anything_nothing_is_declared(text: str) -> None:
    finding = told({"prepare.py": text})
    assert finding.message.endswith("imported, and no file declares any dependency.")
    assert finding.severity in (None, Severity.HIGH)


def test_a_list_beside_the_notebooks_is_what_is_judged() -> None:
    lists = {"requirements.txt": "pandas==2.2.0\nscikit-learn==1.5.0\n"}
    assert not findings_of("unpinned-dependencies", {"src/train.py": TRAIN, "prepare.py": f"{BOOK}{MAGIC}", **lists})


def test_a_package_that_two_lists_name_is_one() -> None:
    lists = {"api/requirements.txt": "pandas>=2\n", "jobs/requirements.txt": "pandas>=2\n"}
    assert told(lists).message.startswith("1 ML package floats in 2 files")
    more = {**lists, "api/requirements.txt": "pandas>=2\nscikit-learn\nxgboost==2.0.0\n"}
    assert told(more).message.startswith("2 of 3 ML packages float in 2 files")


def test_undeclared_packages_are_told_at_the_list_nearest_above_their_import() -> None:
    tree = {
        "Dockerfile": "FROM python:3.12-slim\nRUN pip install torch==2.4.1\nCOPY . .\n",
        "server/requirements.txt": "torch==2.4.1\n",
        "server/net/export.py": "import onnx\nimport torch\n\nonnx.checker.check_model('a.onnx')\ntorch.zeros(1)\n",
        "client/requirements.txt": "pandas==2.2.2\n",
        "client/read.py": "import pandas as pd\n\nframe = pd.read_csv('a.csv')\n",
    }
    (found,) = (one for one in findings_of("unpinned-dependencies", tree) if "declared nowhere" in one.message)
    assert found.subject.path == "server/requirements.txt"


def test_one_package_that_floats_is_not_grave() -> None:
    alone = {"src/train.py": "import pandas as pd\n\nprint(pd.read_csv('a.csv'))\n"}
    one = told({**alone, "requirements.txt": "pandas>=2\n"})
    assert (one.message.startswith("1 ML package floats"), one.severity) == (True, Severity.MEDIUM)
    lists = {"requirements.txt": "pandas>=2\nscikit-learn\n"}
    two = told(lists)
    assert (two.message.startswith("2 of 2 ML packages float"), two.severity) == (True, Severity.MEDIUM)
    image = "FROM python:3.12-slim\nCOPY . .\nRUN pip install -r requirements.txt\nCMD python src/train.py\n"
    assert told({**lists, "Dockerfile": image}).severity is None  # high: each build of what is deployed takes others
