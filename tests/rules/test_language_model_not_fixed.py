"""How grave a moving or withdrawn name is."""

from __future__ import annotations

import pytest

from debtscope.model.vocabulary import Severity
from debtscope.testing import findings_of

SLUG = "language-model-not-fixed"
_APP = """from fastapi import FastAPI
from openai import OpenAI

app = FastAPI()
client = OpenAI()


@app.post("/ask")
def ask(question: str, how: str) -> str:
{calls}
    return "?"
"""
_CALL = (
    '    client.chat.completions.create(model="{name}", temperature=0, messages=[dict(role="user", content=question)])'
)


def _app(*names: str) -> str:
    return _APP.format(calls="\n".join(_CALL.format(name=name) for name in names))


@pytest.mark.parametrize(
    ("names", "severity"),
    [
        (("gpt-4o",), None),
        (("gpt-4o-mini", "gpt-4o"), None),
        (("mixtral-8x7b-32768",), Severity.HIGH),
    ],
)
def test_severity(names: tuple[str, ...], severity: Severity | None) -> None:
    (finding,) = findings_of(SLUG, {"app.py": _app(*names)})
    assert finding.severity is severity


@pytest.mark.parametrize("names", [("gpt-4o-mini",), ("gpt-4o", "gpt-5.2", "mistral-large", "command-r")])
def test_one_snapshot_and_a_choice_of_users_are_silent(names: tuple[str, ...]) -> None:
    assert not findings_of(SLUG, {"app.py": _app(*names)})


def test_what_only_an_evaluation_asks_is_medium() -> None:
    judge = _app("mixtral-8x7b-32768").replace("FastAPI()", "object()").replace('@app.post("/ask")\n', "")
    (finding,) = findings_of(SLUG, {"app.py": _app("gpt-5.4-2026-03-05"), "evaluation/judge.py": judge})
    assert finding.severity is Severity.MEDIUM
    assert "evaluation/judge.py" in finding.message
