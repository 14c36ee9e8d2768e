"""Roles, import graph, entry points, production code and tests, on small trees."""

from __future__ import annotations

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.joins.facts import CodeBase
from debtscope_collectors.joins.import_graph import ImportGraph
from debtscope_collectors.joins.path_roles import role_by_path
from debtscope_collectors.sources.python.facts import ModuleFacts


def code_of(files: dict[str, str]) -> CodeBase:
    found = facts_of(files).one(CodeBase)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("src/churn/train.py", "production"), ("tests/test_a.py", "test"), ("src/train_test.py", "test"), ("conftest.py", "test"),
        ("pkg/vendor/six.py", "vendored"), ("api_pb2.py", "generated"), ("docs/conf.py", "docs"), ("examples/run.py", "example"),
        ("a.ipynb", "notebook"), ("docs/tutorial.ipynb", "docs"), ("notebooks/helper.py", "experiment"), ("scripts/a.py", "script"),
        ("setup.py", "script"), ("{{ cookiecutter.name }}/train.py", "example"), ("experiments/special/x.py", "production"),
        ("latest/contest.py", "production"), ("build/utils.py", "production"), ("build/lib/churn/train.py", "generated"),
        ("build/container/predictor.py", "production"), ("build/bdist.linux-x86_64/x.py", "generated"), ("src/gen/prompts.py", "production"),
        ("gen/python/api/v1/churn.py", "generated"), ("docs/_build/conf.py", "generated"), ("dist/x.py", "generated"),
    ],
)  # fmt: skip
def test_role_by_path(path: str, role: str) -> None:
    assert role_by_path(path, ("experiments/special/**",)) == role


def test_imports_of_packages_siblings_and_src_layouts() -> None:
    code = code_of(
        {
            "src/churn/__init__.py": "", "src/churn/train.py": "from features import build\nfrom churn.utils import load\nimport yaml",
            "src/churn/features.py": "import random", "src/churn/utils.py": "from . import features", "random.py": "",
            "services/a/main.py": "import helpers", "services/b/helpers.py": "", "tests/test_x.py": "import churn.utils",
        }
    )  # fmt: skip
    imports = {path: module.imports for path, module in code.modules.items() if module.imports}
    assert imports == {
        "src/churn/train.py": ("src/churn/features.py", "src/churn/utils.py"),
        "src/churn/utils.py": ("src/churn/features.py",),
        "tests/test_x.py": ("src/churn/utils.py",),
    }
    assert code.modules["src/churn/features.py"].imported_by == ("src/churn/train.py", "src/churn/utils.py")


def test_what_runs_a_file_and_what_that_reaches() -> None:
    code = code_of(
        {
            ".dvc/config": "", "dvc.yaml": "stages:\n  train:\n    cmd: python src/train.py --x 1\n",
            "src/train.py": "import lib", "src/lib.py": "", "src/loose.py": "",
            "Dockerfile": "FROM python:3.12\nCMD uvicorn app.api:app --port 80\n", "app/api.py": "import app.models", "app/models.py": "",
            "dags/daily.py": "from airflow import DAG\nBashOperator(bash_command='cd /srv/x && python jobs/score.py')", "jobs/score.py": "",
            "tool.py": "if __name__ == '__main__':\n    go()", "web.py": "from flask import Flask\napp = Flask(__name__)\n@app.route('/')\ndef f(): ...",
            "tests/test_train.py": "import train",
        }
    )  # fmt: skip
    entries = dict(code.entry_points)
    assert entries == {
        "src/train.py": "dvc:train", "app/api.py": "docker:Dockerfile", "dags/daily.py": "dag:daily", "jobs/score.py": "dag:daily",
        "tool.py": "main",
    }  # fmt: skip
    production = {path for path, module in code.modules.items() if module.in_production}
    assert production == {
        "src/train.py",
        "src/lib.py",
        "app/api.py",
        "app/models.py",
        "dags/daily.py",
        "jobs/score.py",
        "web.py",
    }
    assert not code.is_library


def test_tested_by_needs_a_test_that_can_fail() -> None:
    code = code_of(
        {
            "pkg/__init__.py": "from .one import a\n", "pkg/one.py": "def a(): ...", "pkg/two.py": "", "pkg/three.py": "",
            "pkg/four.py": "", "cli.py": "",
            "tests/test_names.py": "from pkg import a\ndef test_a():\n    assert a() is None",
            "tests/test_prints.py": "import pkg.two\ndef test_b():\n    print(pkg.two)",
            "tests/test_skipped.py": "import pytest\ndef test_ok():\n    assert 1\n@pytest.mark.skip\ndef test_c():\n    import pkg.three\n    assert 0",
            "tests/checks.py": "import pkg.four\ndef check(x):\n    assert x",
            "tests/test_helper.py": "from checks import check\ndef test_d():\n    check(1)",
            "tests/test_cli.py": "import subprocess\ndef test_e():\n    assert subprocess.run(['python', 'cli.py']).returncode == 0",
        }
    )  # fmt: skip
    tested = {path: module.tested_by for path, module in code.modules.items() if module.tested_by}
    assert tested == {
        "pkg/__init__.py": ("tests/test_names.py",), "pkg/one.py": ("tests/test_names.py",), "pkg/four.py": ("tests/test_helper.py",),
        "cli.py": ("tests/test_cli.py",),
    }  # fmt: skip


def test_a_published_package_is_a_library() -> None:
    files = {
        "pyproject.toml": (
            "[build-system]\nrequires = ['hatchling']\n[project]\nname = 'pkg'\ndependencies = []\nlicense = 'MIT'\n"
            "keywords = ['a']\nclassifiers = ['Development Status :: 4 - Beta']\n"
        ),
        "src/pkg/__init__.py": "",
    }
    assert code_of(files).is_library
    assert not code_of(
        {**files, "src/pkg/api.py": "", "Dockerfile": "FROM python:3\nCMD uvicorn pkg.api:app\n"}
    ).is_library


def test_a_package_that_everybody_installs_by_its_name_is_a_library_though_an_image_serves_it() -> None:
    files = {
        "setup.py": "from setuptools import setup\nname = 'kit'\nsetup(name=name, package_dir={'': 'src/python'})\n",
        "src/python/kit/__init__.py": "",
        "src/python/kit/api.py": "",
        "Dockerfile": "FROM python:3.12\nCMD uvicorn kit.api:app\n",
    }
    assert code_of({**files, "README.md": "# Kit\n```\npip install kit\n```\n"}).is_library
    assert code_of({**files, "README.md": '# Kit\n    $ pip install -U "kit[all]"\n'}).is_library
    for told in (
        "pip install torch",
        "pip install .",
        "pip install kit/dist/kit.whl",
        "We pip install kit in the image.",
    ):
        assert not code_of({**files, "README.md": f"# Kit\n{told}\n"}).is_library
    part = {**files, "src/python/__init__.py": "", "README.md": "pip install kit\n"}
    assert not code_of(part).is_library


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("setup.py", "from setuptools import setup\nname = 'kit'\nsetup(name=name, package_dir={'': 'lib/py'})\n"),
        ("setup.py", "from setuptools import find_packages, setup\nsetup(name=NAME, packages=find_packages(where='./lib/py'))\n"),
        ("setup.cfg", "[options]\npackage_dir =\n  = lib/py\ninstall_requires =\n  numpy\n"),
        ("setup.cfg", "[options]\ninstall_requires = numpy\n[options.packages.find]\nwhere = lib/py\n"),
        ("pyproject.toml", "[project]\ndependencies = []\n[tool.setuptools]\npackage-dir = {'' = 'lib/py'}\n"),
        ("pyproject.toml", "[project]\ndependencies = []\n[tool.setuptools.packages.find]\nwhere = ['lib/py']\n"),
        ("pyproject.toml", "[tool.poetry]\npackages = [{include = 'kit', from = 'lib/py'}]\n[tool.poetry.dependencies]\npython = '3'\n"),
    ],
)  # fmt: skip
def test_packages_lie_where_the_project_says(name: str, text: str) -> None:
    files = {"lib/py/kit/__init__.py": "", "lib/py/kit/one.py": "", "README.md": "# Kit\n```\npip install kit\n```\n"}
    assert code_of({**files, name: text}).is_library
    assert not code_of({**files, name: text.replace("lib/py", "lib/other")}).is_library
    assert not code_of({**files, name: text.replace("lib/py", "../lib/py")}).is_library


def test_an_application_with_a_setup_file_is_no_library() -> None:
    setup = "from setuptools import setup, find_packages\nsetup(name='credit-risk', version='0.1', packages=find_packages())\n"
    train = "from sklearn.svm import SVC\ndef main():\n    SVC().fit(X, y)\nif __name__ == '__main__':\n    main()\n"
    serve = "from fastapi import FastAPI\napp = FastAPI()\n@app.post('/predict')\ndef predict(x): ...\n"
    package = {"setup.py": setup, "credit_risk/__init__.py": ""}
    assert code_of({**package, "credit_risk/models.py": train.partition("if ")[0]}).is_library
    for program in (train, serve):
        app = {**package, "credit_risk/program.py": program, "README.md": "pip install -r requirements.txt\n"}
        assert not code_of(app).is_library
        assert not code_of({**app, "README.md": "git clone x/credit-risk; pip install scikit-learn\n"}).is_library
        assert code_of({**app, "README.md": "pip install 'credit_risk[all]'\n"}).is_library
    assert code_of({**package, "examples/train.py": train}).is_library


def test_no_python_no_codebase() -> None:
    assert facts_of({"README.md": "x"}).one(CodeBase) is None


def test_what_ci_uploads_to_an_index_is_a_library_although_it_builds_images_too() -> None:
    served = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post('/predict')\ndef predict(x: float) -> float:\n    return x\n"
    files = {
        "server/pyproject.toml": (
            "[build-system]\nrequires = ['hatchling']\n[project]\nname = 'asked'\ndependencies = []\nlicense = 'MIT'\n"
            "keywords = ['a']\nclassifiers = ['Development Status :: 4 - Beta']\n"
        ),
        "server/asked/__init__.py": "",
        "server/asked/app.py": served,
        "Dockerfile": 'FROM python:3.12\nCOPY server /srv\nCMD ["uvicorn", "asked.app:app"]\n',
        "scripts/release.sh": "python -m build\ntwine upload dist/*\n",
        ".github/workflows/cd.yml": "on: push\njobs:\n  release:\n    steps:\n      - run: bash scripts/build.sh\n",
    }
    released = files[".github/workflows/cd.yml"].replace("build.sh", "release.sh")

    assert not code_of(files).is_library
    assert code_of({**files, ".github/workflows/cd.yml": released}).is_library


def test_a_badge_of_its_own_name_shows_a_library() -> None:
    package = {
        "great_checks/__init__.py": "",
        "setup.py": "from setuptools import setup\nconfig = {'name': 'great_checks'}\nsetup(**config)\n",
        "assets/partner/Dockerfile": "FROM python:3.12\nCOPY . .\nCMD python run.py\n",
        "assets/partner/run.py": "import great_checks\n",
    }
    assert not code_of({**package, "README.md": "[x](https://img.shields.io/pypi/v/mlflow)\n"}).is_library
    assert code_of({**package, "README.md": "[x](https://img.shields.io/pypi/v/great-checks)\n"}).is_library
    assert not code_of({**package, "docs/page.md": "[x](https://img.shields.io/pypi/v/great-checks)\n"}).is_library


def test_manifests_of_tests_serve_nobody() -> None:
    package = {"pkg/__init__.py": "", "README.md": "[x](https://pypi.org/project/pkg/)\n"}
    bento = "service: 'service.py:svc'\nlabels: {owner: a}\n"
    assert code_of({**package, "tests/e2e/bentofile.yaml": bento, "tests/e2e/service.py": "svc = 1\n"}).is_library
    assert not code_of({**package, "bentofile.yaml": bento, "service.py": "svc = 1\n"}).is_library


def test_a_file_whose_summary_stopped_names_nothing() -> None:
    """Other facts of such a file still ask for what it names: nothing is known then, and nothing stops."""
    known = {m.path: m for m in facts_of({"churn/load.py": "def load():\n    return 1\n"}).all(ModuleFacts)}
    graph = ImportGraph(known)
    assert graph.function("churn/load.py", "load") == ("churn/load.py", "load")
    assert graph.function("churn/unread.py", "load") is None


def test_a_package_below_the_top_that_holds_nearly_all_code_is_a_library() -> None:
    kit = {
        "python/setup.py": "from setuptools import setup\n\nsetup(name='kit')\n",
        "python/kit/__init__.py": "X = 1\n",
    }
    (code,) = facts_of(kit | {"python/kit/a.py": "Y = 2\n"}).all(CodeBase)
    assert code.is_library
    apps = {f"jobs/{name}.py": "print('at work')\n" for name in ("load", "train", "score")}
    (code,) = facts_of(kit | apps).all(CodeBase)
    assert not code.is_library
