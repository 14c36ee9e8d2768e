"""What the history tells of answers that nobody measures."""

from __future__ import annotations

from pathlib import Path

import pytest

from debtscope.testing import CommitSpec, findings_of, git_repo

APP = (
    "from flask import Flask, request\nfrom openai import OpenAI\n\napp = Flask(__name__)\nclient = OpenAI()\nPROMPT = 'Answer shortly, version {n}.'\n\n\n"
    "@app.post('/ask')\ndef ask():\n    told = client.chat.completions.create(model='gpt-4o-2024-08-06', messages=[{{'role': 'system', 'content': PROMPT}}, "
    "{{'role': 'user', 'content': request.json['q']}}])\n    return told.choices[0].message.content\n"
)


@pytest.mark.parametrize(("commits", "told"), [(2, 0), (4, 1)])
def test_answers_that_nobody_changed_need_no_comparison_yet(commits: int, told: int, tmp_path: Path) -> None:
    start = CommitSpec(message="start", files={"debtscope.toml": 'maturity = "pilot"\n'}, on="2026-09-30")
    changes = [
        CommitSpec(message=f"prompt {n}", files={"app.py": APP.format(n=n)}, on=f"2026-10-{n + 1:02}")
        for n in range(commits)
    ]
    git_repo(tmp_path, [start, *changes])
    found = findings_of("answers-not-evaluated", tmp_path)
    assert len(found) == told
    assert all(f"{commits} commits have changed it" in one.message for one in found)
