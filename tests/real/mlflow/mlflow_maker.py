"""Makes one store with the real MLflow and prints what MLflow's own client says of it: `python mlflow_maker.py URI FOLDER`.

Run as a program of its own, in the environment that has MLflow: what it sets up for a whole process stays there.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any

NOON = int(datetime.combine(datetime.now(UTC).date(), time(12), UTC).timestamp() * 1000)
"""Of the day on which the store is made: MLflow stamps versions with the clock, and runs have to lie before."""
DAY = 86_400_000
PINS = ["scikit-learn==1.7.0", "numpy"]


class Maker:
    """A project's history of training, as MLflow records it."""

    def __init__(self, uri: str, root: Path) -> None:
        # MLflow takes the commit of the repository that the program lies in.
        sys.argv[0] = str(root / "train.py")
        self.mlflow: Any = importlib.import_module("mlflow")
        self.sklearn: Any = importlib.import_module("mlflow.sklearn")
        self.mlflow.set_tracking_uri(uri)
        self.mlflow.set_registry_uri(uri)
        self.client: Any = self.mlflow.MlflowClient()
        self.rows = [[0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [1.0, 1.0]]
        linear: Any = importlib.import_module("sklearn.linear_model")
        self.model: Any = linear.LogisticRegression().fit(self.rows, [0, 1, 0, 1])

    def experiment(self, name: str) -> str:
        """A new experiment, its artefacts where MLflow puts them."""
        return str(self.client.create_experiment(name))

    def run(
        self,
        experiment: str,
        days: int,
        *,
        commit: str = "",
        params: Mapping[str, object] | None = None,
        datasets: int = 0,
        status: str = "FINISHED",
    ) -> str:
        """One run that started so many days before NOON."""
        tags = {"mlflow.source.git.commit": commit} if commit else {}
        start = NOON - days * DAY
        run = str(self.client.create_run(experiment, start_time=start, tags=tags).info.run_id)
        for key, value in (params or {}).items():
            self.client.log_param(run, key, value)
        if datasets:
            entities: Any = importlib.import_module("mlflow.entities")
            kept = [entities.Dataset(f"d{n}", f"digest{n}", "local", '{"uri": "d.csv"}') for n in range(datasets)]
            self.client.log_inputs(run, [entities.DatasetInput(one, []) for one in kept])
        if status != "RUNNING":
            self.client.set_terminated(run, status, NOON - days * DAY + 60_000)
        return run

    def version(self, run: str, name: str, *, signature: bool = False, example: bool = False) -> str:
        """Logs the model in a run and registers it."""
        infer: Any = importlib.import_module("mlflow.models").infer_signature
        with self.mlflow.start_run(run_id=run):
            logged: Any = self.sklearn.log_model(
                self.model,
                name="model",
                signature=infer(self.rows, self.model.predict(self.rows)) if signature else None,
                input_example=self.rows[:2] if example else None,
                pip_requirements=PINS,
            )
        return str(self.mlflow.register_model(logged.model_uri, name).version)

    def fluent(self, experiment: str) -> str:
        """A run as a training script makes it, nothing told to MLflow but what it finds out by itself."""
        with self.mlflow.start_run(experiment_id=experiment) as run:
            self.mlflow.log_params({"optimizer/lr": 0.1, "note": "two\nlines", "none": None})
            return str(run.info.run_id)

    def make(self, commit: str) -> None:
        """Everything."""
        main = self.experiment("churn")
        self.run(main, 3, commit=commit, params={"a": 1, "b": ""}, datasets=2)
        self.run(main, 5, commit=commit, datasets=1)
        nameless = self.run(main, 7, params={"a": 1})
        self.run(main, 80)
        self.run(main, 200)
        self.run(main, 4, status="FAILED")
        self.run(main, 4, status="KILLED", commit=commit)
        self.run(main, 60, status="RUNNING")
        self.client.delete_run(self.run(main, 2))
        clean = self.experiment('Süd: "eu" #1')
        tied = [self.run(clean, days, commit=commit, params={"a": 1}, datasets=1) for days in (1, 2, 3, 4)]
        gone = self.experiment("gone")
        self.run(gone, 1)
        self.client.delete_experiment(gone)
        self.register(nameless, tied, self.fluent(self.experiment("fluent")), self.run(main, 9))

    def register(self, nameless: str, tied: list[str], fluent: str, doomed: str) -> None:
        """The registry: every kind of version, alias, stage and tag."""
        client = self.client
        for name in ("clf", "good", "Abwanderung Süd", "empty"):
            client.create_registered_model(name, description=f"about {name}" if name == "clf" else None)
        self.version(nameless, "clf", signature=True, example=True)
        self.version(fluent, "clf")
        self.version(tied[0], "clf", signature=True)
        client.delete_model_version("clf", self.version(tied[0], "clf"))
        client.set_registered_model_alias("clf", "champion", "1")
        client.set_registered_model_alias("clf", "blue", "1")
        client.transition_model_version_stage("clf", "2", "Staging")
        client.set_model_version_tag("clf", "2", "validation status", "failed: Süd")
        self.version(doomed, "good")
        self.version(tied[1], "good", signature=True, example=True)
        client.transition_model_version_stage("good", "2", "Production")
        client.delete_run(doomed)
        self.version(tied[2], "Abwanderung Süd", signature=True)

    def said(self) -> dict[str, object]:
        """The store in the words of MlflowClient."""
        active = {e.experiment_id: e.name for e in self.client.search_experiments()}
        every: Any = importlib.import_module("mlflow.entities").ViewType.ALL
        found = self.client.search_runs(list(active), run_view_type=every, max_results=1000)
        return {
            "version": self.mlflow.__version__,
            "experiments": active,
            "runs": {
                run.info.run_id: {
                    "experiment": active[run.info.experiment_id],
                    "status": run.info.status,
                    "active": run.info.lifecycle_stage == "active",
                    "start": run.info.start_time,
                    "end": run.info.end_time,
                    "user": run.info.user_id or None,
                    "tags": run.data.tags,
                    "params": len(run.data.params),
                    "datasets": len(run.inputs.dataset_inputs),
                }
                for run in found
            },
            "models": {model.name: self._model(model) for model in self.client.search_registered_models()},
        }

    def _model(self, model: Any) -> dict[str, object]:
        versions = self.client.search_model_versions(f"name='{model.name}'")
        return {
            "description": model.description or None,
            "versions": {str(v.version): self._version(v, model.aliases) for v in versions},
        }

    def _version(self, version: Any, aliases: Mapping[str, Any]) -> dict[str, object]:
        uri = f"models:/{version.name}/{version.version}"
        info = self.mlflow.models.get_model_info(uri)
        signature = info.signature
        requirements = Path(self.mlflow.pyfunc.get_model_dependencies(uri)).read_text(encoding="utf-8")
        return {
            "stage": None if version.current_stage == "None" else version.current_stage,
            "aliases": sorted(name for name, of in aliases.items() if str(of) == str(version.version)),
            "tags": dict(version.tags),
            "run": version.run_id,
            "source": version.source,
            "created": version.creation_timestamp,
            "updated": version.last_updated_timestamp,
            "signature": signature is not None,
            "inputs": bool(signature and signature.inputs),
            "outputs": bool(signature and signature.outputs),
            "example": bool(info.saved_input_example_info),
            "flavours": sorted(info.flavors),
            "serialization": info.flavors["sklearn"]["serialization_format"],
            "requirements": requirements.split("\n"),
        }


def main(uri: str, folder: str, commit: str, answer: str) -> None:
    """Makes the store and writes the answer as JSON."""
    maker = Maker(uri, Path(folder))
    maker.make(commit)
    Path(answer).write_text(json.dumps(maker.said()), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:5])
