"""The model inventory: registry, manifests, serving code and settings, by name."""

from __future__ import annotations

from pathlib import Path

from debtscope.api import Maturity, RepositoryMaturity
from debtscope.demo.build import build_demo
from debtscope.model.settings import ModelSettings, Settings
from debtscope.testing import Tree, facts_of
from debtscope_collectors.joins.facts import InventoryModel, ModelInventory
from tests.mlflow_made import make, run_id, version

MANIFEST = """apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata:
  name: {name}
spec:
  predictor:
    sklearn:
      storageUri: {uri}
"""
SERVE = """import joblib
from fastapi import FastAPI

app = FastAPI()
scaler = joblib.load("models/scaler.pkl")
model = joblib.load("models/{name}.pkl")


@app.post("/predict")
def predict(row: dict):
    return model.predict([row])
"""


def models(root: Tree, settings: Settings | None = None) -> dict[str, InventoryModel]:
    inventory = facts_of(root, settings=settings).one(ModelInventory)
    assert inventory is not None
    return {model.name: model for model in inventory.models}


def test_the_demo(tmp_path: Path) -> None:
    known = models(build_demo(tmp_path / "demo"))
    assert {name: model.is_deployed for name, model in known.items()} == {
        "churn-clf": True,
        "churn-proto": True,
        "churn-uplift": False,
    }
    served = known["churn-clf"].served
    assert served
    assert served.version == "1"
    assert {"alias champion", "stage Production", "k8s/inferenceservice.yaml"} <= set(known["churn-clf"].deployed_by)
    assert [v.version for v in known["churn-clf"].versions] == ["1", "2", "3", "4"]


def test_serving_aliases_are_the_teams_own(tmp_path: Path) -> None:
    make(
        tmp_path / "mlflow.db",
        [(run_id(1), 1, None)],
        version(1, run_id(1), alias="Blue") + version(2, run_id(1), stage="Staging"),
    )
    assert models(tmp_path)["clf"].served is None
    served = models(tmp_path, Settings(served_aliases=("blue",)))["clf"].served
    assert served
    assert served.version == "1"


def test_the_newest_version_at_stage_production_serves(tmp_path: Path) -> None:
    sql = (
        version(9, run_id(1), stage="Production") + version(10, run_id(1), stage="Production") + version(11, run_id(1))
    )
    make(tmp_path / "mlflow.db", [(run_id(1), 1, None)], sql)
    model = models(tmp_path)["clf"]
    assert model.served
    assert model.served.version == "10"
    assert model.served_since
    assert "stage" in model.since_note


def test_a_manifest_is_a_model_or_belongs_to_one(tmp_path: Path) -> None:
    make(tmp_path / "mlflow.db", [(run_id(1), 1, None)], version(1, run_id(1)))
    (tmp_path / "k8s").mkdir()
    (tmp_path / "k8s/one.yaml").write_text(MANIFEST.format(name="clf-blue", uri="s3://bucket/clf/7"))
    (tmp_path / "k8s/two.yaml").write_text(MANIFEST.format(name="ranker", uri="s3://bucket/x/1"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/example.yaml").write_text(MANIFEST.format(name="iris", uri="gs://kfserving/iris"))
    known = models(tmp_path)
    assert {name: model.deployed_by for name, model in known.items()} == {
        "clf": ("k8s/one.yaml",),
        "ranker": ("k8s/two.yaml",),
    }
    assert "clf-blue" in known["clf"].names


def test_what_serving_code_loads_is_a_model_where_nothing_else_is_known() -> None:
    assert list(models({"app/main.py": SERVE.format(name="credit"), "app/__init__.py": ""})) == ["credit"]
    assert models({"examples/main.py": SERVE.format(name="credit")}) == {}


def test_settings_name_and_retire_models() -> None:
    settings = Settings(models={"old": ModelSettings(retired=True), "new": ModelSettings(aliases=("nu",))})
    known = models({"a.txt": ""}, settings)
    assert (known["old"].is_deployed, known["old"].retired) == (False, True)
    assert known["new"].is_deployed
    assert "nu" in known["new"].names


def test_nothing_is_an_empty_inventory() -> None:
    assert models({"a.py": "print(1)\n"}) == {}


FROM_RUN = """import os

import mlflow.pyfunc
from fastapi import FastAPI

app = FastAPI()
model = mlflow.pyfunc.load_model(os.getenv("MODEL_URI", "mlruns/33/67aa/artifacts/model"))


@app.post("/predict")
def predict(row: dict):
    return model.predict([row])
"""
REGISTER = """import mlflow
from sklearn.linear_model import LinearRegression

model = LinearRegression().fit([[1.0], [2.0]], [1.0, 2.0])
mlflow.sklearn.log_model(model, "model", registered_model_name="prices")
"""


def test_a_model_loaded_from_a_run_is_deployed(tmp_path: Path) -> None:
    assert [(m.name, m.is_deployed) for m in models({"app.py": FROM_RUN}).values()] == [("model", True)]
    named = models({"app.py": FROM_RUN, "train.py": REGISTER})
    assert [(m.name, m.deployed_by) for m in named.values()] == [("prices", ("app.py",))]
    by_id = FROM_RUN.replace("mlruns/33/67aa/artifacts/model", "runs:/67aa/model")
    assert [m.is_deployed for m in models({"app.py": by_id}).values()] == [True]


def test_a_run_of_one_of_several_models_is_not_guessed(tmp_path: Path) -> None:
    two = REGISTER + 'mlflow.sklearn.log_model(model, "model", registered_model_name="rents")\n'
    assert not any(m.is_deployed for m in models({"app.py": FROM_RUN, "train.py": two}).values())


PROMOTES = """import json

with open("models/production.json", "w") as file:
    json.dump({"path": "models/7/model.joblib"}, file)
"""
SCORES = """import json
import sys

import joblib
import pandas as pd


def load():
    with open("models/production.json") as file:
        return joblib.load(json.load(file)["path"])


rows = pd.read_csv(sys.argv[1])
rows["score"] = load().predict_proba(rows)[:, 1]
rows.to_csv("scores.csv")
"""


def test_a_job_that_scores_with_what_a_record_of_promotions_names_is_in_service(tmp_path: Path) -> None:
    (tmp_path / "score.py").write_text(SCORES)
    assert models(tmp_path) == {}
    (tmp_path / "promote.py").write_text(PROMOTES)
    known = models(tmp_path)["model"]
    assert known.deployed_by == ("score.py",)
    assert "models/production.json" in known.deployed_words
    assert "promote.py" in known.deployed_words


def test_a_job_that_scores_on_a_schedule_is_in_service(tmp_path: Path) -> None:
    (tmp_path / "score.py").write_text(SCORES)
    (tmp_path / "crontab").write_text("0 3 * * * python score.py\n")
    known = models(tmp_path)["model"]
    assert known.deployed_by == ("score.py",)
    assert "daily at 03:00" in known.deployed_words


def test_a_job_that_scores_in_order_to_evaluate_is_not(tmp_path: Path) -> None:
    (tmp_path / "evaluate").mkdir()
    (tmp_path / "evaluate/score.py").write_text(SCORES)
    (tmp_path / "promote.py").write_text(PROMOTES)
    assert models(tmp_path) == {}


TRITON = """services:
  api:
    build: .
  triton:
    image: nvcr.io/nvidia/tritonserver:24.08-py3
    entrypoint: "tritonserver --model-repository=/models"
  prices:
    image: tensorflow/serving:2.16.1
    environment:
      MODEL_NAME: price
"""


def test_a_server_of_others_that_the_project_starts_deploys_its_models() -> None:
    known = models({"docker/ml.yml": TRITON, "app.py": "import requests\n"})
    assert {name: model.deployed_by for name, model in known.items()} == {
        "price": ("docker/ml.yml",),
        "model of triton": ("docker/ml.yml",),
    }


def test_a_server_that_names_no_model_serves_the_only_one(tmp_path: Path) -> None:
    make(tmp_path / "mlflow.db", [(run_id(1), 1, None)], version(1, run_id(1)))
    (tmp_path / "compose.yaml").write_text(TRITON.partition("  prices:")[0])
    known = models(tmp_path)
    assert [model.deployed_by for model in known.values()] == [("compose.yaml",)]


def test_servers_of_tests_and_examples_deploy_nothing() -> None:
    assert not models({"tests/compose.yaml": TRITON, "examples/compose.yaml": TRITON, "compose.test.yaml": TRITON})


ASSISTANT = """from fastapi import FastAPI
from langchain_openai import ChatOpenAI

app = FastAPI()
llm = ChatOpenAI(model="gpt-4o-mini")


@app.post("/ask")
def ask(question: str) -> str:
    return llm.invoke(question).content
"""


def test_a_language_model_that_a_service_asks_is_one_where_something_runs_the_service(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(ASSISTANT)
    assert models(tmp_path) == {}
    (tmp_path / "Dockerfile").write_text('FROM python:3.12-slim\nCOPY app.py .\nCMD ["uvicorn", "app:app"]\n')
    known = models(tmp_path)["gpt-4o-mini"]
    assert known.is_hosted
    assert known.is_deployed
    assert known.deployed_words == "app.py, run by Dockerfile"


LATE = """import os

import joblib
from fastapi import FastAPI

app = FastAPI()


def load(path: str):
    return joblib.load(path)


@app.on_event("startup")
def start() -> None:
    app.state.model = load(os.environ["MODEL"])


@app.post("/{route}")
def answer(row: dict):
    return app.state.model.predict([row])
"""
TRAIN = "import joblib\nfrom sklearn.svm import SVC\n\nmodel = SVC().fit([[1], [2]], [0, 1])\njoblib.dump(model, 'out/churn.joblib')\n"


def test_a_service_that_learns_its_models_place_at_run_time_deploys_the_only_one() -> None:
    service = LATE.replace("{route}", "predict")
    named = models({"api/app.py": service, "train.py": TRAIN})
    assert {name: model.deployed_by for name, model in named.items()} == {"churn": ("api/app.py",)}
    unnamed = models({"api/app.py": service})
    assert {name: model.deployed_by for name, model in unnamed.items()} == {"model": ("api/app.py",)}


def test_what_a_service_without_predictions_loads_is_no_model() -> None:
    assert not models({"api/app.py": LATE.replace("{route}", "sessions")})


def test_of_several_models_none_is_guessed_for_such_a_service() -> None:
    train = TRAIN + "import mlflow\nmlflow.sklearn.log_model(model, 'm', registered_model_name='a')\n"
    train += "mlflow.sklearn.log_model(model, 'm', registered_model_name='b')\n"
    tree = {"api/app.py": LATE.replace("{route}", "predict"), "train.py": train}
    known = models(tree)
    assert {name: model.is_deployed for name, model in known.items()} == {"a": False, "b": False}
    maturity = facts_of(tree).one(RepositoryMaturity)
    assert maturity
    assert (maturity.value, maturity.reason) == (Maturity.PRODUCTION, "api/app.py answers with a model")


STEP = """import mlflow
import pandas as pd

REGISTERED_MODEL_NAME = "cancellations"
MODEL_NAME = "boosting"


def score(path):
    version = mlflow.search_registered_models()[0].latest_versions[0].version
    model = mlflow.sklearn.load_model(model_uri=f"models:/{REGISTERED_MODEL_NAME}/{version}")
    return model.predict(pd.read_parquet(path)).tolist()
"""
DAG = """from airflow import DAG
from airflow.operators.python import PythonOperator

from steps.inference import score
{more}
with DAG("score", schedule=None) as dag:
    PythonOperator(task_id="score", python_callable=score)
"""


def test_a_step_of_a_pipeline_that_scores_and_trains_nothing_is_in_service(tmp_path: Path) -> None:
    (tmp_path / "steps").mkdir()
    (tmp_path / "dags").mkdir()
    (tmp_path / "steps/inference.py").write_text(STEP)
    (tmp_path / "steps/train.py").write_text(
        "from sklearn.linear_model import LogisticRegression\n\n\ndef train(x, y):\n    return LogisticRegression().fit(x, y)\n"
    )
    assert models(tmp_path) == {}
    (tmp_path / "dags/score.py").write_text(DAG.format(more=""))
    known = models(tmp_path)["cancellations"]
    assert known.deployed_by == ("steps/inference.py",)
    assert known.deployed_words.endswith("dags/score.py runs when somebody starts it")
    (tmp_path / "dags/score.py").write_text(DAG.format(more="from steps.train import train\n"))
    assert models(tmp_path) == {}


WORKER = """import s3
from frame import rows


def run():
    model = s3.model("latest")
    print(model.predict(rows()))


if __name__ == "__main__":
    run()
"""


def test_a_worker_that_an_image_starts_has_its_model_in_service() -> None:
    tree = {
        "app.py": WORKER,
        "frame.py": "def rows():\n    return [[1]]\n",
        "s3.py": "import joblib\n\n\ndef model(key):\n    return joblib.load(open(key, 'rb'))\n",
        "Dockerfile": 'FROM python:3.12\nCOPY . .\nCMD ["python", "app.py"]\n',
    }
    known = models(tree)["model"]
    assert known.deployed_by == ("s3.py",)
    assert known.deployed_words == "s3.py, which app.py uses, run by Dockerfile"
    assert models({**tree, "Dockerfile": "FROM python:3.12\n"}) == {}
    trains = "from sklearn.svm import SVC\n\n\ndef rows():\n    SVC().fit([[1], [2]], [0, 1])\n    return [[1]]\n"
    assert models({**tree, "frame.py": trains}) == {}, "it makes what it asks"


VISION = """from fastapi import FastAPI, UploadFile
from mlflow.tracking import MlflowClient
from ultralytics import YOLO

app = FastAPI()
net = YOLO(MlflowClient().get_model_version_by_alias("welds", "production").source)


@app.post("{route}")
def answer(file: UploadFile):
    return net(file.file).tolist()
"""


def test_a_service_that_makes_its_model_of_what_a_registry_names_deploys_it(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(VISION.format(route="/detect"))
    assert models(tmp_path)["model"].deployed_by == ("app.py",)


def test_a_route_that_answers_with_no_prediction_deploys_nothing(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(VISION.format(route="/pictures"))
    assert models(tmp_path) == {}


def test_a_server_of_models_serves_what_its_users_bring() -> None:
    server = (
        "from fastapi import FastAPI\nimport joblib\napp = FastAPI()\n\n\n"
        "@app.post('/predict')\ndef predict(path: str, rows: list) -> list:\n    return joblib.load(path).predict(rows).tolist()\n"
    )
    files = {"python/sklearnserver/sklearnserver/model.py": server}
    assert facts_of(files).all(ModelInventory)[0].models
    platform = facts_of({**files, "python/kserve/kserve/__init__.py": "class Model:\n    pass\n"})
    assert platform.all(ModelInventory)[0].models == ()
