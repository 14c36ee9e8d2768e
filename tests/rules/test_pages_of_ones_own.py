"""Pages that people start for themselves weigh less than what a project shows to others."""

from __future__ import annotations

import pytest

from debtscope.api import Severity
from debtscope.testing import findings_of

PAGE = """
import gradio as gr
from openai import OpenAI

client = OpenAI()


def answer(question):
    said = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}])
    return said.choices[0].message.content


gr.Interface(answer, "text", "text").launch(LAUNCH)
"""
IMAGE = 'FROM python:3.12.4-slim\nCOPY . .\nCMD ["python", "app.py"]\n'
SPACE = "---\nsdk: gradio\n---\n# Page\n"


@pytest.mark.parametrize(
    ("launch", "beside", "severity"),
    [
        ("", {}, Severity.LOW),
        ("share=False, server_name='127.0.0.1'", {}, Severity.LOW),
        ("share=True", {}, None),
        ("server_name='0.0.0.0'", {}, None),
        ("", {"Dockerfile": IMAGE}, None),
        ("", {"README.md": SPACE}, None),
    ],
)
def test_who_starts_a_page_pays_for_it(launch: str, beside: dict[str, str], severity: Severity | None) -> None:
    tree = {"app.py": PAGE.replace("LAUNCH", launch), "debtscope.toml": 'maturity = "pilot"\n', **beside}
    assert [one.severity for one in findings_of("model-calls-unmetered", tree)] == [severity]
