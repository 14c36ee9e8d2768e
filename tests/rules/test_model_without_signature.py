"""Models that one program makes and nobody serves are one decision; a served one is its own."""

from __future__ import annotations

from collections.abc import Mapping

from debtscope.api import Severity
from debtscope.testing import findings_of

SLUG = "model-without-signature"
BARE = "artifact_path: model\nflavors:\n  sklearn:\n    sklearn_version: 1.5.0\nrun_id: {run}\nmodel_uuid: {run}\n"


def store(models: Mapping[str, tuple[str, bool]]) -> dict[str, str]:
    """A file store: model -> (experiment, whether a version of it is at an alias)."""
    files: dict[str, str] = {}
    names = sorted({experiment for experiment, _ in models.values()})
    for number, name in enumerate(names, 1):
        files[f"mlruns/{number}/meta.yaml"] = (
            f"artifact_location: mlruns/{number}\nexperiment_id: '{number}'\nlifecycle_stage: active\nname: {name}\n"
        )
    for at, (model, (experiment, is_served)) in enumerate(models.items()):
        run, number = f"{at:02}" + "ab" * 15, names.index(experiment) + 1
        base = f"mlruns/{number}/{run}"
        files[f"{base}/meta.yaml"] = (
            f"artifact_uri: {base}/artifacts\nend_time: 1760000001000\nexperiment_id: '{number}'\nlifecycle_stage: active\n"
            f"run_id: {run}\nrun_name: r\nstart_time: 1760000000000\nstatus: 3\nuser_id: ana\n"
        )
        files[f"{base}/artifacts/model/MLmodel"] = BARE.format(run=run)
        home = f"mlruns/models/{model}"
        alias = "aliases:\n  champion: 1\n" if is_served else "aliases: {}\n"
        files[f"{home}/meta.yaml"] = (
            f"creation_timestamp: 1760000002000\nname: {model}\nlast_updated_timestamp: 1760000002000\n"
        )
        files[f"{home}/aliases/champion" if is_served else f"{home}/.keep"] = "1" if is_served else ""
        files[f"{home}/version-1/meta.yaml"] = (
            f"{alias}creation_timestamp: 1760000002000\ncurrent_stage: None\nlast_updated_timestamp: 1760000002000\nname: {model}\n"
            f"run_id: {run}\nsource: {base}/artifacts/model\nstatus: READY\nversion: 1\n"
        )
    return files


def told(models: Mapping[str, tuple[str, bool]]) -> list[tuple[str, str, float]]:
    found = findings_of(SLUG, store(models))
    return sorted((one.subject.kind, one.subject.name, one.occurrences) for one in found)


def test_models_of_one_experiment_are_one_item() -> None:
    models = {f"try-{n}": ("forecasts", False) for n in range(5)}
    assert told(models) == [("models", "models of experiment forecasts", 5.0)]


def test_other_experiments_and_served_models_stay_alone() -> None:
    models = {"a": ("forecasts", False), "b": ("forecasts", False), "c": ("churn", False), "d": ("forecasts", True)}
    assert told(models) == [
        ("model", "c", 1.0), ("model", "d", 1.0), ("models", "models of experiment forecasts", 2.0),
    ]  # fmt: skip


def test_trials_that_a_search_registers_nowhere_are_low() -> None:
    source = "import mlflow\n\n\ndef keep(rows):\n    model = search(rows)\n    mlflow.sklearn.log_model(model, 'model'{more})\n"
    (tried,) = findings_of(SLUG, {"src/tuning.py": source.format(more="")})
    (registered,) = findings_of(SLUG, {"src/tuning.py": source.format(more=", registered_model_name='clf'")})
    (trained,) = findings_of(SLUG, {"src/train.py": source.format(more="")})
    chosen = source.replace("search(rows)", "search(rows)\n    name = 'clf' if rows.keep else None")
    (mostly,) = findings_of(SLUG, {"src/tuning.py": chosen.format(more=", registered_model_name=name")})
    assert tried.severity is Severity.LOW
    assert mostly.severity is Severity.LOW
    assert registered.severity is None
    assert trained.severity is None
