"""What items of the configuration rules say and weigh, where subject and line alone do not tell."""

from __future__ import annotations

from debtscope.api import Severity
from debtscope.testing import findings_of

_PRODUCTION = {"debtscope.toml": 'maturity = "production"\n'}
_KEYS = "cache:\n  age: 7\n  file: a\n  fresh: true\n  days: 4\nvalidation:\n  age: 3\n  rate: 80\n  sites: b\n  hours: 2\n  table: c\n"


def _reads(first: str, second: str) -> dict[str, str]:
    return _PRODUCTION | {
        "config.yaml": _KEYS,
        "src/a.py": "import yaml\n\n\ndef load():\n    return yaml.safe_load(open('config.yaml'))\n\n\n"
        f"def cached({first}):\n    return {first}.get('age', 7), {first}['file'], {first}['fresh'], {first}['days'], {first}['table']\n",
        "src/b.py": f"def validated({second}):\n"
        f"    return {second}.get('age', 3), {second}['rate'], {second}['sites'], {second}['hours'], {second}['table']\n",
    }


def test_a_key_of_two_sections_has_no_conflicting_defaults() -> None:
    (apart,) = findings_of("config-not-validated", _reads("cache_config", "validation_config"))
    (same,) = findings_of("config-not-validated", _reads("config", "cfg"))
    assert "conflicting" not in apart.message
    assert "conflicting defaults (age)" in same.message


def _images(page: str) -> dict[str, str]:
    return _PRODUCTION | {
        "base/Dockerfile": "FROM python:3.12.4-slim\n",
        "scorer/Dockerfile": 'FROM shop/python-base:latest\nCMD ["python", "score.py"]\n',
        "docs/images.md": page,
    }


def test_a_base_that_the_project_builds_itself_weighs_little() -> None:
    build = "# Images\n\n    docker build -f base/Dockerfile \\\n      -t shop/python-base:latest .\n"
    (own,) = findings_of("floating-image-tags", _images(build))
    (other,) = findings_of("floating-image-tags", _images("# Images\n"))
    assert own.severity is Severity.LOW
    assert other.severity is not Severity.LOW


def test_versions_that_are_pinned_by_hand_are_called_so() -> None:
    (by_hand,) = findings_of("no-dependency-update-notice", _PRODUCTION | {"requirements.txt": "pandas==2.2.0\n"})
    (mixed,) = findings_of("no-dependency-update-notice", _PRODUCTION | {"requirements.txt": "pandas==2.2.0\nflask\n"})
    assert "pinned by hand" in by_hand.message
    assert "pinned by hand" not in mixed.message


def test_an_ended_system_is_told_with_the_ended_python_on_it() -> None:
    (finding,) = findings_of("vulnerable-or-eol-dependency", {"Dockerfile": "FROM python:3.8-slim-buster\nCOPY . .\n"})
    assert "3.8 ended on 2024-10-07; Debian 10 beneath it ended on 2024-06-30" in finding.message


def test_the_framework_that_floats_beside_the_models_is_named() -> None:
    files = {"requirements.txt": "numpy\nfastapi\n", "app.py": "import numpy\nfrom fastapi import FastAPI\n"}
    (finding,) = findings_of("unpinned-dependencies", files)
    assert " fastapi, which production code imports, floats too." in finding.message
