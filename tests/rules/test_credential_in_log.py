"""How grave a credential in a log is."""

from __future__ import annotations

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

_APP = (
    "import logging\n\nfrom fastapi import FastAPI\n\napp = FastAPI()\nlogger = logging.getLogger(__name__)\n\n\n"
    "@app.get('/')\ndef ask(api_key: str):\n    logger.LEVEL(f'key {api_key}')\n"
)
_IMAGE = {"Dockerfile": 'FROM python:3.13\nCOPY . .\nCMD ["uvicorn", "app:app"]\n'}


@pytest.mark.parametrize(
    ("level", "files", "severity"),
    [
        ("warning", _IMAGE, Severity.HIGH),
        ("error", _IMAGE, Severity.HIGH),
        ("debug", _IMAGE, Severity.MEDIUM),
        ("info", _IMAGE, Severity.MEDIUM),
    ],
)
def test_what_every_log_keeps_is_graver(level: str, files: dict[str, str], severity: Severity) -> None:
    (told,) = findings_of("credential-in-log", {"app.py": _APP.replace("LEVEL", level), **files})
    assert told.severity is severity


def test_a_script_that_nothing_runs_is_not_graver() -> None:
    script = "import logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef show(api_key):\n    logger.warning(f'key {api_key}')\n"
    (told,) = findings_of("credential-in-log", {"scripts/show.py": script, **_IMAGE})
    assert told.severity is Severity.MEDIUM


def test_a_key_that_the_program_made_has_to_be_learned_by_somebody() -> None:
    made = _APP.replace("LEVEL", "warning").replace("    logger", "    api_key = secrets.token_urlsafe(32)\n    logger")
    (told,) = findings_of("credential-in-log", {"app.py": f"import secrets\n{made}", **_IMAGE})
    assert told.severity is Severity.MEDIUM
