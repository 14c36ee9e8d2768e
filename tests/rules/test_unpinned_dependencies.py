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


SERVICE = {
    "requirements.txt": "zenml==0.58.0\npandas==2.2.2\n",
    "serve/app.py": "import gradio\nimport torch\nimport transformers\n\ngradio.Interface(torch.load, 'text', 'text').launch()\n",
}


def declared_nowhere(files: dict[str, str]) -> list[str]:
    found = findings_of("unpinned-dependencies", {**SERVICE, **files})
    return [one.message for one in found if "declared nowhere" in one.message]


@pytest.mark.parametrize(
    "files",
    [
        {"setup.sh": "#!/bin/sh\npip install gradio \\\n  torch==2.4.1 transformers\n"},
        {"Makefile": "setup:\n\t@pip install gradio\n\tzenml integration install pytorch huggingface -y\n"},
        {"README.md": "# X\n\n```\npip install gradio\nzenml integration install gradio pytorch huggingface -y\n```\n"},
        {
            "serve/steps.py": "from zenml.config import DockerSettings\nfrom zenml.integrations.constants import PYTORCH\n\n"
            "docker = DockerSettings(required_integrations=[PYTORCH, 'huggingface', 'gradio'])\n"
        },
        {
            "configs/train.yaml": "settings:\n  docker:\n    required_integrations:\n      - pytorch\n      # - aws\n"
            "      - huggingface  # and its data sets\n    required_hub_plugins: []\n",
            "setup.sh": "pip install gradio\n",
        },
        {"configs/train.yaml": "settings:\n  docker:\n    required_integrations: [pytorch, huggingface, gradio]\n"},
    ],
)  # fmt: skip
def test_what_scripts_and_integrations_bring_is_declared(files: dict[str, str]) -> None:
    assert not declared_nowhere(files)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"setup.sh": "#!/bin/sh\n# pip install gradio torch transformers\necho 'pip install gradio torch transformers'\n"},
        {"README.md": "# X\n\n```\nzenml stack register local\n```\n\nIt rests on gradio, torch and transformers.\n"},
        {"configs/train.yaml": "settings:\n  docker:\n    required_integrations:\n    requirements: []\n    parts:\n      - pytorch\n"},
        {"requirements.txt": f"{SERVICE['requirements.txt']}gradio-client==1.3.0\n"},
    ],
)  # fmt: skip
def test_what_is_only_named_is_not_declared(files: dict[str, str]) -> None:
    assert declared_nowhere(files) == ["torch, transformers and gradio are imported but declared nowhere."]


def test_a_plugin_brings_what_it_is_made_for() -> None:
    more = "gradio-pdf==0.0.15\ntorch==2.4.1\ntransformers==4.44.0\n"
    assert not declared_nowhere({"requirements.txt": f"{SERVICE['requirements.txt']}{more}"})
