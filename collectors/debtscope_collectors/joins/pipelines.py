"""All pipelines of the repository, from files, from code and from DVC, with the files that their steps run resolved."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace

from debtscope.api import Driver, Facts, join
from debtscope.model.regex import regex
from debtscope_collectors.joins.commands import scripts
from debtscope_collectors.joins.run_notebooks import named_notebook
from debtscope_collectors.sources.dvc.facts import DvcProject, DvcStage
from debtscope_collectors.sources.pipelines.code import code_pipelines
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines, PipelineStep
from debtscope_collectors.sources.python.facts import ModuleFacts

_ABSOLUTE = regex(r"(?<![\w./])/[\w./-]{1,200}\.(?:py|ipynb)(?![\w/])")
_CD = regex(r"(?:^|[;&\s])cd[ \t]+([\w./~{}$-]{1,300})")


@join(Pipelines, facets=(code_pipelines,))
def pipelines(facts: Facts) -> Iterator[Pipelines]:
    """One value, empty where nothing is defined."""
    files = frozenset(module.path for module in facts.all(ModuleFacts))
    found = [*facts.all(Pipeline), *_dvc(facts)]
    for rows in facts.rows(code_pipelines).values():
        found += rows
    resolved = [replace(one, steps=tuple(_resolved(one, step, files) for step in one.steps)) for one in found]
    yield Pipelines(pipelines=tuple(sorted(resolved, key=lambda one: (one.path, one.line or 0, one.name))))


def _resolved(one: Pipeline, step: PipelineStep, files: frozenset[str]) -> PipelineStep:
    """The step with workspace paths of the scripts that it runs."""
    folder = posixpath.dirname(one.path)
    named = [call.path for at in _folders(step.command, folder) for call in scripts(step.command, at, files)]
    named += [path for name in step.files if (path := posixpath.normpath(posixpath.join(folder, name))) in files]
    if one.tool == "databricks":
        named += [path for name in step.files if (path := _of_workspace(name, one.path, files)) is not None]
    named += _mounted((*step.files, *_ABSOLUTE.findall(step.command[:2000])), files)
    return replace(step, files=tuple(dict.fromkeys(named)) or step.files) if named else step


def _of_workspace(name: str, path: str, files: frozenset[str]) -> str | None:
    """A notebook or program as a job of Databricks names it; the bundle's own folder stands for the top."""
    bare = name.removeprefix("${workspace.file_path}/").removeprefix("${workspace.root_path}/files/")
    return named_notebook(bare, path, files) if "${" not in bare else None


def _mounted(names: Iterable[str], files: frozenset[str]) -> Iterator[str]:
    """`/opt/spark/jobs/train.py` of a container, where one file alone ends as it does: `spark/jobs/train.py`."""
    for name in names:
        parts = name.strip("/").split("/") if name.startswith("/") and "{" not in name else []
        for at in range(len(parts) - 1):
            tail = "/".join(parts[at:])
            found = [path for path in files if path == tail or path.endswith(f"/{tail}")]
            if found:
                yield from found[:1] if len(found) == 1 else ()
                break


def _folders(command: str, folder: str) -> Iterator[str]:
    """Where a command may run: the top, the folder of its definition, where it changes to (a clone's path ends in the tree)."""
    yield ""
    if folder:
        yield folder
    for found in _CD.findall(command[:2000]):
        parts = found.strip("/").split("/")
        yield from ("/".join(parts[n:]) for n in range(len(parts)))


def _dvc(facts: Facts) -> Iterator[Pipeline]:
    for project in facts.all(DvcProject):
        by_path: dict[str, list[DvcStage]] = {}
        for stage in project.stages:
            by_path.setdefault(stage.path, []).append(stage)
        for path, stages in by_path.items():
            steps = tuple(
                PipelineStep(
                    name=stage.name, kind="command", line=stage.line, command="\n".join(stage.cmd), inputs=stage.deps,
                    outputs=stage.outs,
                )
                for stage in stages
            )  # fmt: skip
            yield Pipeline(tool="dvc", name=path, path=path, line=1, steps=steps)


def runs_of(pipeline: Pipeline) -> tuple[Driver, ...]:
    """The measured runs a month of a scheduled pipeline; nothing where its schedule is not told."""
    timed = pipeline.schedule
    if timed is None or timed.runs_per_month is None:
        return ()
    ref = f"{pipeline.path}: {timed.words} ({timed.cron})"
    return (Driver(name="runs_per_month", value=timed.runs_per_month, unit="runs a month", ref=ref),)
