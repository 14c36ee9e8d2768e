"""Generic debt by ruff: one item a group, folded; excused, tested and already linted code is silent."""

from __future__ import annotations

import pytest

from debtscope.api import Finding, Severity
from debtscope.testing import findings_of
from debtscope_collectors.sources.ruff.groups import GROUPS

PILOT = {"debtscope.toml": 'maturity = "pilot"\n'}
COMPLEX = "def f{n}(a):\n" + "".join(f"    if a == {k}:\n        return {k}\n" for k in range(14)) + "\n\n"
HITS = {
    "complex-functions": COMPLEX,
    "dead-code": "import os{n}\n",
    "likely-bugs": "def g{n}(a=[]):\n    return a\n\n\n",
    "error-handling": "try:\n    x = int('{n}')\nexcept:\n    x = 0\n",
    "data-frame-misuse": "import numpy as np\nv{n} = np.random.seed(1)\nw{n} = np.product([1])\n",
    "insecure-calls": "import requests\nr{n} = requests.get('https://example.com/{n}')\n",
    "naive-times": "import datetime\nt{n} = datetime.datetime.now()\n",
    "global-state": "S = 0\n\n\ndef h{n}():\n    global S\n    S = {n}\n\n\n",
    "printed-logs": "import logging\nprint('{n}')\n",
    "blanket-suppressions": "z{n} = 1  # type: ignore\n",
    "orchestrator-upgrade": "from airflow import DAG\n\nd{n} = DAG('x{n}', schedule_interval='@daily')\n",
    "blocking-async": "import time\n\n\nasync def k{n}():\n    time.sleep(1)\n\n\n",
    "route-declarations": "from fastapi import Depends, FastAPI\n\napp = FastAPI()\n\n\n@app.get('/{{asked}}/{n}')\ndef m{n}() -> int:\n    return 1\n\n\n",
    "unclosed-files": "q{n} = open('a{n}').read()\n",
}  # fmt: skip


def code(slug: str, count: int = 12) -> str:
    return "".join(HITS[slug].replace("{n}", str(number)) for number in range(count))


def found(slug: str, files: dict[str, str]) -> list[Finding]:
    return findings_of(slug, {**PILOT, **files})


@pytest.mark.parametrize("slug", [group.slug for group in GROUPS])
def test_hits_are_one_item_and_look_alikes_none(slug: str) -> None:
    (finding,) = found(slug, {"src/app.py": code(slug)})
    assert finding.subject.name in ("src", ".")
    assert finding.occurrences >= 12
    assert finding.evidence[0].path == "src/app.py"
    assert not found(slug, {"tests/test_app.py": code(slug), "src/ok.py": "x = 1\n"})
    assert not found(slug, {"src/app.py": "# ruff: noqa\n" + code(slug)})
    assert not found(slug, {"README.md": code(slug)})


def test_little_in_many_places_is_gathered() -> None:
    files = {f"pkg/part{n}/a.py": code("likely-bugs", 1) for n in range(5)}
    (finding,) = found("likely-bugs", files)
    assert (finding.subject.name, finding.occurrences) == (".", 5.0)
    assert not found("likely-bugs", {"pkg/part0/a.py": code("likely-bugs", 2)})
    (one,) = found("likely-bugs", {**files, "pkg/big/b.py": code("likely-bugs", 20)})
    assert (one.subject.name, one.occurrences) == (".", 25.0)


def test_each_of_several_components_is_told_apart() -> None:
    big = {f"services/{name}/b.py": code("likely-bugs", 20) for name in ("orders", "scores")}
    few = {"tools/a.py": code("likely-bugs", 4)}
    told = found("likely-bugs", {**big, **few})
    assert [one.subject.name for one in told] == ["services/orders", "services/scores"]
    *_, rest = found("likely-bugs", {**big, "tools/a.py": code("likely-bugs", 12), "jobs/a.py": code("likely-bugs", 3)})
    assert (rest.subject.name, rest.occurrences) == (".", 15.0)
    assert "elsewhere: 15" in rest.message


def test_where_ci_lints_only_what_it_need_not_ask_is_told() -> None:
    workflow = {".github/workflows/ci.yml": "on: [push]\njobs:\n  t:\n    steps:\n      - run: ruff check .\n"}
    assert not found("dead-code", {**workflow, "src/app.py": code("dead-code", 40)})
    assert found("likely-bugs", {**workflow, "src/app.py": code("likely-bugs")})


def test_a_task_that_is_called_so_lints() -> None:
    workflow = {".github/workflows/ci.yml": "on: [push]\njobs:\n  t:\n    steps:\n      - run: invoke lint --no-fmt\n"}
    assert not found("dead-code", {**workflow, "src/app.py": code("dead-code", 40)})
    other = {".github/workflows/ci.yml": "on: [push]\njobs:\n  t:\n    steps:\n      - run: invoke docs\n"}
    assert found("dead-code", {**other, "src/app.py": code("dead-code", 40)})


def test_what_a_package_offers_is_used_by_others() -> None:
    names = "".join(f"from pkg.parts import part{n}\n" for n in range(40))
    assert not found("dead-code", {"pkg/__init__.py": names})
    assert found("dead-code", {"pkg/app.py": names})


def test_signatures_are_no_debt() -> None:
    app = "from fastapi import FastAPI, Request\n\napp = FastAPI()\n\n\n"
    routes = "".join(f"@app.get('/{n}')\ndef r{n}(request: Request):\n    return {n}\n\n\n" for n in range(20))
    assert not found("dead-code", {"src/app.py": app + routes})
    wide = "".join(
        f"def w{n}(a, b, c, d, e, f, g, h):\n    return a + b + c + d + e + f + g + h\n\n\n" for n in range(20)
    )
    assert not found("complex-functions", {"src/app.py": wide})


def test_sql_made_of_texts_counts_where_a_request_can_reach_it() -> None:
    queries = "".join(f"def q{n}(t):\n    return f'SELECT * FROM {{t}} WHERE id = {n}'\n\n\n" for n in range(12))
    route = "from fastapi import FastAPI\nfrom src.db import q1\n\napp = FastAPI()\n\n\n@app.get('/rows')\ndef rows(t: str):\n    return q1(t)\n"
    assert not found("insecure-calls", {"src/db.py": queries, "src/__init__.py": ""})
    (finding,) = found("insecure-calls", {"src/db.py": queries, "src/__init__.py": "", "src/app.py": route})
    assert finding.evidence[0].ref == "S608"


def test_a_library_may_print_a_little() -> None:
    package = {
        "pyproject.toml": "[build-system]\nrequires = ['hatchling']\n[project]\nname = 'shop'\nversion = '1'\ndependencies = []\nlicense = 'MIT'\n"
        "keywords = ['a']\nclassifiers = ['Development Status :: 4 - Beta']\n",
        "shop/__init__.py": "",
    }
    assert not found("printed-logs", {**package, "shop/versions.py": code("printed-logs")})
    assert found("printed-logs", {**package, "shop/versions.py": code("printed-logs", 40)})


def test_names_are_never_options_and_never_configuration() -> None:
    files = {
        "--config=evil.py": code("likely-bugs"),
        "ruff.toml": "lint.ignore = ['B006']\n",
        "pyproject.toml": "[tool.ruff.lint]\nignore = ['B006']\n",
        "src/[red] x.py": code("likely-bugs"),
    }
    findings = found("likely-bugs", files)
    assert sum(finding.occurrences for finding in findings) == 24.0


def test_a_request_without_a_limit_is_low_where_no_service_waits() -> None:
    script = "import requests\nfor n in range(3):\n    requests.get(f'https://example.com/{n}')\n" * 4
    (alone,) = found("insecure-calls", {"src/fetch.py": script})
    route = "import requests\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/rows')\ndef rows():\n    return requests.get('https://example.com').json()\n"
    (asked,) = found("insecure-calls", {"src/app.py": route})
    assert (alone.severity, asked.severity) == (Severity.LOW, None)
    assert alone.message.startswith("Requests without a time limit")
    own = script.replace("https://example.com/{n}", "http://localhost:8000/{n}")
    assert not found("insecure-calls", {"src/fetch.py": own})


def test_the_sentence_is_that_of_the_check_that_speaks_nearly_alone() -> None:
    names = "".join(f"import part{n}\n" for n in range(20))
    (finding,) = found("dead-code", {"src/app.py": f"{names}\ndef f():\n    x = 1\n    y = 2\n"})
    assert finding.message.startswith("Imports that nothing uses, and the like: 22 (F401 20, F841 2)")
    (mixed,) = found(
        "dead-code", {"src/app.py": f"{names}\ndef f():\n" + "".join(f"    x{n} = 1\n" for n in range(20))}
    )
    assert mixed.message.startswith("Imports, names and expressions that nothing uses: 40")


def test_a_notebook_that_stands_as_a_python_file_is_one() -> None:
    book = "# Databricks notebook source\n" + code("printed-logs", 40)
    assert not found("printed-logs", {"src/prepare.py": book})
    (finding,) = found("printed-logs", {"src/prepare.py": book, "src/app.py": code("printed-logs", 40)})
    assert finding.occurrences == 40.0
    assert not found("dead-code", {"src/prepare.py": "# Databricks notebook source\n" + code("dead-code", 40)})


def test_a_name_of_the_module_that_is_set_once_is_no_state() -> None:
    head = "_client = None\n\n\n"
    lazy = (
        "def client():\n    global _client\n    if _client is None:\n        _client = make()\n    return _client\n\n\n"
    )
    early = "def client():\n    global _client\n    if _client is not None:\n        return _client\n    _client = make()\n    return _client\n\n\n"
    again = "def renew():\n    global _client\n    _client = make()\n\n\n"

    def told(text: str) -> list[Finding]:
        return found("global-state", {"src/score.py": head + text, "src/batch.py": head + text})

    assert not told(lazy)
    assert not told(early)
    (finding,) = told(lazy + again)
    assert finding.occurrences == 2.0


def test_what_an_entry_script_keeps_for_its_runs_has_no_other_place() -> None:
    start = "def init():\n    global model\n    model = joblib.load('m')\n\n\n"
    run = "def run(rows):\n    return model.predict(rows)\n\n\n"
    of_azure, of_others = "import joblib\nfrom azureml.core import Run\n\n", "import joblib\n\n"
    folder = "import os\n\nHOME = os.getenv('AZUREML_MODEL_DIR')\n"
    other = "def again():\n    global model\n    model = None\n\n\n"

    def told(text: str) -> list[Finding]:
        return found("global-state", {"src/score.py": text, "src/batch.py": text})

    assert not told(of_azure + start + run)
    assert not told(of_others + folder + start + run)
    assert not told(of_others + start + run)  # what runs once at the start
    assert told(of_others + start.replace("init", "renew") + run)
    (finding,) = told(of_azure + start + run + other)
    assert finding.occurrences == 2.0


def test_a_function_of_which_several_checks_speak_counts_once() -> None:
    branches = "".join(f"    if a == {k}:\n        a += {k}\n" for k in range(60))
    source = "".join(f"def f{n}(a):\n{branches}    return a\n\n\n" for n in range(6))
    (finding,) = found("complex-functions", {"src/app.py": source})
    assert finding.occurrences == 6.0
    assert ": 6 (C901 6, PLR0912 6, PLR0915 6)" in finding.message


def test_what_is_there_to_print_may() -> None:
    lines = "".join(f"    print({n})\n" for n in range(40))
    assert not found(
        "printed-logs",
        {
            "src/log.py": f"class Log:\n    def print_summary(self):\n        if self:\n{lines.replace('    ', '            ')}"
        },
    )
    assert not found("printed-logs", {"src/tool.py": f"import argparse\n\n\ndef run():\n{lines}"})
    assert not found("printed-logs", {"src/tool.py": f"def run():\n{lines}\n\nif __name__ == '__main__':\n    run()\n"})
    assert found("printed-logs", {"src/load.py": f"import logging\n\n\ndef load():\n{lines}"})


def test_raising_a_plain_exception_is_no_handler() -> None:
    assert not found(
        "error-handling", {"src/app.py": "".join(f"def f{n}():\n    raise Exception('{n}')\n" for n in range(20))}
    )


def test_closures_over_a_loop_are_low() -> None:
    source = "def f(rows):\n    for row in rows:\n" + "        rows.append(lambda: row)\n" * 12
    (finding,) = found("likely-bugs", {"src/app.py": source})
    assert (finding.severity, finding.evidence[0].ref) == (Severity.LOW, "B023")


def test_what_lets_in_is_told_before_what_waits() -> None:
    source = "import requests\n" + "requests.get('https://example.com')\n" * 12 + "eval(input())\n"
    (finding,) = found("insecure-calls", {"src/app.py": source})
    assert finding.message.startswith("Calls that are unsafe") and "(S307 1, S113 12)" in finding.message
    assert not found("insecure-calls", {"setup.py": "exec(open('shop/version.py').read())\n"})
    assert found("insecure-calls", {"src/app.py": "exec(open('shop/version.py').read())\n"})


def test_a_time_that_is_given_a_zone_at_once_has_one() -> None:
    made = "".join(f"t{n} = zone.localize(datetime(2024, 1, {n + 1}, 6))\n" for n in range(9))
    head = "from datetime import datetime\n\nimport pytz\n\nzone = pytz.timezone('Europe/Oslo')\n"
    assert not found("naive-times", {"src/app.py": head + made})
    assert found("naive-times", {"src/app.py": head + made.replace("zone.localize", "print")})


def test_a_default_that_nobody_changes_does_no_harm() -> None:
    still = "".join(f"def f{n}(rows=[]):\n    return len(rows)\n\n\n" for n in range(12))
    assert not found("likely-bugs", {"src/app.py": still})
    grows = "".join(f"def f{n}(row, rows=[]):\n    rows.append(row)\n    return len(rows)\n\n\n" for n in range(12))
    assert found("likely-bugs", {"src/app.py": grows})
    kept = "class A:\n" + "".join(f"    def f{n}(self, rows=[]):\n        self.rows = rows\n\n" for n in range(12))
    assert found("likely-bugs", {"src/app.py": kept})


def test_a_closure_that_is_called_in_its_turn_does_no_harm() -> None:
    at_once = "def f(rows, frame):\n    for row in rows:\n" + "        frame.apply(lambda x: x + row)\n" * 12
    assert not found("likely-bugs", {"src/app.py": at_once})
    inner = "        def add(x):\n            return x + row\n        print(add(1))\n"
    assert not found("likely-bugs", {"src/app.py": f"def f(rows):\n    for row in rows:\n{inner * 12}"})
    later = inner.replace("print(add(1))", "pool.submit(add, 1)")
    assert found("likely-bugs", {"src/app.py": f"def f(rows, pool):\n    for row in rows:\n{later * 12}"})


def test_loaders_that_make_no_objects_and_archives_that_are_cleaned_let_nobody_in() -> None:
    safe = "import yaml\nimport zipfile\n\n\ndef f(p):\n    with zipfile.ZipFile(p) as z:\n        z.extractall('x')\n    return yaml.load(open(p), Loader=yaml.FullLoader)\n"
    assert not found("insecure-calls", {"src/app.py": safe})
    assert found("insecure-calls", {"src/app.py": safe.replace("FullLoader", "UnsafeLoader")})
    tar = "import tarfile\n\n\ndef f(p):\n    with tarfile.open(p) as t:\n        t.extractall('x')\n"
    assert found("insecure-calls", {"src/app.py": tar})


def test_a_handler_that_tells_drops_nothing() -> None:
    telling = "    except Exception as error:\n        logger.warning('no answer: %s', error)\n        x = 0\n"
    dropped = "    except Exception:\n        x = 0\n"
    start = "import logging\n\nlogger = logging.getLogger(__name__)\n\n\n"
    one = "def f{n}():\n    try:\n        x = int('{n}')\n{body}    return x\n\n\n"

    def made(body: str) -> str:
        return start + "".join(one.replace("{n}", str(n)).replace("{body}", body) for n in range(12))

    assert not found("error-handling", {"src/app.py": made(telling)})
    assert found("error-handling", {"src/app.py": made(dropped)})


def test_differences_names_and_days_need_no_zone() -> None:
    head = "from datetime import datetime\n\n\n"
    took = "".join(
        f"def f{n}():\n    start = datetime.now()\n    work()\n    return datetime.now() - start\n\n\n"
        for n in range(6)
    )
    assert not found("naive-times", {"src/app.py": head + took})
    day = "".join(f"d{n} = datetime.strptime(text, '%Y-%m-%d')\n" for n in range(6))
    name = "".join(f"n{n} = datetime.now().strftime('%Y%m%d_%H%M%S')\n" for n in range(6))
    assert not found("naive-times", {"src/app.py": head + day + name})
    aged = "".join(f"def g{n}(row):\n    return datetime.now() - row.created_at\n\n\n" for n in range(6))
    assert found("naive-times", {"src/app.py": head + aged})
    assert found("naive-times", {"src/app.py": head + day.replace("%d", "%d %H:%M")})


def test_prints_count_where_a_log_is_looked_for() -> None:
    lines = "".join(f"print({n})\n" for n in range(40))
    assert not found("printed-logs", {"src/explore.py": lines})
    assert found("printed-logs", {"src/load.py": "import logging\n" + lines})
