"""A plan that is written somewhere links from there into the repository."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("where", ["plan.md", "docs/weekly plans/plan.md", "../elsewhere.md"])
def test_every_link_of_a_written_plan_leads_to_a_file(run: Run, demo: Path, where: str) -> None:
    output = demo / where
    output.parent.mkdir(parents=True, exist_ok=True)
    said = run("plan", "-C", demo, "--budget", "40h", "--format", "markdown", "--output", output)
    assert said.status == 0, said.err
    links = [one for one in re.findall(r"\]\(([^)]*)\)", output.read_text("utf-8")) if not one.startswith("#")]
    assert len(links) > 10
    for link in links:
        path, _, line = unquote(link).partition("#L")
        target = output.parent / path
        assert target.is_file() or target.is_dir(), link
        assert not line or len(target.read_bytes().splitlines()) >= int(line), link


def test_a_plan_on_stdout_links_from_the_repository(run: Run, demo: Path) -> None:
    said = run("plan", "-C", demo, "--budget", "8h", "--format", "markdown")
    links = re.findall(r"\]\(([^)]*)\)", said.out)
    assert links and all((demo / unquote(link).partition("#")[0]).exists() for link in links)
