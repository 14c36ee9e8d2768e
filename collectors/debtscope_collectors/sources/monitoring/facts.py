"""What monitoring exports say, whatever tool wrote them: dated reports, alert rules, routes, dashboards, series."""

from __future__ import annotations

from datetime import datetime

from debtscope.model.frozen import frozen


@frozen
class ColumnDrift:
    """One feature's verdict in a report."""

    column: str
    drifted: bool
    method: str | None = None
    score: float | None = None
    threshold: float | None = None


@frozen
class CheckOutcome:
    """One named test or expectation in a report."""

    name: str
    """Stable across reports: expectation type with its column, test name with its column."""
    status: str
    """pass, fail, warn, error or skipped."""
    column: str | None = None
    level: str | None = None
    """The tool's own severity of the check (critical, warning, info), where it has one."""


@frozen
class MonitorReport:
    """One export of one tool at one time. Values read from data never get here."""

    tool: str
    """evidently, great_expectations, nannyml, whylogs, deepchecks, prometheus, metrics."""
    tool_version: str | None
    path: str
    stream: str
    """Reports of one series share it: folder + name pattern, suite, or metric."""
    at: datetime | None
    """When the window ends or the report was made, UTC; None = undated."""
    dated_by: str
    """content, name, git or none: where `at` comes from, best first."""
    model: str | None = None
    """The model it speaks of, by a tag or metadata inside it; mappings and paths are judged in the joins."""
    service: str | None = None
    dataset_drift: bool | None = None
    """The report's own verdict on the whole dataset."""
    drift_share: float | None = None
    """Share of drifted columns, 0 to 1."""
    drift_limit: float | None = None
    """The report's own threshold on that share."""
    columns: tuple[ColumnDrift, ...] = ()
    quality: tuple[tuple[str, float, float | None], ...] = ()
    """(metric, current, reference) of a measured model quality."""
    quality_alert: bool | None = None
    """The tool's own alert on realised or estimated performance."""
    checks: tuple[CheckOutcome, ...] = ()
    has_reference: bool | None = None
    kind: str = "report"
    """report, suite (named tests), validation, profile or chunk (one window of a longer table)."""
    begins: datetime | None = None
    """When the window begins, for tools that say so."""
    current_rows: int | None = None
    """Rows of the data that was judged …"""
    reference_rows: int | None = None
    """… and of the data it was compared with."""
    reference_at: datetime | None = None
    """When the data was taken that others are compared with, where the export tells."""
    model_version: str | None = None
    """The model's version, by a tag or metadata inside the report."""
    estimates: tuple[str, ...] = ()
    """Quality metrics that were estimated without labels."""
    profiled: tuple[str, ...] = ()
    """Columns that the report looks at, with or without a verdict on drift."""
    outputs: tuple[str, ...] = ()
    """Columns that the report itself calls the target or the prediction."""
    segments: tuple[str, ...] = ()
    """Slices of the data that it judges apart: columns, or `column=value` where the tool says so by name only."""


@frozen
class MetricSeries:
    """A series of a metric over time (Prometheus range answers, metric tables): when it has points, no values of data."""

    name: str
    labels: tuple[tuple[str, str], ...]
    path: str
    first: datetime
    last: datetime
    interval_hours: float
    """Median distance of points."""
    gaps: tuple[tuple[datetime, datetime], ...] = ()
    """(last point before, first point after) where points are missing for over three intervals."""
    window_end: datetime | None = None
    """Where the asked-for window ends, when other series of the same answer reach further."""
    latest: float | None = None
    points: int = 0
    """How many points with a value there are."""


@frozen
class AlertRule:
    """One alerting rule of a Prometheus rules file (plain, PrometheusRule or chart values) or of Grafana provisioning."""

    name: str
    path: str
    line: int | None
    group: str
    expr: str
    metrics: tuple[str, ...]
    for_seconds: float | None
    labels: tuple[tuple[str, str], ...]
    annotations: tuple[tuple[str, str], ...]
    routed_by_folder: bool = False
    """Grafana sends it where its own policies say, with no labels needed."""


@frozen
class Receiver:
    """One Alertmanager receiver; secrets and addresses of webhooks are not kept."""

    name: str
    kinds: tuple[str, ...]
    """email, slack, webhook …; empty = it goes nowhere."""
    people: tuple[str, ...]
    """Local parts of e-mail recipients, for the join with the history's authors."""


@frozen
class Route:
    """One Alertmanager route, parents' matchers included."""

    receiver: str
    matchers: tuple[tuple[str, str, str], ...]
    """(label, operator, value)."""
    always_muted: bool
    is_default: bool
    repeat_hours: float | None = None
    """How long a firing alert keeps still before it is told again; inherited."""


@frozen
class Inhibition:
    """Alerts that keep still while another one fires."""

    sources: tuple[tuple[str, str, str], ...]
    targets: tuple[tuple[str, str, str], ...]
    equal: tuple[str, ...]
    """Labels that both must share; empty = whatever fires anywhere silences them."""


@frozen
class AlertRouting:
    """One alertmanager.yml."""

    path: str
    routes: tuple[Route, ...]
    """In order of matching; the default route last."""
    receivers: tuple[Receiver, ...]
    tool: str = "alertmanager"
    """alertmanager, or grafana for provisioned contact points and policies."""
    inhibitions: tuple[Inhibition, ...] = ()


@frozen
class Silence:
    """One silence of Alertmanager, as `amtool silence query -o json` or its interface export it."""

    path: str
    matchers: tuple[tuple[str, str, str], ...]
    """(label, operator, value)."""
    starts: datetime | None
    ends: datetime | None
    state: str
    """active, pending or expired."""


@frozen
class CommentedAlert:
    """An alerting rule that stands in a rules file as a comment."""

    name: str
    path: str
    line: int
    expr: str


@frozen
class Panel:
    """One panel of a dashboard that shows something; rows and texts are none."""

    title: str
    kind: str
    metrics: tuple[str, ...]
    datasource: str | None
    """Uid or name as written, `${…}` for an input or a variable; None where the default is used."""
    has_query: bool
    has_alert: bool
    """A legacy alert stands in the panel: Grafana 11 and later do not run it."""


@frozen
class Dashboard:
    """One Grafana dashboard."""

    path: str
    title: str
    metrics: tuple[str, ...]
    texts: tuple[str, ...]
    """Titles of the dashboard and its panels, for naming models."""
    editable: bool | None = None
    panels: tuple[Panel, ...] = ()


@frozen
class GrafanaProvisioning:
    """A file by which Grafana is given dashboards or data sources: its own provisioning, a ConfigMap, Terraform, a mount."""

    path: str
    kind: str
    """dashboards or datasources."""
    names: tuple[str, ...] = ()
    """Names and uids of the data sources."""


@frozen
class RecordingRule:
    """One recording rule: a metric that is computed, no alert."""

    name: str
    path: str
    line: int | None
    expr: str
    metrics: tuple[str, ...]


@frozen
class FiringAlert:
    """An alert that an export of the Prometheus HTTP interface shows."""

    name: str
    path: str
    since: datetime | None
    state: str


@frozen
class MetricMentions:
    """Where code and configuration speak of the metrics that alerts and panels query; searched only where there are such."""

    found: tuple[tuple[str, str], ...]
    """(metric, file that names it)."""
    maybe: tuple[str, ...]
    """Metrics of which only the end is named, in files that put prefixes before names."""
    searched: int
    """Files."""
    is_complete: bool
    """False: more files than the budget allows; then nothing is said of what was not found."""
