"""Where a version's files are, and what its MLmodel says. Nothing is loaded: MLmodel and requirements.txt are text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote

from debtscope.api import Unreadable, Workspace
from debtscope.model.regex import regex
from debtscope_collectors.sources.mlflow.facts import LoggedModelFile, ModelVersion
from debtscope_collectors.sources.mlflow.mlmodel import model_file
from debtscope_collectors.sources.mlflow.raw import RawStore
from debtscope_collectors.sources.shape import is_list, mapping, text
from debtscope_collectors.sources.values import without_user

MAX_TAIL = 24
MAX_IMPORTANCE_BYTES = 1024 * 1024
_ID = regex(r"(?:m-)?[0-9a-f]{32}")
_RUNS = regex(r"runs:/([^/]{1,64})/(.{1,500})")
_LOCAL = ("file://", "mlflow-artifacts:")
_NAME_KEYS = frozenset({"feature", "features", "feature_name", "feature_names", "name", "column", "variable"})
_VALUE = regex(r"import|shap|gain|weight|score|^value$", re.IGNORECASE)
_IMPORTANCES = tuple(
    f"{folder}{name}.{ending}"
    for folder in ("", "importance/", "feature_importance/", "feature_importances/")
    for name in ("feature_importance", "feature_importances", "feature_importance_gain", "importance", "importances")
    for ending in ("json", "csv")
)
_SUBFOLDERS = ("", "mlartifacts/", "mlruns/", "artifacts/")


class Artifacts:
    """Finds the artefacts of one store."""

    def __init__(self, workspace: Workspace, folder: str, raw: RawStore, absolute: str | None) -> None:
        self._workspace = workspace
        self._folder = f"{folder}/" if folder else ""
        self._raw = raw
        self._absolute = absolute.rstrip("/") + "/" if absolute else None
        self._by_id = {row.model_id: row for row in raw.logged}
        self.problems: list[tuple[str, str]] = []

    def version(self, version: ModelVersion) -> ModelVersion:
        """The version with its MLmodel, where that can be read here."""
        for uri in self._candidates(version):
            found = self._locate(uri, "MLmodel")
            if found:
                path, relocated = found
                return replace(version, file=self._model_file(path, relocated))
        return version

    def _candidates(self, version: ModelVersion) -> Iterator[str]:
        """Every place that the store names for a version's files, the surest first."""
        for source in (version.source, self._raw.storage.get((version.model, version.version), "")):
            if source.startswith("models:/m-"):
                logged = self._by_id.get(source.removeprefix("models:/").partition("/")[0])
                if logged:
                    yield logged.location
            elif named := _RUNS.fullmatch(source):
                run, path = named.groups()
                rows = [row for row in self._raw.logged if row.run_id == run and row.name == path.strip("/")]
                yield from (row.location for row in reversed(rows))
                if run in self._raw.artifacts:
                    yield f"{self._raw.artifacts[run].rstrip('/')}/{path}"
            elif source:
                yield source

    def _locate(self, uri: str, name: str) -> tuple[str, bool] | None:
        """(workspace path of a file in a recorded folder, whether it is not where the record says)."""
        path = _local_path(uri)
        if path is None:
            return None
        if self._absolute and path.startswith(self._absolute):
            place = f"{self._folder}{path[len(self._absolute) :].rstrip('/')}/{name}"
            if self._workspace.entry(place):
                return place, False
        parts = [part for part in path.split("/") if part not in {"", ".", ".."}][-MAX_TAIL:]
        for start in range(len(parts)):
            tail = parts[start:]
            if not any(_ID.fullmatch(part) for part in tail) and (start or len(tail) < 3):
                return None  # a tail without an id could be anybody's
            for below in _SUBFOLDERS:
                place = f"{self._folder}{below}{'/'.join(tail)}/{name}"
                if self._workspace.entry(place):
                    return place, path.startswith("/")
        return None

    def _model_file(self, path: str, relocated: bool) -> LoggedModelFile | None:
        try:
            documents = self._workspace.yaml(path)
        except Unreadable as error:
            self.problems.append((path, error.message))
            return None
        folder = path.rpartition("/")[0]
        model = mapping(documents[0] if documents else None)
        file = model_file(
            model, path, requirements=self._requirements(f"{folder}/requirements.txt"),
            python=self._python(f"{folder}/python_env.yaml"), relocated=relocated,
        )  # fmt: skip
        if file is None:
            self.problems.append((path, "not read: no MLmodel (it names no flavour)"))
        return file

    def _python(self, path: str) -> str | None:
        if not self._workspace.entry(path):
            return None
        try:
            documents = self._workspace.yaml(path)
        except Unreadable as error:
            self.problems.append((path, error.message))
            return None
        return text(mapping(documents[0] if documents else None).get("python")) or None

    def _requirements(self, path: str) -> tuple[str, ...]:
        if not self._workspace.entry(path):
            return ()
        try:
            content = self._workspace.text(path)
        except Unreadable as error:
            self.problems.append((path, error.message))
            return ()
        lines = (line.partition(" #")[0].strip() for line in content.splitlines()[:2000])
        return tuple(_bare(line) for line in lines if line and not line.startswith("#"))

    def importance(self, runs: Sequence[str]) -> dict[str, dict[str, float]]:
        """Feature importances that runs logged as JSON or CSV."""
        wanted = frozenset(runs)
        prefix = self._folder.replace("[", "[[]")
        globs = [f"{prefix}**/*importance*.{ending}" for ending in ("json", "csv")]
        found: dict[str, dict[str, float]] = {}
        for entry in self._workspace.find(*globs, ignored=True):
            run = next((part for part in entry.path.split("/") if part in wanted), None)
            if run and entry.size <= MAX_IMPORTANCE_BYTES:
                values = self._importances(entry.path)
                if values:
                    found.setdefault(run, values)
        for run in runs:
            if run not in found and (values := self._usual(run)):
                found[run] = values
        return found

    def _usual(self, run: str) -> dict[str, float]:
        """Importances under one of their usual names: what lies beside a store that was named by itself is not listed."""
        uri = self._raw.artifacts.get(run, "")
        for name in _IMPORTANCES if uri else ():
            place = self._locate(uri, name)
            if place and (values := self._importances(place[0])):
                return values
        return {}

    def _importances(self, path: str) -> dict[str, float]:
        try:
            if path.endswith(".json"):
                pairs = _pairs(self._workspace.json(path))
            else:
                rows = list(csv.reader(self._workspace.text(path).splitlines()[:10_000]))
                pairs = _table(rows)
        except (Unreadable, csv.Error) as error:
            self.problems.append((path, str(error)))
            return {}
        return {name: number for name, value in pairs if name and (number := _float(value)) is not None}


def _pairs(document: object) -> list[tuple[str, object]]:
    """(feature, importance) of `{name: value}`, `{name: {index: …}}` as pandas writes it, or a list of records."""
    table = mapping(document)
    if is_list(document):
        records = [mapping(one) for one in document[:10_000]]
        return [pair for record in records if (pair := _record(record)) is not None]
    named = next((key for key in table if key.lower() in _NAME_KEYS), None)
    if named is not None and (value := next((key for key in table if _VALUE.search(key)), None)) is not None:
        names, values = table[named], table[value]
        if is_list(names) and is_list(values):
            return [(text(name), number) for name, number in zip(names, values, strict=False)]
        numbers = mapping(values)
        return [(text(name), numbers.get(at)) for at, name in mapping(names).items()]
    return list(table.items())


def _record(record: Mapping[str, object]) -> tuple[str, object] | None:
    name = next((text(value) for key, value in record.items() if key.lower() in _NAME_KEYS), "")
    value = next((value for key, value in record.items() if _VALUE.search(key)), None)
    return (name, value) if name and value is not None else None


def _table(rows: list[list[str]]) -> list[tuple[str, object]]:
    """(feature, importance) of a csv with a header, with or without pandas' index column."""
    if not rows:
        return []
    head = [cell.strip().lower() for cell in rows[0]]
    name = next((at for at, cell in enumerate(head) if cell in _NAME_KEYS), None)
    value = next((at for at, cell in enumerate(head) if _VALUE.search(cell) and at != name), None)
    if name is None or value is None:
        name, value = (0, 1) if len(head) == 2 else (None, None)
    if name is None or value is None:
        return []
    return [(row[name], row[value]) for row in rows[1:] if len(row) > max(name, value)]


def _local_path(uri: str) -> str | None:
    """The path in a uri on a local disk or behind MLflow's artefact proxy; None for remote stores."""
    uri = without_user(uri)
    for scheme in _LOCAL:
        if uri.startswith(scheme):
            rest = uri[len(scheme) :]
            host, slash, path = rest.lstrip("/").partition("/") if scheme == "mlflow-artifacts:" else ("", "", "")
            if scheme == "mlflow-artifacts:":
                return f"{path}" if "." in host or ":" in host else f"{host}{slash}{path}"
            return unquote(rest)
    if "://" in uri or uri.startswith(("dbfs:", "models:", "runs:")):
        return None
    return uri.replace("\\", "/") or None


def _bare(line: str) -> str:
    name, at, url = line.partition("@ ")
    return f"{name}{at}{without_user(url)}" if at else without_user(line)


def _float(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if number - number == 0 else None
