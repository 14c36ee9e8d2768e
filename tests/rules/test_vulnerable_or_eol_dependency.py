"""The table of advisories ages in the open: entries of a later day are not used, and an old table is trusted less."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from debtscope.model.vocabulary import Confidence, Severity
from debtscope.testing import findings_of
from debtscope_collectors.joins.advisories import ADVISORIES, PYTHON_ENDS, TABLE_DATE, advisories, caution, python_end

SLUG = "vulnerable-or-eol-dependency"
TREE = {"requirements.txt": "gradio==4.7.1\n"}


def test_an_advisory_is_used_from_its_day_on() -> None:
    published = next(one.published for one in ADVISORIES if one.package == "gradio")
    assert findings_of(SLUG, TREE, as_of=published - timedelta(days=1)) == []
    (finding,) = findings_of(SLUG, TREE, as_of=published)
    assert "4.14.0" in finding.message


def test_an_old_table_is_trusted_less_and_says_its_date() -> None:
    (fresh,) = findings_of(SLUG, TREE, as_of=TABLE_DATE)
    (old,) = findings_of(SLUG, TREE, as_of=TABLE_DATE + timedelta(days=500))
    assert fresh.confidence is None
    assert old.confidence is Confidence.MEDIUM
    assert caution(TABLE_DATE + timedelta(days=4 * 365)) is Confidence.LOW
    assert any(TABLE_DATE.isoformat() in str(evidence.value) for evidence in old.evidence)


@pytest.mark.parametrize(
    ("package", "version", "ids"),
    [
        ("mlflow", "2.9.2", ()),
        ("mlflow", "2.9.1", ("CVE-2023-6909", "CVE-2023-6831")),
        ("torch", "2.6.0", ("CVE-2026-24747",)),
        ("torch", "2.10.0", ()),
        ("transformers", "4.55.0", ()),
        ("transformers", "5.2.0", ("CVE-2026-4372",)),
        ("keras", "2.15.0", ()),
        ("torch", "not-a-version", ()),
        ("tensorflow", "2.4.4", ()),
        ("tensorflow", "2.5.1", ("CVE-2021-41219", "CVE-2021-41221")),
        ("tensorflow", "2.6.0", ("CVE-2021-41219", "CVE-2021-41221")),
        ("tensorflow", "2.6.1", ()),
        ("vllm", "0.6.6", ("CVE-2025-24357",)),
        ("vllm", "0.7.0", ()),
        ("pillow", "10.0.0", ("CVE-2023-4863",)),
        ("pillow", "10.0.1", ()),
    ],
)
def test_ranges(package: str, version: str, ids: tuple[str, ...]) -> None:
    assert tuple(i for one in advisories(package, version, TABLE_DATE) for i in one.ids) == ids


def test_python_ends_on_its_day_and_unknown_versions_never() -> None:
    end = PYTHON_ENDS["3.9"]
    assert python_end("3.9", end) is None
    assert python_end("3.9", end + timedelta(days=1)) == end
    assert python_end("4.2", date(2099, 1, 1)) is None


def test_a_client_of_mlflow_is_less_exposed_than_a_server() -> None:
    client = {"requirements.txt": "mlflow==2.3.1\n"}
    (finding,) = findings_of(SLUG, client)
    assert finding.severity is Severity.MEDIUM
    (served,) = findings_of(SLUG, client | {"Dockerfile": "FROM python:3.12.4-slim\nCMD mlflow server --port 5000\n"})
    assert served.severity is None


_OSV = """{"results": [{"packages": [{"package": {"name": "flask", "version": "2.2.2", "ecosystem": "PyPI"},
"vulnerabilities": [{"id": "GHSA-1", "aliases": ["CVE-2023-30861"],
"affected": [{"ranges": [{"events": [{"introduced": "0"}, {"fixed": "2.2.5"}]}]}]}]}]}]}"""
_TRIVY = """{"SchemaVersion": 2, "Results": [{"Type": "pip", "Vulnerabilities": [
{"VulnerabilityID": "CVE-2023-30861", "PkgName": "flask", "InstalledVersion": "2.2.2", "FixedVersion": "2.2.5"}]}]}"""


@pytest.mark.parametrize(("name", "text"), [("osv-scan.json", _OSV), ("trivy.json", _TRIVY)])
def test_reports_of_scanners(name: str, text: str) -> None:
    (finding,) = findings_of(SLUG, {name: text, "requirements.txt": "flask==2.2.2\n"})
    assert finding.message == "flask 2.2.2: CVE-2023-30861; fixed in 2.2.5."
    assert findings_of(SLUG, {f"tests/data/{name}": text, "requirements.txt": "flask==2.2.2\n"}) == []
    assert findings_of(SLUG, {name: "[1, 2", "requirements.txt": "flask==2.2.2\n"}) == []
    assert findings_of(SLUG, {name: '{"results": [null, {"packages": "x"}], "Results": 3}'}) == []


def test_the_breach_of_an_option_is_high_where_somebody_relies_on_it() -> None:
    tree = {"requirements.txt": "torch==2.4.1\n", "read.py": "import torch\n\nstate = torch.load('net.pt')\n"}
    (bare,) = findings_of(SLUG, tree)
    assert bare.severity is Severity.MEDIUM
    trusting = tree["read.py"].replace("'net.pt'", "'net.pt', weights_only=True")
    (relied,) = findings_of(SLUG, tree | {"read.py": trusting})
    assert relied.severity is None


def test_research_that_serves_nothing_is_medium_at_most() -> None:
    tree = {
        "requirements.txt": "tensorflow==2.0.1\n",
        "train.py": "import tensorflow as tf\n\nmodel = tf.keras.Sequential()\nmodel.fit([1], [1])\n",
    }
    (tried,) = findings_of(SLUG, tree)
    assert tried.severity is Severity.MEDIUM
    for more in ({"debtscope.toml": 'maturity = "production"\n'}, {"Dockerfile": "FROM python:3.13-slim\nCOPY . .\n"}):
        assert [one.severity for one in findings_of(SLUG, tree | more) if one.subject.name == "tensorflow"] == [None]


def test_versions_that_travis_tests_count() -> None:
    flow = (
        "on: push\njobs:\n  t:\n    steps:\n    - uses: actions/setup-python@v5\n      with: {python-version: '3.7'}\n"
    )
    tree = {
        ".github/workflows/t.yml": flow,
        ".travis.yml": "language: python\npython:\n  - 3.7\n  - '3.13'\nscript: pytest\n",
    }
    assert findings_of(SLUG, tree) == []


def test_a_package_of_an_export_that_nothing_imports_is_low() -> None:
    export = "".join(f"package-{number}==1.0\n" for number in range(80)) + "gradio==4.7.1\n"
    (finding,) = findings_of(SLUG, {"requirements.txt": export, "app.py": "import os\n\nprint(os.name)\n"})
    assert finding.severity is Severity.LOW
    (used,) = findings_of(SLUG, {"requirements.txt": export, "app.py": "import gradio\n\nprint(gradio.Blocks)\n"})
    assert used.severity is None


def test_a_python_that_one_job_of_ci_runs_is_low() -> None:
    flow = (
        "on: push\njobs:\n  t:\n    steps:\n    - uses: actions/setup-python@v5\n      with: {python-version: '3.8'}\n"
    )
    (finding,) = findings_of(SLUG, {".github/workflows/t.yml": flow})
    assert finding.severity is Severity.LOW
    (shipped,) = findings_of(SLUG, {".github/workflows/t.yml": flow, "Dockerfile": "FROM python:3.8-slim\nCOPY . .\n"})
    assert shipped.severity is None


def test_where_nobody_works_no_job_runs() -> None:
    flow = (
        "on: push\njobs:\n  t:\n    runs-on: ubuntu-20.04\n    steps:\n    - uses: actions/cache@v2\n"
        "    - uses: actions/setup-python@v5\n      with: {python-version: '3.8'}\n"
    )
    tree = {".github/workflows/t.yml": flow, "README.md": "# Churn\n\nThis project is archived.\n"}
    assert not findings_of(SLUG, tree)
    assert len(findings_of(SLUG, {**tree, "README.md": "# Churn\n"})) == 3
    (image,) = findings_of(SLUG, {**tree, "Dockerfile": "FROM python:3.8-slim-bookworm\nCOPY . .\n"})
    assert "t.yml" not in image.message


def test_a_client_of_a_hosted_server_is_low() -> None:
    (finding,) = findings_of(SLUG, {"requirements.txt": "mlflow==2.3.1\nazureml-mlflow==1.57.0\n"})
    assert finding.severity is Severity.LOW


def test_pictures_matter_where_they_are_opened() -> None:
    tree = {"requirements.txt": "Pillow==8.3.2\n"}
    assert not findings_of(SLUG, {**tree, "app.py": "import PIL.Image\n\nempty = PIL.Image.new('RGB', (1, 1))\n"})
    (finding,) = findings_of(SLUG, {**tree, "app.py": "from PIL import Image\n\npicture = Image.open('a.webp')\n"})
    assert "CVE-2023-4863" in finding.message and "CVE-2022-22817" not in finding.message
    (both,) = findings_of(
        SLUG, {**tree, "app.py": "from PIL import Image, ImageMath\n\nImage.open(ImageMath.eval('a'))\n"}
    )
    assert "CVE-2022-22817" in both.message


def test_an_upper_bound_of_a_server_that_nothing_starts_is_low() -> None:
    bound = {"requirements.txt": "mlflow>=1.27.0,<2.0\n"}
    (finding,) = findings_of(SLUG, bound)
    assert finding.severity is Severity.LOW
    (served,) = findings_of(SLUG, {**bound, "Dockerfile": "FROM python:3.13\nCMD mlflow server --host 0.0.0.0\n"})
    assert served.severity is None


def test_a_python_that_ended_just_now_is_low() -> None:
    tree = {"Dockerfile": "FROM python:3.10-slim\nCMD python app.py\n", "app.py": "x = 1\n"}
    end = PYTHON_ENDS["3.10"]
    severities = [findings_of(SLUG, tree, as_of=end + timedelta(days=n))[0].severity for n in (10, 100, 500)]
    assert severities == [Severity.LOW, Severity.MEDIUM, None]


def test_an_action_that_calls_what_was_switched_off_fails_with_it() -> None:
    flow = "on: push\njobs:\n  t:\n    steps:\n    - uses: actions/upload-pages-artifact@v{}\n"
    (finding,) = findings_of(SLUG, {".github/workflows/pages.yml": flow.format(1)})
    assert "actions/upload-pages-artifact@v1" in finding.message
    assert not findings_of(SLUG, {".github/workflows/pages.yml": flow.format(3)})
