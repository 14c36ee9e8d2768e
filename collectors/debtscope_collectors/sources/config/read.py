"""Reads thresholds line by line, so that a file which does not parse whole still gives what it says. Judges nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from debtscope.api import Diagnostic, DiagnosticSeverity, FileEntry, SourceReport, SourceStatus, Unreadable, Workspace
from debtscope.model.figures import counted
from debtscope.model.regex import regex
from debtscope_collectors.sources import redact
from debtscope_collectors.sources.config import charts, files
from debtscope_collectors.sources.config.charts import ChartFile, TerraformFile
from debtscope_collectors.sources.config.columns import ListedColumns
from debtscope_collectors.sources.config.facts import (
    CommandLine,
    ConfigThreshold,
    DisabledSettings,
    PersonalPath,
    SettingsFile,
    SqlThreshold,
    TextWords,
)
from debtscope_collectors.sources.config.prepared import PreparedPlace, prepared_places
from debtscope_collectors.sources.places import personal_homes
from debtscope_collectors.sources.unread import Unread

MAX_SIZE: Final = 300_000
"""Bytes; larger files of these formats are data or locks."""
_LONGEST: Final = 300
_NUMBER: Final = r"([0-9]{0,6}\.[0-9]{1,12}|[0-9]{1,6})"
_KEY: Final = regex(
    r"^\s{0,80}(?:-\s{1,8})?[\"']?([A-Za-z0-9_.-]{0,60}(?:threshold|cut_?off)[A-Za-z0-9_.-]{0,40})[\"']?"
    r"\s{0,8}[:=]\s{0,8}" + _NUMBER + r"\s{0,20},?\s{0,20}(?:#.{0,200})?$",
    re.IGNORECASE,
)
_SQL: Final = regex(
    r"\b((?:[A-Za-z_][A-Za-z0-9_]{0,40}\.)?[A-Za-z0-9_]{0,30}(?:score|prob|proba|probability|confidence)[A-Za-z0-9_]{0,20})"
    r"\s{0,8}(>=|<=|>|<)\s{0,8}(0?\.[0-9]{1,12})\b",
    re.IGNORECASE,
)
_SKIPPED: Final = ("node_modules/", "package-lock.json", "site-packages/", ".ipynb_checkpoints/", "mlruns/")
_PATHS_IN: Final = (".yaml", ".yml", ".toml", ".ini", ".cfg", ".env", ".sh", ".ps1", ".bat", ".service", ".tfvars")
_OWN_JSON: Final = regex(
    r"^(?:(?!\.)[^/]{1,80}/){0,6}(?:\w{1,30}[-_.])?(?:config|settings|params)(?:[-_.]\w{1,20})?\.json$"
)
_SETTINGS_ENDINGS: Final = (".yaml", ".yml", ".toml", ".ini", ".cfg", ".json", ".env")


_KINDS: Final = (
    ConfigThreshold, SqlThreshold, SettingsFile, ListedColumns, DisabledSettings, PersonalPath, PreparedPlace, TerraformFile, CommandLine, TextWords, Unread,
)  # fmt: skip
"""What is remembered of single files."""


class ConfigCollector:
    """Settings of configuration files with what stands in them as comments, thresholds in SQL, and words of other texts."""

    name = "config"
    kind = "configuration files, SQL, scripts and documents"
    how = "Scan a folder with YAML, TOML, INI, JSON or .env configuration, scripts or .sql files."
    provides = (
        ConfigThreshold,
        SqlThreshold,
        SettingsFile,
        ListedColumns,
        DisabledSettings,
        TextWords,
        PersonalPath,
        PreparedPlace,
        ChartFile,
        TerraformFile,
        CommandLine,
    )

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Facts of every such file, in the order of their paths."""
        read = 0
        folders = {entry.path.rpartition("/")[0] for entry in workspace.find("Chart.yaml")}
        entries = [
            entry
            for entry in workspace.find(*files.SETTINGS, *files.OTHERS, "*.sql")
            if entry.size <= MAX_SIZE and not any(part in entry.path for part in _SKIPPED)
        ]
        for path, facts in _facts(workspace, entries):
            unread = ""
            for fact in facts:
                match fact:
                    case Unread(reason=unread):
                        yield Diagnostic(
                            severity=DiagnosticSeverity.WARNING, collector=self.name, path=path, message=unread
                        )
                    case _:
                        yield fact
            if unread:
                continue
            read += 1
            if folders and not path.endswith((".tf", ".tfvars")):
                yield from _of_chart(workspace, path, folders)
        if read:
            yield SourceReport(
                collector=self.name, kind=self.kind, location="", status=SourceStatus.READ, detail=counted(read, "file"),
                read_files=read,
            )  # fmt: skip


def _of_chart(workspace: Workspace, path: str, folders: set[str]) -> Iterator[ChartFile]:
    """What a file of a chart's folder says; which folders those are depends on other files."""
    chart = charts.chart_of(path, folders)
    found = charts.chart_file(path, chart, workspace.text(path)) if chart is not None else None
    if found is not None:
        yield found


def _facts(workspace: Workspace, entries: Sequence[FileEntry]) -> Iterator[tuple[str, Iterable[object]]]:
    """What each file says by itself. JSON is read every time: the workspace tells what is odd about it."""
    others = (entry for entry in entries if not entry.path.endswith(".json"))
    remembered = workspace.each("config 9", _KINDS, others, lambda entry: _kept(workspace, entry))
    for entry in entries:
        if entry.path.endswith(".json"):
            yield entry.path, _kept(workspace, entry)
        else:
            yield entry.path, next(remembered)[1] or ()
    next(remembered, None)  # at its end it keeps what is new


def _kept(workspace: Workspace, entry: FileEntry) -> Iterator[object]:
    """All that a file says by itself, as it is remembered."""
    try:
        text = workspace.text(entry.path)
    except Unreadable as error:
        yield Unread(reason=error.message)
        return
    yield from _file(workspace, entry, text)


def _file(workspace: Workspace, entry: FileEntry, text: str) -> Iterator[object]:
    name = entry.path.rpartition("/")[2].lower()
    if name.endswith(".sql"):
        yield from _sql(entry.path, text)
        return
    is_settings = name.endswith(_SETTINGS_ENDINGS) or name.startswith(".env")
    if is_settings:
        if name.endswith(_SETTINGS_ENDINGS[:-1]):
            yield from _config(entry.path, text)
        if entry.size <= files.MAX_SETTINGS:
            yield from files.settings_file(workspace, entry, text)
    else:
        yield from files.disabled(entry.path, text)
    if name.endswith(_PATHS_IN) or name == "makefile" or _is_own_json(entry.path, text):
        yield from (
            PersonalPath(path=entry.path, line=line, text=redact.line(found)[:160])
            for line, found in personal_homes(text, is_manifest=_is_manifest(name, text))
        )
    if name.endswith((".sh", ".mk")) or name in ("makefile", "justfile", "procfile"):
        yield from files.command_lines(entry.path, text)
    yield from prepared_places(entry.path, text)
    if not name.endswith(".json"):
        yield files.words(entry.path, text)
    if entry.path.endswith((".tf", ".tfvars")):
        yield charts.terraform_file(entry.path, text)


def _is_own_json(path: str, text: str) -> bool:
    """Settings in JSON that people write: none of an editor or a tool, and none that a library wrote beside a model's weights."""
    return (
        _OWN_JSON.search(path) is not None
        and '"architectures"' not in text
        and '"_name_or_path"' not in text
        and '"transformers_version"' not in text
        and '"settings_version"' not in text
    )


def _is_manifest(name: str, text: str) -> bool:
    """Of containers: compose files and Kubernetes objects."""
    return "compose" in name or (name.endswith((".yaml", ".yml")) and ("apiVersion:" in text or "image:" in text))


def _config(path: str, text: str) -> Iterator[ConfigThreshold]:
    lowered = text.lower()
    if ".github/" in path:
        return
    if "threshold" not in lowered and "cutoff" not in lowered and "cut_off" not in lowered:
        return
    for number, line in enumerate(text.splitlines(), 1):
        found = _KEY.match(line) if len(line) <= _LONGEST else None
        if found:
            yield ConfigThreshold(path=path, key=found[1], value=float(found[2]), line=number)


def _sql(path: str, text: str) -> Iterator[SqlThreshold]:
    for number, line in enumerate(text.splitlines(), 1):
        code = line[: _LONGEST * 2].partition("--")[0]
        for found in _SQL.finditer(code):
            yield SqlThreshold(path=path, column=found[1], operator=found[2], value=float(found[3]), line=number)


collector = ConfigCollector()
