"""Reads pipelines that files define; those that code defines are read by the facet `code_pipelines`. Judges nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    FileEntry,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources.infrastructure.objects import line_search
from debtscope_collectors.sources.pipelines import databricks, manifests, scripts
from debtscope_collectors.sources.pipelines.facts import Pipeline
from debtscope_collectors.sources.unread import Unread, until_unread

_KINDS = regex(
    rb"kind[\"']?:[ \t]*[\"']?(?:CronJob|Workflow|CronWorkflow|WorkflowTemplate|ClusterWorkflowTemplate|List)\b"
)
_MAX_BYTES = 1024 * 1024
_MAX_FILES = 4000
Reader = Callable[[str, object, manifests.Find], Iterator[Pipeline]]


class PipelinesCollector:
    """Pipelines in YAML, Snakefiles, Makefiles, crontabs and MLprojects."""

    name = "pipelines"
    kind = "pipeline definitions"
    how = "Commit what runs the steps: DVC, Airflow, Kubeflow, Argo, Prefect, Dagster, Kedro, ZenML, Snakemake, MLproject …"
    provides = (Pipeline,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A Pipeline per definition."""
        paths: dict[str, None] = {}
        for path, found in _all(workspace):
            for one in found:
                if isinstance(one, Unread):
                    yield Diagnostic(
                        severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=one.reason
                    )
                else:
                    paths[path] = None
                    yield one
        if paths:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=next(iter(paths)), status=SourceStatus.READ,
                detail=counted(len(paths), "file"), read_files=len(paths),
            )  # fmt: skip


def _all(workspace: Workspace) -> Iterator[tuple[str, Iterable[object]]]:
    def kept(entry: FileEntry) -> Iterator[object]:
        reader = _reader(workspace, entry)
        return until_unread(_documents(workspace, entry.path, reader) if reader is not None else ())

    entries = workspace.find("*.yml", "*.yaml")[:_MAX_FILES]
    for entry, found in workspace.each("pipelines 3", (Pipeline, Unread), entries, kept):
        yield entry.path, found or ()
    for entry in workspace.find("MLproject"):
        yield entry.path, until_unread(_documents(workspace, entry.path, manifests.mlproject))
    for entry in workspace.find("Snakefile", "*.smk", "Snakefile.*"):
        yield entry.path, until_unread(_text(workspace, entry, scripts.snakemake))
    for entry in workspace.find("crontab", "crontab.*", "*.crontab", "*.cron", "*-cron", "cron.d/*"):
        yield entry.path, until_unread(_text(workspace, entry, scripts.crontab))
    for entry in workspace.find("Makefile", "makefile", "GNUmakefile", "*.mk"):
        yield entry.path, until_unread(_text(workspace, entry, scripts.make))


def _reader(workspace: Workspace, entry: FileEntry) -> Reader | None:
    """A look at the bytes first: most YAML files are no pipelines, and parsing them is what costs."""
    if entry.size > _MAX_BYTES:
        return None
    try:
        source = workspace.read(entry.path)
    except Unreadable:
        return None  # the files collector tells what could not be read
    if entry.path.startswith(".github/workflows/"):
        return manifests.github if b"schedule:" in source else None
    if b"pipelineInfo:" in source and b"deploymentSpec:" in source:
        return manifests.kubeflow
    if (b"resources:" in source or b"workflows:" in source) and any(mark in source for mark in databricks.MARKS):
        return databricks.databricks
    if (
        b"apiVersion" in source
        and _KINDS.search(source)
        and not (b"{{-" in source or b"{{ ." in source or b"{{ include" in source)
    ):
        return manifests.kubernetes
    return None


def _documents(workspace: Workspace, path: str, read: Reader) -> Iterator[Pipeline]:
    find = line_search(workspace.text(path).splitlines())
    for data in workspace.yaml(path):
        yield from read(path, data, find)


def _text(workspace: Workspace, entry: FileEntry, read: Callable[[str, str], Iterator[Pipeline]]) -> Iterator[Pipeline]:
    if entry.size <= _MAX_BYTES:
        yield from read(entry.path, workspace.text(entry.path))


collector: Collector = PipelinesCollector()
