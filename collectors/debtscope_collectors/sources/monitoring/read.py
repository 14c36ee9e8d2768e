"""Reads what monitoring tools left behind: recognised by content, dated honestly, without any of the tools."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from debtscope.api import Diagnostic, DiagnosticSeverity, SourceReport, SourceStatus, Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.monitoring import (
    alertmanager,
    deepchecks,
    evidently,
    grafana,
    great_expectations,
    mapped,
    metrics,
    nannyml,
    parquet,
    prometheus,
    whylogs,
)
from debtscope_collectors.sources.monitoring.candidates import (
    IN_PARQUET,
    Candidate,
    is_mounted,
    json_and_tables,
    unread,
    yaml_files,
)
from debtscope_collectors.sources.monitoring.dates import Dating, dating
from debtscope_collectors.sources.monitoring.facts import (
    AlertRouting,
    AlertRule,
    CommentedAlert,
    Dashboard,
    FiringAlert,
    GrafanaProvisioning,
    MetricMentions,
    MetricSeries,
    MonitorReport,
    RecordingRule,
    Silence,
)
from debtscope_collectors.sources.monitoring.mentions import mentions
from debtscope_collectors.sources.monitoring.shape import mapping, text

_TEMPLATE = regex(
    rb"^[^\n#\"'{]{0,300}:[ \t]{1,20}\{\{"
    rb"|^[ \t]{0,60}\{\{-?[ \t]{0,20}(?:/\*|if |range |with |end\b|include |template |define |toYaml |tpl |\.Values|\.Release|\.Files|\$\w{1,40} :?=)",
    re.MULTILINE,
)
"""Template braces where YAML wants a value: `{{ $value }}` inside a quoted annotation is none."""

_IN_WORKSPACE = regex(r"[^/]/snapshots/[^/]+\.json$")
_EMBEDDED = regex(rb"^kind:[ \t]*[\"']?(?:ConfigMap|Secret)\b", re.MULTILINE)

_LATEST = timedelta(days=1, hours=14)
"""After the beginning of the scan's day: a report of that day may tell the time of any zone as if it were UTC."""

ReportReader = Callable[[object, str, Dating], Iterator[MonitorReport]]
_JSON_REPORTS: Mapping[str, tuple[Callable[[bytes], bool], ReportReader]] = {
    "evidently": (evidently.looks_like, evidently.read),
    "great_expectations": (great_expectations.looks_like, great_expectations.read),
    "deepchecks": (deepchecks.looks_like, deepchecks.read),
}


class MonitoringCollector:
    """Every export of a monitoring tool in the workspace and in the folders that the user named."""

    name = "monitoring"
    kind = "monitoring exports"
    how = (
        "Save reports of Evidently, Great Expectations, NannyML, whylogs or Deepchecks as JSON or CSV in the repository, "
        "or name their folder with --monitoring; keep Prometheus rules, Alertmanager and Grafana files beside them."
    )
    provides = (
        MonitorReport, MetricSeries, AlertRule, RecordingRule, CommentedAlert, AlertRouting, Silence, Dashboard,
        GrafanaProvisioning, FiringAlert, MetricMentions,
    )  # fmt: skip

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """Facts, one SourceReport per tool and folder, one Diagnostic per unread input."""
        later = 0
        end = datetime.combine(workspace.as_of, time(), UTC) + _LATEST
        for fact in self._facts(workspace):
            kept = _until(fact, end)
            later += kept is None
            if kept is not None:
                yield kept
        if later:
            told = f"{later} reports and series are of days after {workspace.as_of}: left out"
            yield Diagnostic(severity=DiagnosticSeverity.NOTE, collector=self.name, path="", message=told)

    def _facts(self, workspace: Workspace) -> Iterator[object]:
        date_of = dating(workspace.history)
        read: dict[tuple[str, str], int] = {}
        asked = _Asked()
        for candidate in json_and_tables(workspace):
            tool, facts = _table_or_json(workspace, candidate, date_of)
            yield from asked.noting(_counted(tool, candidate.path, facts, read))
        for tool, path, facts in mapped.tables(workspace):
            yield from _counted(tool, path, facts, read)
        for candidate in yaml_files(workspace):
            for tool, facts in _yaml(workspace, candidate):
                yield from asked.noting(_counted(tool, candidate.path, facts, read))
        yield from _unread(workspace, date_of, read)
        yield from mentions(workspace, asked.metrics, asked.files)
        for (tool, folder), count in sorted(read.items()):
            yield SourceReport(
                collector=self.name, kind=tool, location=folder or ".", status=SourceStatus.READ, read_files=count
            )


def _until(fact: object, end: datetime) -> object | None:
    """A fact as far as it was known by then; None for one of a later day."""
    if isinstance(fact, MonitorReport):
        since = fact.begins or fact.at  # the window of a running week ends later than the day
        return None if since is not None and since >= end else fact
    if isinstance(fact, MetricSeries) and fact.last >= end:
        if fact.first >= end:
            return None
        gaps = tuple(gap for gap in fact.gaps if gap[1] < end)
        return replace(fact, last=end, gaps=gaps, window_end=None, latest=None)
    return fact


class _Asked:
    """Which metrics alerts and panels query, and in which files, gathered while the facts pass by."""

    def __init__(self) -> None:
        self.metrics: dict[str, None] = {}
        self.files: set[str] = set()

    def noting(self, facts: Iterable[object]) -> Iterator[object]:
        for fact in facts:
            if isinstance(fact, (AlertRule, RecordingRule, Dashboard)):
                self.metrics.update(dict.fromkeys(fact.metrics))
            if isinstance(fact, (AlertRule, RecordingRule, Dashboard, CommentedAlert)):
                self.files.add(fact.path)
            yield fact


def _counted(tool: str, path: str, facts: Iterable[object], read: dict[tuple[str, str], int]) -> Iterator[object]:
    """Passes facts on and counts the file if it held any."""
    held = False
    for fact in facts:
        held = held or not isinstance(fact, Diagnostic)
        yield fact
    if held:
        key = (tool, path.rpartition("/")[0])
        read[key] = read.get(key, 0) + 1


def _table_or_json(workspace: Workspace, candidate: Candidate, date_of: Dating) -> tuple[str, Iterable[object]]:
    """The tool whose marks the head shows, and what the file holds."""
    path, head = candidate.path, candidate.head
    if path.endswith(".csv"):
        return _table(workspace, candidate, date_of)
    if whylogs.looks_like(head):
        return "whylogs", _parsed(workspace, path, lambda document: whylogs.read_export(document, path, date_of))
    if _IN_WORKSPACE.search(path) and evidently.looks_like(head):
        return "evidently", _of_project(workspace, path, date_of)
    for tool, (looks_like, reader) in _JSON_REPORTS.items():
        if looks_like(head):
            return tool, _parsed(workspace, path, lambda document, reader=reader: reader(document, path, date_of))
    if prometheus.looks_like_answer(head):
        return "prometheus", _parsed(workspace, path, lambda document: _answer(document, path))
    if alertmanager.looks_like_silences(head):
        return "alertmanager", _parsed(workspace, path, lambda document: alertmanager.read_silences(document, path))
    if candidate.is_hinted and grafana.looks_like_dashboard(head):
        return "grafana", _parsed(workspace, path, lambda document: grafana.read_dashboard(document, path))
    return "", ()


def _of_project(workspace: Workspace, path: str, date_of: Dating) -> Iterator[object]:
    """A snapshot in a workspace folder of Evidently: the file beside the folder names the project that it is of."""
    beside = path.rpartition("/snapshots/")[0]
    name: str | None = None
    if workspace.entry(f"{beside}/metadata.json"):
        try:
            name = text(mapping(workspace.json(f"{beside}/metadata.json")).get("name"), 100)
        except Unreadable as problem:
            yield _warning(f"{beside}/metadata.json", problem.message)
    for fact in _parsed(workspace, path, lambda document: evidently.read(document, path, date_of)):
        if isinstance(fact, MonitorReport) and name:
            folder = beside.rpartition("/")[0] or "."
            yield replace(fact, service=fact.service or name, stream=f"{folder}/{name}/snapshots/*.json")
        else:
            yield fact


def _table(workspace: Workspace, candidate: Candidate, date_of: Dating) -> tuple[str, Iterable[object]]:
    path, head = candidate.path, candidate.head
    if whylogs.looks_like(head):
        return "whylogs", _text(workspace, path, lambda text: whylogs.read_table(text, path, date_of))
    if nannyml.looks_like(head):
        return "nannyml", _text(workspace, path, lambda text: nannyml.read(text, path, date_of))
    if mapped.is_mapped(workspace, path):
        return "", ()
    if metrics.looks_like(head) and (is_mounted(path, workspace.settings.monitoring) or "monitor" in path.lower()):
        return "metrics", _text(workspace, path, lambda text: metrics.read(text, path))
    return "", ()


def _parsed(workspace: Workspace, path: str, read: Callable[[object], Iterable[object]]) -> Iterator[object]:
    try:
        document = workspace.json(path, keep=False)
    except Unreadable as problem:
        yield _warning(path, problem.message)
        return
    yield from read(document)


def _text(workspace: Workspace, path: str, read: Callable[[str], Iterable[object]]) -> Iterator[object]:
    try:
        text = workspace.text(path)
    except Unreadable as problem:
        yield _warning(path, problem.message)
        return
    yield from read(text)


def _answer(document: object, path: str) -> Iterator[object]:
    if error := prometheus.answer_error(document):
        yield _note(path, f"the answer of Prometheus is an error: {error}")
        return
    yield from prometheus.read_answer(document, path)


def _yaml(workspace: Workspace, candidate: Candidate) -> Iterator[tuple[str, Iterable[object]]]:
    """Rules, routing and provisioning of one YAML file; one file may hold several (chart values)."""
    path, head = candidate.path, candidate.head
    rules, routing = prometheus.looks_like_rules(head), alertmanager.looks_like(head)
    provisioning, supply = grafana.looks_like_provisioning(head), grafana.looks_like_supply(head)
    if not (rules or routing or provisioning or supply):
        return
    template = _note(path, "a template: not read; scan what `helm template` makes of it")
    try:
        documents, source = workspace.yaml(path), workspace.text(path)
    except Unreadable as problem:
        yield "", (template if _TEMPLATE.search(head) else _warning(path, problem.message),)
        return
    inside = tuple(_inside(workspace, documents, path)) if _EMBEDDED.search(head) else ()
    yield "", (found for found in inside if isinstance(found, Diagnostic))
    documents = [*documents, *(found for found in inside if not isinstance(found, Diagnostic))]
    if rules:
        found = tuple(prometheus.read_rules(documents, source, path))
        yield "prometheus", found
        if not found and _TEMPLATE.search(head):
            yield "", (template,)
    if routing:
        yield "alertmanager", (found for document in documents for found in alertmanager.read(document, path))
    if supply:
        yield "grafana", (found for doc in documents for found in grafana.read_supply(doc, supply, path))
    if provisioning:
        yield "grafana", (found for doc in documents for found in grafana.read_provisioning(doc, source, path))


def _inside(workspace: Workspace, documents: Iterable[object], path: str) -> Iterator[object]:
    """Documents that stand as text blocks in a ConfigMap or a Secret, which is how clusters get their rules."""
    for document in documents:
        top = mapping(document)
        if top.get("kind") not in ("ConfigMap", "Secret"):
            continue
        for block in (*mapping(top.get("data")).values(), *mapping(top.get("stringData")).values()):
            if isinstance(block, str) and ("groups:" in block or "receivers:" in block):
                try:
                    yield from workspace.yaml_in(block)
                except Unreadable as problem:
                    yield _warning(path, f"a text block in it: {problem.message}")


def _unread(workspace: Workspace, date_of: Dating, read: dict[tuple[str, str], int]) -> Iterator[object]:
    """Profiles and tables in binary form, unless their export stands beside them; one note per folder and unread form."""
    told: dict[tuple[str, str], list[str]] = {}
    for candidate, reason in unread(workspace):
        path = candidate.path
        if any(workspace.entry(f"{path.rpartition('.')[0]}.{suffix}") for suffix in ("json", "csv")):
            continue
        if reason is None:
            yield from _counted("whylogs", path, _profile(workspace, path, date_of), read)
        elif reason == IN_PARQUET and parquet.is_readable():
            yield from _counted("nannyml", path, _parquet(workspace, path, date_of), read)
        else:
            told.setdefault((path.rpartition("/")[0], reason), []).append(path)
    for (_, reason), paths in sorted(told.items()):
        more = f" (and {len(paths) - 1} more in this folder)" if len(paths) > 1 else ""
        yield _note(paths[0], f"found, not read{more}: {reason}")


def _profile(workspace: Workspace, path: str, date_of: Dating) -> Iterator[object]:
    try:
        yield from whylogs.read_profile(workspace.read(path), path, date_of)
    except Unreadable as problem:
        yield _warning(path, problem.message)
    except ValueError as problem:
        yield _warning(path, f"a whylogs profile: {problem}")


def _parquet(workspace: Workspace, path: str, date_of: Dating) -> Iterator[object]:
    try:
        yield from nannyml.read_rows(parquet.rows(workspace.read(path)), path, date_of)
    except Unreadable as problem:
        yield _warning(path, problem.message)
    except ValueError as problem:
        yield _warning(path, f"not a Parquet table: {problem}")


def _note(path: str, message: str) -> Diagnostic:
    return Diagnostic(severity=DiagnosticSeverity.NOTE, collector="monitoring", path=path, message=message)


def _warning(path: str, message: str) -> Diagnostic:
    return Diagnostic(severity=DiagnosticSeverity.WARNING, collector="monitoring", path=path, message=message)


collector = MonitoringCollector()
