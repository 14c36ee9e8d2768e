"""Pipelines in files of their own notation: Snakemake rules, crontabs, and Makefiles with chained targets that run Python."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from debtscope.model.regex import regex
from debtscope_collectors.sources.pipelines.facts import Pipeline, PipelineStep
from debtscope_collectors.sources.pipelines.reading import hidden, masks
from debtscope_collectors.sources.pipelines.schedule import schedule

_RULE: Final = regex(r"^(?:rule|checkpoint)[ \t]+(\w{1,100})[ \t]*:")
_SECTION: Final = regex(
    r"^[ \t]{1,16}(input|output|shell|wrapper|script|notebook|run|resources|retries|benchmark|params|log)[ \t]*:(.{0,2000})"
)
_QUOTED: Final = regex(r"[\"']([^\"'\n]{1,400})[\"']")
_TARGET: Final = regex(r"^([A-Za-z0-9_./%-]{1,100})[ \t]*:(?![=:])[ \t]*([^#\n]{0,1000})")
_RUNS: Final = regex(
    r"\bpython[\d.]{0,4}\b[^\n]{0,300}|\b(?:papermill|dvc repro|mlflow run|kedro run)\b|[\w./-]{1,200}\.py\b"
    r"|\b(?:Rscript|julia|spark-submit)\b[^\n]{0,300}"
)
_NOT_WORK: Final = regex(
    r"-m (?:pip|pytest|unittest|venv|build|black|isort|flake8|mypy|ruff|twine|http\.server|sphinx)|setup\.py|pytest"
    r"|(?:^|[\s/@])(?:ruff|black|isort|flake8|mypy|pyright|pylint|bandit|yapf|autopep8|shellcheck|pre-commit)[ \t]"
)
_MAX_LINES: Final = 20_000


def snakemake(path: str, text: str) -> Iterator[Pipeline]:
    """The rules of a Snakefile."""
    steps: list[PipelineStep] = []
    name, line, section = "", 0, ""
    parts: dict[str, list[str]] = {}
    for number, row in enumerate(text.splitlines()[:_MAX_LINES], 1):
        head = _RULE.match(row)
        if head or (row[:1].strip() and not row.startswith("#")):
            if name:
                steps.append(_rule(name, line, parts))
            name, line, section, parts = (head[1], number, "", {}) if head else ("", 0, "", {})
        elif name and (found := _SECTION.match(row)):
            section = found[1]
            parts.setdefault(section, []).append(found[2])
        elif name and section:
            parts[section].append(row.strip()[:2000])
    if name:
        steps.append(_rule(name, line, parts))
    if steps:
        yield Pipeline(tool="snakemake", name=path, path=path, line=steps[0].line, steps=tuple(steps))


_CRON_LINE: Final = regex(
    r"^((?:@[a-z]{4,10}|(?:[\d*/,A-Za-z-]{1,40}[ \t]{1,8}){4}[\d*/,A-Za-z-]{1,40}))[ \t]{1,8}(\S.{0,2000})$"
)
_PROGRAM: Final = regex(r"[\w./-]{1,200}\.(?:py|ipynb)\b")


def crontab(path: str, text: str) -> Iterator[Pipeline]:
    """The lines of a crontab that run programs of Python, each a pipeline with its schedule."""
    for number, row in enumerate(text.splitlines()[:_MAX_LINES], 1):
        found = _CRON_LINE.match(row[:3000])
        if found is None or found[1].lower() == "@reboot" or not (files := _PROGRAM.findall(found[2])):
            continue
        names = tuple(dict.fromkeys(name.removeprefix("/app/").removeprefix("./") for name in files))
        command = hidden(found[2])
        yield Pipeline(
            tool="cron", name=names[-1], path=path, line=number, schedule=schedule(found[1], number),
            steps=(PipelineStep(name=names[-1], kind="command", line=number, command=command, files=names, masks_failure=masks(command)),),
        )  # fmt: skip


def _rule(name: str, line: int, parts: dict[str, list[str]]) -> PipelineStep:
    quoted = {key: tuple(_QUOTED.findall("\n".join(rows))) for key, rows in parts.items()}
    shell = hidden(" ".join(quoted.get("shell", ())))
    files = (*quoted.get("script", ()), *quoted.get("notebook", ()))
    retries = re.search(r"\d{1,3}", " ".join(parts.get("retries", ())))
    return PipelineStep(
        name=name, kind="notebook" if "notebook" in parts else "command" if shell or files or "wrapper" in parts else "function" if "run" in parts else "group",
        line=line, command=shell, files=files, inputs=quoted.get("input", ()), outputs=quoted.get("output", ()),
        retries=int(retries[0]) if retries else None, masks_failure=masks(shell),
    )  # fmt: skip


def make(path: str, text: str) -> Iterator[Pipeline]:
    """A Makefile in which targets that run the project's programs (Python, R, Julia, Spark) need one another."""
    steps: dict[str, PipelineStep] = {}
    needs: dict[str, tuple[str, ...]] = {}
    recipe: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    target = ""
    for number, row in enumerate(text.splitlines()[:_MAX_LINES], 1):
        if row.startswith("\t"):
            if target:
                recipe[target].append(row.strip()[:1000])
        elif found := _TARGET.match(row):
            target = found[1]
            needs[target] = (*needs.get(target, ()), *found[2].replace("|", " ").split()[:50])
            recipe.setdefault(target, [])
            lines.setdefault(target, number)
        elif row.strip() and not row.startswith("#"):
            target = ""
    for name, rows in recipe.items():
        work = [r for r in rows if _RUNS.search(r) and not _NOT_WORK.search(r)]
        if work:
            command = hidden("\n".join(work))
            hides = masks(command) or all(r.lstrip("@").startswith("-") for r in work)
            steps[name] = PipelineStep(
                name=name, kind="command", line=lines[name], command=command, upstream=needs.get(name, ()), outputs=(name,),
                masks_failure=hides,
            )  # fmt: skip
    chained = {name for name in steps if any(n in steps for n in needs.get(name, ()))}
    gathered = {
        n
        for t, wanted in needs.items()
        if t not in steps and sum(n in steps for n in wanted) > 1
        for n in wanted
        if n in steps
    }
    if chained or gathered:
        yield Pipeline(tool="make", name=path, path=path, line=1, steps=tuple(steps.values()))
