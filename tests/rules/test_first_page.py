"""What stands first in a ledger: one habit is one item, lessons are left to their readers, trifles do not go before faults."""

from __future__ import annotations

import json

import pytest

from debtscope.api import Finding
from debtscope.testing import findings_of
from debtscope_collectors.joins.path_roles import is_lesson, lesson_folders, role_by_path

TRAIN = "from sklearn.ensemble import RandomForestClassifier\n\nMODEL = RandomForestClassifier()\n\n\ndef run(x, y):\n    return MODEL.fit(x, y)\n"
COMPOSE = "services:\n  db:\n    image: postgres:16.3\n    environment:\n      POSTGRES_PASSWORD: postgres\n    ports: ['5432:5432']\n"
PILOT = {"debtscope.toml": 'maturity = "pilot"\n'}


def _parts(found: Finding) -> dict[str, float]:
    return {driver.name: driver.value for driver in found.drivers}


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("homeworks/tree/tree.py", "example"),
        ("week0_07_intro/mnist.py", "example"),
        ("lecture-03/net.py", "example"),
        ("Hands-on-LLM/chat.py", "example"),
        ("practice/train.py", "example"),
        ("TUTORIAL 05 - Dogs and cats.ipynb", "example"),
        ("tutorial.ipynb", "notebook"),
        ("weekly/report.py", "production"),
        ("chapters/build.py", "production"),
        ("src/train.py", "production"),
    ],
)
def test_folders_of_courses_are_examples(path: str, role: str) -> None:
    assert role_by_path(path) == role


def test_many_numbered_folders_are_lessons_and_few_are_the_steps_of_a_pipeline() -> None:
    lessons = [f"rag/{n:02}-Part/app.py" for n in range(1, 9)]
    folders = lesson_folders([*lessons, "rag/tools/app.py"])
    assert folders == {"rag"}
    assert is_lesson("rag/03-Part/deep/app.py", folders) and not is_lesson("rag/tools/app.py", folders)
    assert lesson_folders([f"steps/{n}_step/run.py" for n in range(1, 6)]) == frozenset()


def test_a_lesson_hears_of_no_seed_and_a_program_does() -> None:
    assert findings_of("randomness-uncontrolled", {"homeworks/forest/train.py": TRAIN}) == []
    assert len(findings_of("randomness-uncontrolled", {"src/forest/train.py": TRAIN})) == 1


def test_programs_without_a_seed_are_one_item() -> None:
    (found,) = findings_of("randomness-uncontrolled", {f"src/{n}/train.py": TRAIN for n in "abc"})
    assert (found.subject.name, found.occurrences) == ("unseeded training code", 3)
    assert {one.path for one in found.evidence} == {f"src/{n}/train.py" for n in "abc"}


def test_pages_of_one_kind_are_one_item_and_links_weigh_little() -> None:
    wrong = "# Setup\n\n```bash\npython src/make_it.py\n```\n"
    linked = "# About\n\nRead [how to help](CONTRIBUTING.md).\n"
    files = {"README.md": wrong, "serving/README.md": wrong, "docs/about.md": linked, "src/run.py": "X = 1\n"} | PILOT
    found = {one.subject.name: one for one in findings_of("docs-contradict-tree", files)}
    assert set(found) == {"pages that contradict the tree", "docs/about.md"}
    assert found["pages that contradict the tree"].occurrences == 2
    assert _parts(found["pages that contradict the tree"]) == {} and _parts(found["docs/about.md"]) == {"part": 0.2}


@pytest.mark.parametrize(("name", "count"), [("docker-compose.yml", 0), ("docker-compose.prod.yml", 1)])
def test_a_database_for_developers_is_not_told(name: str, count: int) -> None:
    told = findings_of("unsafe-infrastructure-setting", {name: COMPOSE} | PILOT)
    assert len([one for one in told if one.title == "Databases are published and open"]) == count


@pytest.mark.parametrize(("called", "count"), [("python-test", 0), ("branch_ci", 0), ("publish", 1)])
def test_workflows_kept_elsewhere_may_run_the_tests_if_their_name_says_so(called: str, count: int) -> None:
    flow = f"on: push\njobs:\n  call:\n    uses: acme/.github/.github/workflows/{called}.yml@main\n"
    files = {".github/workflows/ci.yml": flow, "src/run.py": TRAIN, "tests/test_run.py": "def test():\n    assert 1\n"}
    assert len(findings_of("no-ci-tests", files | PILOT)) == count


def test_comments_are_one_item_and_bare_words_none() -> None:
    files = {f"src/{n}/a.py": f"# TODO: wrong until index {n} is rebuilt\nX = 1\n" for n in "abc"}
    (found,) = findings_of("self-admitted-ml-debt", files)
    assert (found.subject.kind, found.occurrences) == ("repo", 3)
    assert findings_of("self-admitted-ml-debt", {"src/a.py": "# TODO\nX = 1\n"}) == []


def test_hub_assets_that_are_tried_out_are_not_told_whatever_code_they_run() -> None:
    cell = "from transformers import AutoModel\nAutoModel.from_pretrained('acme/{n}', trust_remote_code={trust})"
    books = {f"nb/{n}.ipynb": _book(cell.format(n=n, trust=n == "a")) for n in "abc"}
    assert findings_of("hub-asset-unpinned-rights", books) == []


def test_packages_of_a_program_without_a_declaration_are_not_laid_at_a_neighbours_door() -> None:
    serve = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/x')\ndef x():\n    return 1\n"
    own = {"chat/pyproject.toml": "[project]\nname = 'chat'\nversion = '1'\ndependencies = ['torch==2.6.0']\n"}
    assert findings_of("unpinned-dependencies", own | {"gateway/app.py": serve}) == []
    assert "fastapi" in " ".join(f.message for f in findings_of("unpinned-dependencies", own | {"chat/app.py": serve}))


def _book(text: str) -> str:
    cell: dict[str, object] = {"cell_type": "code", "source": text, "metadata": {}, "outputs": [], "execution_count": 1}
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize(
    ("slug", "text", "name"),
    [
        ("prototype-leftovers", TRAIN + "\n\nbreakpoint()\n", "shortcuts of a trial"),
        ("silent-failure-in-ml-path", "import warnings\nwarnings.filterwarnings('ignore')\n" + TRAIN, "warnings of trainings"),
        ("patch-imputation", "import pandas as pd\nROWS = pd.read_csv('d.csv').dropna()\n" + TRAIN, "rows that change uncounted"),
    ],
)  # fmt: skip
def test_a_habit_of_several_programs_is_one_item_with_each_of_them_in_it(slug: str, text: str, name: str) -> None:
    found = [
        one for one in findings_of(slug, {f"src/{n}/train.py": text for n in "abc"} | PILOT) if one.subject.name == name
    ]
    assert [{one.path for one in each.evidence} for each in found] == [{f"src/{n}/train.py" for n in "abc"}]
    assert name not in {one.subject.name for one in findings_of(slug, {"src/a/train.py": text} | PILOT)}


def test_files_that_lack_the_same_module_are_one_item() -> None:
    files = {f"scripts/{n}.py": "import app.ensemble\n\napp.ensemble.run()\n" for n in "abc"}
    files |= {"app/__init__.py": "", "app/other.py": "X = 1\n"}
    (found,) = findings_of("dangling-reference", files)
    assert (found.subject.name, found.occurrences) == ("uses of app.ensemble", 3)
    assert len(findings_of("dangling-reference", {k: v for k, v in files.items() if k != "scripts/c.py"})) == 2


def test_a_package_of_many_that_nothing_declares_weighs_its_share() -> None:
    needs = ", ".join(f"'p{n}>=1'" for n in range(9))
    manifest = f"[project]\nname = 'kit'\nversion = '1'\ndependencies = [{needs}]\n\n[build-system]\nrequires = ['hatchling']\n"
    files = {"pyproject.toml": manifest, "src/kit/__init__.py": "import lightgbm\n"}
    told = [one for one in findings_of("unpinned-dependencies", files) if "declared nowhere" in one.message]
    assert [_parts(one) for one in told] == [{"loose": 0.1}]


def test_what_is_archived_is_nobodys_work() -> None:
    assert role_by_path("archive/notebooks/v2.ipynb") == role_by_path("src/old/train.py") == "example"
    assert findings_of("randomness-uncontrolled", {"archive/train.py": TRAIN}) == []


def test_one_key_in_several_files_is_one_item_and_two_keys_are_two() -> None:
    key = "API_KEY = '{}'\n"
    one, other = "k3vR8sQz1LmT5xWp9BnC2yHd", "Zq7Xw4Nf0JtGu6PbVr1KsMe8"
    (found,) = findings_of("secret-in-repo", {f"src/{n}.py": key.format(one) for n in "abc"})
    assert {each.path for each in found.evidence} == {f"src/{n}.py" for n in "abc"}
    assert len(findings_of("secret-in-repo", {"src/a.py": key.format(one), "src/b.py": key.format(other)})) == 2


def test_ranges_beside_a_list_of_pins_do_not_float() -> None:
    ranges = "[project]\nname = 'app'\nversion = '1'\ndependencies = ['numpy>=1.26', 'pandas>=2.1']\n"
    files = {"pyproject.toml": ranges, "src/app.py": "import numpy\nimport pandas\n"}
    pins = {"requirements.txt": "numpy==1.26.4\npandas==2.2.2\n"}
    assert any("float" in one.message for one in findings_of("unpinned-dependencies", files))
    assert not any("float" in one.message for one in findings_of("unpinned-dependencies", files | pins))


@pytest.mark.parametrize(
    ("place", "count"),
    [
        ("gs://goog-dataproc-initialization-actions-us", 0),
        ("/home/onyxia/churn/d.csv", 0),
        ("/home/ana/churn/d.csv", 1),
    ],
)
def test_a_place_that_everybody_has_is_no_place_of_one_machine(place: str, count: int) -> None:
    files = {"src/read.py": f"import pandas as pd\n\n\ndef rows():\n    return pd.read_csv('{place}')\n"}
    assert len(findings_of("hardcoded-paths-and-hosts", files)) == count


def test_a_folded_sentence_names_places_and_not_kinds() -> None:
    text = "import joblib\n\n\ndef load():\n    try:\n        return joblib.load('m.joblib')\n    except Exception as error:\n        print(error)\n        return None\n"
    found = findings_of("silent-failure-in-ml-path", {f"src/{n}.py": text for n in "abc"} | PILOT)
    (one,) = [each for each in found if each.subject.name == "errors that are only printed"]
    assert one.message.endswith("src/a.py, src/b.py, src/c.py first.")


def test_a_notebook_on_which_nothing_rests_is_left_out_in_research_and_weighs_a_fifth() -> None:
    cells: list[dict[str, object]] = [
        {"cell_type": "code", "source": line, "metadata": {}, "outputs": [], "execution_count": count}
        for line, count in (
            (TRAIN, 7),
            ("import pandas as pd", 2),
            ("pd.DataFrame([run([[1]], [1])]).to_csv('seen.csv')", 3),
        )
    ]
    book = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    assert findings_of("notebook-hidden-state", {"nb/look.ipynb": book}) == []  # the order of cells alone stops nobody
    cells[-1]["outputs"] = [{"output_type": "error", "ename": "KeyError", "evalue": "'age'", "traceback": []}]
    book = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    alone = {"nb/look.ipynb": book}
    (found,) = findings_of("notebook-hidden-state", alone)
    assert _parts(found) == {}
    beside = alone | {"src/train.py": TRAIN}
    assert findings_of("notebook-hidden-state", beside) == []
    (found,) = findings_of("notebook-hidden-state", beside | PILOT)
    assert _parts(found) == {"part": 0.2}
    reads = TRAIN + "\nimport pandas as pd\n\nSEEN = pd.read_csv('seen.csv')\n"
    (found,) = findings_of("notebook-hidden-state", alone | {"src/train.py": reads} | PILOT)
    assert _parts(found) == {}


def test_defaults_of_a_pinned_library_weigh_less() -> None:
    for need, parts in (("scikit-learn==1.5.2", {"part": 0.3}), ("scikit-learn>=1.5", {})):
        (found,) = findings_of("hyperparameters-implicit", {"src/train.py": TRAIN, "requirements.txt": f"{need}\n"})
        assert _parts(found) == parts


def test_lists_of_columns_weigh_whole_where_one_file_trains_and_another_serves() -> None:
    columns = "COLUMNS = ['tenure', 'plan', 'calls', 'region', 'age']\n"
    train = f"import pandas as pd\n{TRAIN}\n\n{columns}ROWS = pd.read_csv('d.csv')[COLUMNS]\nrun(ROWS, ROWS['age'])\n"
    serve = f"from fastapi import FastAPI\nimport joblib\nimport pandas as pd\n\napp = FastAPI()\nMODEL = joblib.load('m.joblib')\n{columns}\n\n@app.post('/predict')\ndef predict(row: dict):\n    return MODEL.predict(pd.DataFrame([row])[COLUMNS]).tolist()\n"
    for other, parts in ((train, {"part": 0.3}), (serve, {})):
        (found,) = findings_of("feature-list-duplicated", {"src/train.py": train, "src/other.py": other})
        assert _parts(found) == parts


def test_code_that_calls_itself_wrong_weighs_whole_where_it_trains() -> None:
    assert findings_of("self-admitted-ml-debt", {"src/a.py": "# TODO: split this function\nX = 1\n" * 2}) == []
    wish = "# TODO: replace this ugly hack"
    assert findings_of("self-admitted-ml-debt", {"src/a.py": "".join(f"{wish} of {n}\nX = 1\n" for n in "abc")}) == []
    (found,) = findings_of("self-admitted-ml-debt", {"src/a.py": "# FIXME: the names are wrong\nX = 1\n"})
    assert _parts(found) == {"part": 0.3}
    (found,) = findings_of(
        "self-admitted-ml-debt", {"src/a.py": "# FIXME: this leaks the label into the features, it is wrong\n" + TRAIN}
    )
    assert _parts(found) == {}


def test_rows_dropped_in_what_a_person_starts_weigh_less_than_in_what_runs_by_itself() -> None:
    program = "import pandas as pd\nROWS = pd.read_csv('d.csv').dropna()\n" + TRAIN + "\nrun(ROWS[['a']], ROWS['b'])\n"
    (found,) = findings_of("patch-imputation", {"src/train.py": program})
    assert _parts(found) == {"part": 0.3}
    stages = {
        "dvc.yaml": "stages:\n  train:\n    cmd: python src/train.py\n    deps: [src/train.py]\n    outs: [m.pkl]\n"
    }
    (found,) = findings_of("patch-imputation", stages | {".dvc/config": "", "src/train.py": program})
    assert _parts(found) == {}


def test_servers_of_several_kinds_in_one_file_are_a_platform_and_one_is_this_projects_own() -> None:
    container = "        - name: {name}\n          image: {image}\n"
    head = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {name}\nspec:\n  template:\n    spec:\n      containers:\n"
    triton = head.format(name="triton") + container.format(name="triton", image="nvcr.io/nvidia/tritonserver:24.05-py3")
    other = head.format(name="mlserver") + container.format(name="mlserver", image="docker.io/seldonio/mlserver:1.7.1")
    files = {"src/train.py": TRAIN, "debtscope.toml": 'maturity = "production"\n'}
    assert len(findings_of("deployed-model-unmonitored", files | {"k8s/serve.yaml": triton})) == 1
    assert findings_of("deployed-model-unmonitored", files | {"k8s/serve.yaml": f"{triton}---\n{other}"}) == []


def test_blocks_of_a_server_are_one_item_and_weigh_less() -> None:
    flow = "from prefect import flow\nfrom prefect.blocks.system import JSON\n\n\n@flow\ndef run():\n    return JSON.load('{}').value\n"
    (one,) = findings_of("hidden-external-state", {"flows/a.py": flow.format("limits")} | PILOT)
    assert one.subject.name == "flows/a.py" and _parts(one) == {"part": 0.4}
    files = {f"flows/{n}.py": flow.format(n) for n in "ab"}
    (both,) = findings_of("hidden-external-state", files | PILOT)
    assert (both.subject.name, both.occurrences) == ("Prefect blocks", 2)


def test_an_address_in_a_page_is_read_as_a_browser_reads_it() -> None:
    page = "# Kit\n\n![made](reports%2Ffigures%2Fshown%20here.png)\n"
    files = {"README.md": page, "reports/figures/shown here.png": "x", "src/run.py": "X = 1\n"} | PILOT
    assert findings_of("docs-contradict-tree", files) == []
    assert (
        len(
            findings_of(
                "docs-contradict-tree", {k: v for k, v in files.items() if k != "reports/figures/shown here.png"}
            )
        )
        == 1
    )


def test_a_set_of_the_hub_under_the_projects_own_account_needs_no_terms_of_others() -> None:
    fetch = (
        "import requests\n\nrequests.get('https://huggingface.co/datasets/{}/cover/resolve/main/cover.zip')\n" + TRAIN
    )
    readme = "# Kit\n" + "See https://github.com/acme/kit/issues.\n" * 3
    for account, told in (("acme", 0), ("somebody", 1)):
        files = {"README.md": readme, "src/train.py": fetch.format(account)}
        assert len(findings_of("dataset-without-licence", files)) == told


def test_functions_that_a_generator_writes_into_every_class_are_no_copies() -> None:
    method = "class {0}:\n    def to_plain(self):\n        rows = {{}}\n        for name in sorted(self.fields):\n            value = getattr(self, name)\n            if hasattr(value, 'to_plain'):\n                value = value.to_plain()\n            elif isinstance(value, list):\n                value = list(value)\n            rows[name] = value\n        return rows\n"
    few = {f"kit/m{n}.py": method.format(f"Message{n}") for n in range(7)}
    many = {f"kit/m{n}.py": method.format(f"Message{n}") for n in range(12)}
    assert len(findings_of("cloned-training-scripts", few | PILOT)) == 1
    assert findings_of("cloned-training-scripts", many | PILOT) == []
