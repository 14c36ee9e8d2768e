"""Facts made from facts: what rules read when one source is not enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from debtscope.api import RepositoryMaturity as RepositoryMaturity
from debtscope.model.frozen import frozen
from debtscope_collectors.sources.mlflow.facts import DatasetInput, ModelVersion
from debtscope_collectors.sources.monitoring.facts import MonitorReport
from debtscope_collectors.sources.python.facts import ModuleFacts


@frozen
class CodeModule:
    """One Python file or notebook in its place."""

    facts: ModuleFacts
    role: str
    """By its place: production, test, example, docs, notebook, experiment, vendored, generated or script
    (`production` = importable project code; whether anything runs it is `in_production`)."""
    in_production: bool
    """Reachable from a pipeline, a CI deploy job, a container, a DAG or a SERVE module."""
    entry: str | None
    """What runs it: `dvc:train`, `ci:…`, `docker:…`, `dag:…`, `main` (a main guard), `notebook`; None for a module only imported."""
    imports: tuple[str, ...]
    """Paths of the project's own modules that it imports."""
    imported_by: tuple[str, ...]
    tested_by: tuple[str, ...]
    """Test files that import it (or a name of it) and assert something that can fail and runs."""

    @property
    def path(self) -> str:
        """Of the file."""
        return self.facts.path

    @property
    def is_own(self) -> bool:
        """A program or module that the project wrote to be used: no test, example, notebook, experiment or foreign code."""
        return self.role in ("production", "script")

    @property
    def is_tried_out(self) -> bool:
        """A notebook or an experiment that somebody looks at while it runs; no job, image or CI starts it."""
        return self.role in ("notebook", "experiment") and not self.in_production


@frozen
class CodeBase:
    """All parsed code of the repository."""

    modules: Mapping[str, CodeModule]
    is_library: bool
    """A published package rather than an application: it has a build system, a package and no deployment."""
    entry_points: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path -> what runs it."""

    def closure(self, path: str, depth: int = 3) -> tuple[str, ...]:
        """The module and the project's own modules that it imports, to a depth, in a stable order."""
        seen = {path: None}
        layer = [path]
        for _ in range(depth):
            layer = [p for m in layer if m in self.modules for p in self.modules[m].imports if p not in seen]
            seen.update(dict.fromkeys(layer))
        return tuple(seen)


@frozen
class TrainedFrom:
    """Where one version of a model came from, hop by hop; each hop is None or empty where nothing tells it."""

    run_id: str | None
    commit: str | None
    commit_known: bool | None
    """The history has it; None without a commit or without git."""
    at: datetime | None
    """When its run ended, else when the version was made."""
    datasets: tuple[DatasetInput, ...] = ()
    outputs: tuple[str, ...] = ()
    """DVC stages and their outputs that produce its artefact."""
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    metrics: Mapping[str, float] = field(default_factory=dict[str, float])
    code: tuple[str, ...] = ()
    """Training modules of the repository that make it."""


@frozen
class Consumer:
    """One piece of code, configuration or an export that reads what a model puts out."""

    name: str
    """Short: the service's or folder's name."""
    path: str
    line: int | None
    reads: str
    """The file, table, topic, route or metric by which it gets the predictions."""
    is_declared: bool
    """A contract, catalogue, exposure or README of the producer names it."""


@frozen
class PredictionSink:
    """One place where a model's predictions are written, with everything of the repository that reads it."""

    model: str
    name: str
    """Path, uri, table or topic as the code has it."""
    kind: str
    """file, uri, table, topic or route."""
    path: str
    """The module that writes it."""
    line: int
    columns: tuple[str, ...]
    """Columns in which the predictions stand."""
    consumers: tuple[Consumer, ...]
    """Readers that are neither its own training nor what watches it."""
    feedback: tuple[Consumer, ...]
    """Readers that make training data or labels of it."""
    declared_in: tuple[str, ...]
    """Contracts, catalogues, exposures and sections of documents that name it or a consumer of it."""


@frozen
class InventoryModel:
    """One model that exists for the organisation (catalogue section 1, model inventory)."""

    name: str
    versions: tuple[ModelVersion, ...]
    """Registered versions, oldest first; empty when it is known from a manifest or serving code alone."""
    served: ModelVersion | None
    """The version at a serving alias or at stage Production."""
    is_deployed: bool
    deployed_by: tuple[str, ...]
    """What says so: `alias champion`, `stage Production`, `k8s/isvc.yaml`, `src/serve.py`."""
    served_since: datetime | None
    """When the served version was made or set, as far as the registry tells; ages from it are lower or upper bounds, said in `since_note`."""
    since_note: str = ""
    names: tuple[str, ...] = ()
    """Every name under which exports may speak of it: settings, manifest names, registry name."""
    stores: tuple[str, ...] = ()
    """Paths of the stores and manifests that know it."""
    retired: bool = False
    training: TrainedFrom | None = None
    """Of the served version, else of the newest one."""
    inputs: tuple[str, ...] = ()
    """Names of its input columns: the signature's, else those its training code lists; empty where neither tells."""
    inputs_from: str = ""
    """What says so: a path, with a line where there is one."""
    consumers: tuple[Consumer, ...] = ()
    serving_code: tuple[str, ...] = ()
    """SERVE modules and batch jobs of the repository that load it."""
    owner: str | None = None
    owner_from: str = ""
    """settings, registry tag, card, CODEOWNERS or last active author."""
    estimator: str | None = None
    """What kind of model it is, as far as the MLmodel, the training code or the artefact's flavour tells."""
    artefacts: tuple[str, ...] = ()
    """Files of the repository that are this model, by DVC's `artifacts` or by what its serving code loads; `{}` is any word."""
    schedule: str | None = None
    """When its batch job or its retraining runs, with the file that says so."""
    is_hosted: bool = False
    """A language model that others made and a service of the project asks."""
    deployed_how: str = ""
    """Of a model that a batch job uses: what shows that the job is in service (a record of promotions, a schedule)."""

    @property
    def shown(self) -> str:
        """What people call it; a model of which nothing tells the name is told by the place that deploys it."""
        place = next((ref for ref in self.deployed_by if "/" in ref or "." in ref), "")
        return f"the model of {place}" if self.name == "model" and place else self.name

    @property
    def deployed_words(self) -> str:
        """What says that it is deployed, for a sentence: the first of `deployed_by`, with what shows that it is in service."""
        by = self.deployed_by[0] if self.deployed_by else ""
        return f"{by}, {self.deployed_how}" if by and self.deployed_how else by


@frozen
class ModelInventory:
    """All models, sorted by name."""

    models: tuple[InventoryModel, ...]

    def named(self, name: str) -> InventoryModel | None:
        """By registry name or any other name it goes by."""
        return next((m for m in self.models if name == m.name or name in m.names), None)


@frozen
class BoundReport:
    """A report with the model it was found to speak of."""

    report: MonitorReport
    model: str | None
    bound_by: str
    """settings, content, path, only-model or none."""


@frozen
class ModelWatch:
    """What watches one model."""

    model: str
    reports: tuple[BoundReport, ...]
    """Oldest first; undated ones last."""
    alerts: tuple[str, ...]
    """Names of alert rules whose name, labels, metric or group speak of it."""
    dashboards: tuple[str, ...]
    code: tuple[str, ...]
    """SERVE modules of the model that import a monitoring library."""
    elsewhere: str | None
    """The settings say that it is watched there."""


@frozen
class UnboundReports:
    """Reports that no setting, content or path gives to a model, where more than one model could be meant."""

    reports: tuple[MonitorReport, ...]


@frozen
class DriftSpell:
    """The reports of one series that say drift without a break, up to its last one."""

    tool: str
    series: str
    verdict: str
    """What the spell rests on, best first: dataset, suite, columns, checks or quality."""
    reports: tuple[MonitorReport, ...]
    """Oldest first, dated."""
    began: datetime
    windows_per_month: float | None
    bound_by: str = "none"
    before: tuple[MonitorReport, ...] = ()
    """The series' earlier reports, oldest first."""


@frozen
class ModelDrift:
    """A model whose latest reports drift. Whether anybody answered is for the rules to judge."""

    model: str | None
    """None: the reports name no model."""
    spells: tuple[DriftSpell, ...]
    """The one to quote first."""

    @property
    def since(self) -> datetime:
        """When the quoted drift began."""
        return self.spells[0].began
