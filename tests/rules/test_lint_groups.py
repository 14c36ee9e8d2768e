"""Generic debt by ruff: one item a group, folded; excused, tested and already linted code is silent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from debtscope.api import Finding, Severity
from debtscope.testing import CommitSpec, findings_of, git_repo
from debtscope_collectors.sources.ruff.groups import GROUPS
from tests.unit.interest.builders import AS_OF

PILOT = {"debtscope.toml": 'maturity = "pilot"\n'}
SERVED = "import logging\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/rows')\ndef rows():\n    return 1\n\n\n"
HITS = {
    "dead-code": "import os{n}\n",
    "likely-bugs": "def g{n}(a=[]):\n    a.append(1)\n    return a\n\n\n",
    "error-handling": "try:\n    x = int('{n}')\nexcept:\n    x = 0\n",
    "data-frame-misuse": "import numpy as np\nv{n} = np.random.seed(1)\nw{n} = np.product([1])\n",
    "insecure-calls": SERVED + "import requests\nr{n} = requests.get('https://example.com/{n}')\n",
    "naive-times": SERVED + "import datetime\nt{n} = datetime.datetime.now() - row.made\nu{n} = datetime.datetime.now(datetime.timezone.utc)\n",
    "global-state": SERVED + "S = 0\n\n\n@app.get('/h{n}')\ndef h{n}():\n    global S\n    S = {n}\n\n\n",
    "printed-logs": SERVED + "try:\n    x = int('{n}')\nexcept ValueError:\n    print('{n}')\n",
    "blanket-suppressions": "z{n} = 1  # noqa\n",
    "orchestrator-upgrade": "from airflow import DAG\n\nd{n} = DAG('x{n}', schedule_interval='@daily')\n",
    "blocking-async": "import time\n\n\nasync def k{n}():\n    time.sleep(1)\n\n\n",
    "route-declarations": "from fastapi import Depends, FastAPI\n\napp = FastAPI()\n\n\n@app.get('/{{asked}}/{n}')\ndef m{n}() -> int:\n    return 1\n\n\n",
    "unclosed-files": SERVED + "q{n} = [('a', open('a{n}'))]\n",
}  # fmt: skip


def code(slug: str, count: int = 12) -> str:
    return "".join(HITS[slug].replace("{n}", str(number)) for number in range(count))


def found(slug: str, files: dict[str, str]) -> list[Finding]:
    return findings_of(slug, {**PILOT, **files})


@pytest.mark.parametrize("slug", [group.slug for group in GROUPS if group.slug != "complex-functions"])
def test_hits_are_one_item_and_look_alikes_none(slug: str) -> None:
    (finding,) = found(slug, {"src/app.py": code(slug)})
    assert finding.subject.name in ("src", ".")
    assert finding.occurrences >= 12
    assert finding.evidence[0].path == "src/app.py"
    assert not found(slug, {"tests/test_app.py": code(slug), "src/ok.py": "x = 1\n"})
    if slug != "blanket-suppressions":  # of which such a line is one more
        assert not found(slug, {"src/app.py": "# ruff: noqa\n" + code(slug)})
    assert not found(slug, {"README.md": code(slug)})


def test_little_in_many_places_is_gathered() -> None:
    files = {f"pkg/part{n}/a.py": code("likely-bugs", 1) for n in range(5)}
    (finding,) = found("likely-bugs", files)
    assert (finding.subject.name, finding.occurrences) == (".", 5.0)
    assert not found("blanket-suppressions", {"pkg/part0/a.py": code("blanket-suppressions", 2)})
    assert not found("blanket-suppressions", {"pkg/a.py": "".join(f"z{n} = {n}  # type: ignore\n" for n in range(20))})
    for name in ("versioneer.py", "pkg/_version.py"):  # made by a tool, and made anew by it
        assert not found("blanket-suppressions", {name: code("blanket-suppressions", 20)})
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
    assert not found("insecure-calls", {"src/fetch.py": script})  # whoever started it stops it
    image = {"Dockerfile": 'FROM python:3.13\nCOPY . .\nCMD ["python", "src/fetch.py"]\n'}
    (alone,) = found("insecure-calls", {"src/fetch.py": script, **image})
    route = "import requests\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/rows')\ndef rows():\n    return requests.get('https://example.com').json()\n"
    (asked,) = found("insecure-calls", {"src/app.py": route})
    assert (alone.severity, asked.severity) == (Severity.LOW, None)
    assert alone.message.startswith("Requests without a time limit")
    assert asked.title == "Requests that may wait for ever"  # nobody gets in by waiting
    own = script.replace("https://example.com/{n}", "http://localhost:8000/{n}")
    assert not found("insecure-calls", {"src/fetch.py": own, **image})
    patient = route.replace("com').json", "com',\n        timeout=None).json")
    assert not found("insecure-calls", {"src/app.py": patient})


def test_addresses_that_an_opener_of_ones_own_reads_and_marks_that_excuse_a_line() -> None:
    """Ruff knows `noqa` alone; bandit and pylint have marks of their own, at any line of a call."""
    opened = SERVED + (
        "import urllib.request\n\n\n@app.get('/page')\ndef page(url: str):\n    opener = urllib.request.OpenerDirector()\n"
        "    opener.add_handler(urllib.request.HTTPSHandler())\n    return opener.open(urllib.request.Request(url), timeout=3).read()\n"
    )
    assert not found("insecure-calls", {"src/app.py": opened})
    built = opened.replace("OpenerDirector()", "build_opener()")
    assert found("insecure-calls", {"src/app.py": built})
    assert found(
        "insecure-calls",
        {"src/app.py": opened + "\n\ndef other(url):\n    return urllib.request.urlopen(url, timeout=3)\n"},
    )
    slow = SERVED + "import requests\nr = requests.get(\n    'https://example.com'{mark}\n)\n"
    for mark in ("", ",  # nosec B608", ",  # pylint: disable=line-too-long"):
        assert found("insecure-calls", {"src/app.py": slow.replace("{mark}", mark)}), mark
    for mark in (",  # nosec", ",  # nosec B113", ",  # pylint: disable=missing-timeout"):
        assert not found("insecure-calls", {"src/app.py": slow.replace("{mark}", mark)}), mark
    files = code("unclosed-files").replace("\nq", "\n\nq")
    assert not found(
        "unclosed-files", {"src/app.py": files.replace("'))]", "'))]  # pylint: disable=consider-using-with")}
    )
    assert not found("unclosed-files", {"src/app.py": "# pylint: disable=consider-using-with\n" + files})


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
    lazy = "@app.get('/client')\ndef client():\n    global _client\n    if _client is None:\n        _client = make()\n    return _client\n\n\n"
    early = "@app.get('/client')\ndef client():\n    global _client\n    if _client is not None:\n        return _client\n    _client = make()\n    return _client\n\n\n"
    again = "@app.get('/renew')\ndef renew():\n    global _client\n    _client = make()\n\n\n"

    def told(text: str) -> list[Finding]:
        return found("global-state", {"src/score.py": SERVED + head + text, "src/batch.py": SERVED + head + text})

    assert not told(lazy)
    assert not told(early)
    (finding,) = told(lazy + again)
    assert finding.occurrences == 2.0
    locked = (
        "@app.get('/renew')\ndef renew():\n    global _client\n    with client_lock:\n        _client = make()\n\n\n"
    )
    assert not told(lazy + locked)
    assert not told(lazy + "@app.get('/forget')\ndef forget():\n    global _client\n    _client = None\n\n\n")
    several = (
        "@app.get('/renew')\ndef renew():\n    global _client, _other\n    _client = make()\n    _other = make()\n\n\n"
    )
    (finding,) = told(several)
    assert finding.occurrences == 2.0  # of two files: a function counts once
    assert not told("def renew():\n    global _client\n    _client = make()\n\n\n")  # who calls it when, nothing tells
    page = "class Page(MethodView):\n    def get(self, request):\n        global _client\n        _client = make(request)\n"
    assert found("global-state", {"src/views.py": f"from flask.views import MethodView\n\n_client = None\n\n\n{page}"})
    assert not found("global-state", {"src/score.py": head + again, "src/batch.py": head + again})


def test_what_an_entry_script_keeps_for_its_runs_has_no_other_place() -> None:
    start = "def init():\n    global model\n    model = joblib.load('m')\n\n\n"
    run = "def run(rows):\n    return model.predict(rows)\n\n\n"
    of_azure, of_others = "import joblib\nfrom azureml.core import Run\n\n", "import joblib\n\n"
    folder = "import os\n\nHOME = os.getenv('AZUREML_MODEL_DIR')\n"
    other = "@app.get('/again')\ndef again():\n    global model\n    model = joblib.load('n')\n\n\n"

    def told(text: str) -> list[Finding]:
        return found("global-state", {"src/score.py": SERVED + text, "src/batch.py": SERVED + text})

    assert not told(of_azure + start + run)
    assert not told(of_others + folder + start + run)
    assert not told(of_others + start + run)  # what runs once at the start
    assert told(of_others + "@app.get('/renew')\n" + start.replace("init", "renew") + run)
    (finding,) = told(of_azure + start + run + other)
    assert finding.occurrences == 2.0


def test_what_is_there_to_print_may() -> None:
    lines = "".join(f"    try:\n        run()\n    except OSError:\n        print({n})\n" for n in range(40))
    assert not found(
        "printed-logs",
        {
            "src/log.py": f"class Log:\n    def print_summary(self):\n        if self:\n{lines.replace('    ', '            ')}"
        },
    )
    assert not found("printed-logs", {"src/tool.py": f"import argparse\n\n\ndef run():\n{lines}"})
    assert not found("printed-logs", {"src/tool.py": f"def run():\n{lines}\n\nif __name__ == '__main__':\n    run()\n"})
    assert found("printed-logs", {"src/load.py": f"{SERVED}def load():\n{lines}"})


def test_raising_a_plain_exception_is_no_handler() -> None:
    assert not found(
        "error-handling", {"src/app.py": "".join(f"def f{n}():\n    raise Exception('{n}')\n" for n in range(20))}
    )


def test_what_lets_in_is_told_before_what_waits() -> None:
    source = SERVED + "import requests\n" + "requests.get('https://example.com')\n" * 12 + "eval(input())\n"
    (finding,) = found("insecure-calls", {"src/app.py": source})
    assert (
        finding.message.startswith("Calls that are unsafe")
        and "1 (S307 1), in src/app.py; and requests without" in finding.message
        and finding.title is None
    )
    assert not found("insecure-calls", {"setup.py": "exec(open('shop/version.py').read())\n"})
    assert found("insecure-calls", {"src/app.py": SERVED + "exec(open('shop/version.py').read())\n"})
    assert not found("insecure-calls", {"src/app.py": "exec(open('shop/version.py').read())\n"})


def test_a_default_that_nobody_changes_does_no_harm() -> None:
    still = "".join(f"def f{n}(rows=[]):\n    return len(rows)\n\n\n" for n in range(12))
    assert not found("likely-bugs", {"src/app.py": still})
    grows = "".join(f"def f{n}(row, rows=[]):\n    rows.append(row)\n    return len(rows)\n\n\n" for n in range(12))
    assert found("likely-bugs", {"src/app.py": grows})
    kept = "class A:\n" + "".join(f"    def f{n}(self, rows=[]):\n        self.rows = rows\n\n" for n in range(12))
    assert not found("likely-bugs", {"src/app.py": kept})
    assert found("likely-bugs", {"src/app.py": f"{kept}    def add(self, row):\n        self.rows.append(row)\n"})
    anew = grows.replace("    rows.append", "    rows = list(rows)\n    rows.append")
    assert not found("likely-bugs", {"src/app.py": anew})


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ("rows['loss'] = 1", 0),
        ("rows.update({'loss': 1}, epoch=2)", 0),
        ("rows['a'], rows['b'] = [], []", 0),
        ("rows.pop('a', None)", 0),
        ("key = rows.add(key)", 0),
        ("rows.setdefault(key, []).append(1)", 1),
        ("del rows[key]", 0),
        ("if len(rows) > 0:\n        rows.append(key)", 0),
        ("if rows and key:\n        rows.append(key)", 0),
        ("if not rows:\n        rows.append(key)", 1),
        ("if len(rows) > 0:\n        pass\n    else:\n        rows.append(key)", 1),
        ("rows[key] = 1", 1),
        ("rows.update(key)", 1),
        ("rows.update({key: 1})", 1),
        ("rows.update(**key)", 1),
        ("rows += key", 1),
    ],
)
def test_a_default_carries_what_the_next_call_finds(body: str, count: int) -> None:
    assert len(found("likely-bugs", {"src/app.py": f"def f(key, rows={{}}):\n    {body}\n    return rows\n"})) == count


def test_nothing_equals_nan() -> None:
    head = "import numpy as np\n\n\n"
    assert not found("likely-bugs", {"src/app.py": f"{head}def f(x):\n    return x is np.nan\n"})
    (finding,) = found("likely-bugs", {"src/app.py": f"{head}def f(x):\n    return x == np.nan\n"})
    assert finding.message.startswith("Comparisons with NaN")


def test_loaders_that_make_no_objects_and_archives_that_are_cleaned_let_nobody_in() -> None:
    safe = (
        SERVED
        + "import yaml\nimport zipfile\n\n\ndef f(p):\n    with zipfile.ZipFile(p) as z:\n        z.extractall('x')\n    return yaml.load(open(p), Loader=yaml.FullLoader)\n"
    )
    assert not found("insecure-calls", {"src/app.py": safe})
    assert found("insecure-calls", {"src/app.py": safe.replace("FullLoader", "UnsafeLoader")})
    tar = SERVED + "import tarfile\n\n\ndef f(p):\n    with tarfile.open(p) as t:\n        t.extractall('x')\n"
    assert found("insecure-calls", {"src/app.py": tar})
    assert not found("insecure-calls", {"src/app.py": tar.replace("'x'", "'x', filter='data'")})
    assert not found("insecure-calls", {"src/app.py": tar.removeprefix(SERVED)})  # the project's own archive


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
    zoned = "".join(f"u{n} = datetime.now(timezone.utc)\n" for n in range(6))
    head = f"{SERVED}from datetime import datetime, timezone\n\n{zoned}\n\n"
    took = "".join(
        f"def f{n}():\n    start = datetime.now()\n    work()\n    return datetime.now() - start\n\n\n"
        for n in range(12)
    )
    assert not found("naive-times", {"src/app.py": head + took})
    day = "".join(f"d{n} = datetime.strptime(text, '%Y-%m-%d')\n" for n in range(12))
    name = "".join(f"n{n} = datetime.now().strftime('%Y%m%d_%H%M%S')\n" for n in range(12))
    assert not found("naive-times", {"src/app.py": head + day + name})
    aged = "".join(f"def g{n}(row):\n    return datetime.now() - row.created_at\n\n\n" for n in range(12))
    made = "".join(f"t{n} = datetime.now()\nsend(t{n})\n" for n in range(12))
    own = "".join(f"def h{n}(self):\n    return datetime.now() - self.started\n\n\n" for n in range(12))
    assert not found("naive-times", {"src/app.py": head + made + own})
    given = "".join(f"def l{n}(row):\n    return zone.localize(datetime.now()) - row.made\n\n\n" for n in range(12))
    assert not found("naive-times", {"src/app.py": head + given})
    until = "".join(f"def k{n}(row):\n    now = datetime.now()\n    return row['until'] > now\n\n\n" for n in range(2))
    assert found("naive-times", {"src/app.py": head + until})
    assert found("naive-times", {"src/app.py": head + aged})
    assert not found("naive-times", {"src/app.py": head.replace(zoned, "") + aged})  # naive throughout: one zone


def test_sql_counts_where_a_route_puts_into_it_what_it_is_asked_with() -> None:
    route = "@app.get('/{day}')\ndef of(day: str):\n    return run(f\"SELECT * FROM t WHERE day = '{day}'\")\n"
    (finding,) = found("insecure-calls", {"src/app.py": SERVED + route})
    assert finding.evidence[0].ref == "S608"
    assert not found("insecure-calls", {"src/app.py": SERVED + route.replace("day: str", "day: int")})
    table = 'def of(table):\n    return run(f"SELECT * FROM {table} WHERE day = %s")\n'
    assert not found("insecure-calls", {"src/app.py": SERVED + table})


def test_prints_count_where_a_log_is_looked_for() -> None:
    lines = "".join(f"print({n})\n" for n in range(40))
    assert not found("printed-logs", {"src/explore.py": lines})
    assert not found("printed-logs", {"src/load.py": "import logging\n" + lines})
    bare = SERVED.replace("import logging\n", "")
    assert not found("printed-logs", {"src/app.py": bare + lines})
    told = lines.replace(")", ", file=sys.stderr)")
    assert not found("printed-logs", {"src/app.py": f"import sys\n{SERVED}{told}"})
    errors = "".join(f"try:\n    x = 1\nexcept ValueError as error:\n    print(error, {n})\n" for n in range(6))
    assert not found("printed-logs", {"src/app.py": bare + errors})  # there is no log to look into
    assert not found("printed-logs", {"src/app.py": SERVED + lines})  # what is no error nobody misses
    (finding,) = found("printed-logs", {"src/app.py": SERVED + lines + errors})
    assert finding.occurrences == 6.0
    assert not found("printed-logs", {"src/app.py": SERVED + errors.replace("error, ", "file=sys.stderr, end=")})


def test_a_file_counts_where_it_is_put_into_a_collection() -> None:
    closed = "".join(f"q{n} = open('a{n}').read()\n" for n in range(12))
    assert not found("unclosed-files", {"src/app.py": SERVED + closed})
    assert not found("unclosed-files", {"src/app.py": "files = [('a', open('a'))]\n"})
    assert found("unclosed-files", {"src/app.py": SERVED + "files = [('a', open('a'))]\n"})


def test_a_complex_function_counts_where_its_file_is_still_changed(tmp_path: Path) -> None:
    def busy(n: int) -> str:
        branches = "".join(f"    if a == {k}:\n        a += {k}\n" for k in range(60))
        return f"VERSION = {n}\n\n\n" + "".join(f"def f{k}(a):\n{branches}    return a\n\n\n" for k in range(6))

    assert not found("complex-functions", {"src/app.py": busy(0)})
    start = AS_OF - timedelta(days=360)
    for name, file in (("hot", "src/app.py"), ("still", "src/plain.py")):
        folder = tmp_path / name
        folder.mkdir()
        first = CommitSpec(message="Begin", files={**PILOT, "src/app.py": busy(0)}, on=start.isoformat())
        later = (
            CommitSpec(
                message=f"Work {n}",
                files={file: busy(n) if file == "src/app.py" else f"VALUE = {n}\n"},
                on=(start + timedelta(days=n * 11)).isoformat(),
            )
            for n in range(1, 32)
        )
        git_repo(folder, [first, *later])
    assert not findings_of("complex-functions", tmp_path / "still")
    (finding,) = findings_of("complex-functions", tmp_path / "hot")
    assert finding.occurrences == 6.0  # several checks speak of each
    assert ": 6 (C901 6, PLR0912 6, PLR0915 6)" in finding.message
    assert "begin with f5 (61 branches)" in finding.message


def test_what_a_missing_linter_would_tell_is_told_once() -> None:
    files = {f"src/part_{n}.py": code("dead-code", 4) for n in range(6)}
    (missing,) = findings_of("no-static-analysis-config", {**PILOT, **files})
    assert "24 names stand there" in missing.message
    assert not found("dead-code", files)
    idle = {**files, "ruff.toml": "line-length = 100\n"}  # there is one, and nothing runs it
    assert found("dead-code", idle)
    assert not findings_of("no-static-analysis-config", {**PILOT, **idle})
