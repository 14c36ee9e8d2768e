"""How bad a moving head is rests on what it fetches and on who fetches it."""

from __future__ import annotations

import pytest

from debtscope.model.vocabulary import Severity
from debtscope.testing import findings_of

_IMAGE = 'FROM python:3.12.4\nCOPY . .\nCMD ["python", "src/serve.py"]\n'
_SERVES = "from fastapi import FastAPI\nfrom transformers import AutoModel, AutoTokenizer\n\napp = FastAPI()\n"


@pytest.mark.parametrize(
    ("call", "severity"),
    [
        ('AutoModel.from_pretrained("acme/net")', Severity.MEDIUM),
        ('AutoModel.from_pretrained("acme/net", trust_remote_code=True)', Severity.HIGH),
    ],
)
def test_severity_follows_what_can_run(call: str, severity: Severity) -> None:
    tree = {
        "debtscope.toml": 'maturity = "production"\n',
        "Dockerfile": _IMAGE,
        "src/serve.py": f"{_SERVES}one = {call}\n",
    }
    assert [found.severity for found in findings_of("hub-asset-unpinned-rights", tree)] == [severity]


def test_an_example_that_fetches_is_not_told() -> None:
    tree = {"examples/try.py": 'from transformers import AutoModel\n\nAutoModel.from_pretrained("acme/net")\n'}
    assert [found.severity for found in findings_of("hub-asset-unpinned-rights", tree)] == []
