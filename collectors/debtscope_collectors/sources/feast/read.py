"""Reads feature_store.yaml. What the Python files of a feature repository declare is read by `definitions`. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator

from debtscope.api import (
    Collector,
    Diagnostic,
    DiagnosticSeverity,
    SourceReport,
    SourceStatus,
    Unreadable,
    Workspace,
)
from debtscope_collectors.sources.feast.facts import FeastConfig
from debtscope_collectors.sources.material import of_the_system
from debtscope_collectors.sources.shape import mapping, text
from debtscope_collectors.sources.values import as_int, without_user


class FeastCollector:
    """Feast repositories."""

    name = "feast"
    kind = "feature stores (Feast)"
    how = "Commit the feature repository: feature_store.yaml and the Python files that define the feature views."
    provides = (FeastConfig,)

    def collect(self, workspace: Workspace) -> Iterator[object]:
        """A FeastConfig per feature_store.yaml."""
        paths: list[str] = []
        for entry in of_the_system(workspace.find("feature_store.yaml", "feature_store.yml", "feature_store_*.yaml")):
            try:
                source = workspace.text(entry.path)
                documents = workspace.yaml(entry.path)
            except Unreadable as error:
                yield Diagnostic(
                    severity=DiagnosticSeverity.WARNING, collector=self.name, path=entry.path, message=error.message
                )
                continue
            root = mapping(documents[0] if documents else None)
            if not text(root.get("project")):
                yield Diagnostic(
                    severity=DiagnosticSeverity.NOTE, collector=self.name, path=entry.path,
                    message="no project: not read as the settings of a feature store",
                )  # fmt: skip
                continue
            paths.append(entry.path)
            yield _config(entry.path, source, root)
        if paths:
            yield SourceReport(
                collector=self.name, kind=self.kind, location=paths[0], status=SourceStatus.READ,
                detail=f"{len(paths)} feature repositories", read_files=len(paths),
            )  # fmt: skip


def _config(path: str, source: str, root: object) -> FeastConfig:
    table = mapping(root)
    folders = path.lower().split("/")[:-1]
    return FeastConfig(
        path=path, project=text(table.get("project")), provider=text(table.get("provider")),
        registry=_kind(table.get("registry"), "path"), online_store=_kind(table.get("online_store"), "type"),
        offline_store=_kind(table.get("offline_store"), "type"),
        entity_key_version=as_int(table.get("entity_key_serialization_version")),
        is_template=any("template" in folder for folder in folders) or "%PROJECT" in source or "{{" in source,
    )  # fmt: skip


def _kind(value: object, key: str) -> str:
    """A store or registry, given as text or as a map."""
    said = text(value)
    if not said:
        inner = mapping(value)
        said = text(inner.get(key)) or text(inner.get("registry_type")) or text(inner.get("type"))
    return without_user(said)


collector: Collector = FeastCollector()
