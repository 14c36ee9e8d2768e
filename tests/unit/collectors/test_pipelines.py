"""Pipelines of every notation: names, steps, schedules, what happens on a bad day."""

from __future__ import annotations

import random
from typing import Any

import pytest

from debtscope.testing import facts_of
from debtscope_collectors.sources.pipelines import manifests, scripts
from debtscope_collectors.sources.pipelines.facts import Pipeline, Pipelines
from debtscope_collectors.sources.pipelines.schedule import schedule


def _all(tree: dict[str, str | bytes]) -> dict[str, Pipeline]:
    found = facts_of(tree, collectors=["python", "pipelines", "dvc"]).one(Pipelines)
    assert found is not None
    return {one.tool: one for one in found.pipelines}


@pytest.mark.parametrize(
    ("written", "words", "runs"),
    [
        ("0 2 * * *", "daily at 02:00", 30.44),
        ("*/15 * * * *", "every 15 minutes", 2922.0),
        ("@hourly", "hourly", 730.5),
        ("30 6 * * 1-5", "on weekdays at 06:30", 21.74),
        ("0 6 * * MON", "Mondays at 06:00", 4.35),
        ("0 0 1 */3 *", "on day 1 of the month at 00:00", 0.33),
        ("rate(6 hours)", "every 6 hours", 121.75),
        ("PT30M", "every 30 minutes", 1461.0),
        ("cron(0 12 ? * SUN *)", "Sundays at 12:00", 4.35),
    ],
)
def test_schedules(written: str, words: str, runs: float) -> None:
    found = schedule(written)
    assert found is not None and (found.words, found.runs_per_month) == (words, runs)


@pytest.mark.parametrize("written", ["@daily and more", "99 * * * *", "a b c d e", "*/0 * * * *", "1-", "- - - - -"])
def test_what_is_no_schedule_has_no_rate(written: str) -> None:
    found = schedule(written)
    assert found is not None and found.runs_per_month is None


def test_airflow_reads_defaults_through_a_variable_and_resolves_scripts() -> None:
    dag = """
from datetime import timedelta
import airflow.models as m
from airflow.operators.bash import BashOperator as Sh
from airflow.sensors.filesystem import FileSensor
ARGS = dict(owner="team", retries=3, execution_timeout=timedelta(hours=1))
dag = m.DAG("nightly", schedule_interval="@daily", default_args=ARGS, catchup=False, on_failure_callback=page)
wait = FileSensor(task_id="wait", filepath="x", dag=dag)
run = Sh(task_id="score", bash_command="cd /opt/repo && python src/score.py --token=abcdefgh12345678", dag=dag)
"""
    one = _all({"dags/a.py": dag, "src/score.py": "print(1)"})["airflow"]
    assert (one.name, one.owner, one.retries, one.timeout, one.catchup) == ("nightly", "team", 3, True, False)
    assert one.schedule is not None and one.schedule.words == "daily at 00:00"
    assert one.callbacks == ("on_failure_callback",) and one.checks_freshness
    (score,) = (step for step in one.steps if step.name == "score")
    assert score.files == ("src/score.py",) and "abcdefgh" not in score.command


def test_two_dags_of_one_file_keep_their_own_steps() -> None:
    dags = """
from airflow import DAG
from airflow.operators.python import PythonOperator
with DAG("a") as a:
    PythonOperator(task_id="one", python_callable=f)
with DAG("b") as b:
    PythonOperator(task_id="two", python_callable=g)
"""
    found = facts_of({"d.py": dags}, collectors=["python", "pipelines"]).one(Pipelines)
    assert found is not None
    assert {one.name: [s.name for s in one.steps] for one in found.pipelines} == {"a": ["one"], "b": ["two"]}


def test_code_of_other_tools() -> None:
    tree: dict[str, str | bytes] = {
        "p.py": "import prefect\n@prefect.task(retries=2)\ndef t(): ...\n@prefect.flow(name='f', timeout_seconds=9)\ndef f():\n"
        "    t.submit()\nif __name__ == '__main__':\n    f.serve(cron='0 1 * * *')\n",
        "z.py": "from zenml import pipeline, step\nfrom steps.load import load\n@step\ndef train(x): ...\n@pipeline\ndef p():\n    train(load())\n",
        "m.py": "from metaflow import FlowSpec, step, schedule, retry\n@schedule(daily=True)\nclass F(FlowSpec):\n    @retry\n    @step\n"
        "    def start(self):\n        self.next(self.end)\n    @step\n    def end(self): ...\n",
        "k.py": "from kedro.pipeline import Pipeline, node\nimport n\ndef create():\n    return Pipeline([node(n.clean, 'raw', ['a', 'b'], name='clean')])\n",
        "l.py": "import luigi\nclass T(luigi.Task):\n    def run(self): ...\n",
        "d.py": "from dagster import asset\n@asset\ndef table(): ...\n",
    }
    found = _all(tree)
    assert found["prefect"].schedule is not None and found["prefect"].steps[0].retries == 2 and found["prefect"].timeout
    assert [s.name for s in found["zenml"].steps] == ["load", "train"] or {s.name for s in found["zenml"].steps} == {
        "load",
        "train",
    }
    assert found["metaflow"].schedule is not None and [s.retries for s in found["metaflow"].steps] == [1, None]
    assert (found["kedro"].steps[0].inputs, found["kedro"].steps[0].outputs) == (("raw",), ("a", "b"))
    assert found["luigi"].steps[0].function == "T.run" and found["dagster"].steps[0].name == "table"


def test_files() -> None:
    argo = """apiVersion: argoproj.io/v1alpha1
kind: CronWorkflow
metadata: {name: retrain}
spec:
  schedule: "0 3 * * 0"
  concurrencyPolicy: Forbid
  workflowSpec:
    onExit: tell
    activeDeadlineSeconds: 600
    templates:
      - name: train
        retryStrategy: {limit: 2}
        container: {image: "reg/train:1", command: [python], args: [train.py]}
      - name: order
        dag: {tasks: []}
"""
    github = "name: nightly\non:\n  schedule:\n    - cron: '0 3 * * *'\njobs:\n  a:\n    steps:\n      - run: python train.py || true\n"
    tree: dict[str, str | bytes] = {
        "argo.yaml": argo, ".github/workflows/n.yml": github, "train.py": "print(1)",
        "MLproject": "name: x\nentry_points:\n  main:\n    command: python train.py --a {a}\n",
        "Makefile": "data:\n\tpython prepare.py\nmodel: data\n\tpython train.py\ntest:\n\tpytest\n",
        "Snakefile": "rule train:\n    input: 'a.csv'\n    output: 'm.pkl'\n    shell: 'python train.py {input}'\n",
    }  # fmt: skip
    found = _all(tree)
    assert found["argo"].schedule is not None and found["argo"].schedule.words == "Sundays at 03:00"
    assert [(s.name, s.retries) for s in found["argo"].steps] == [("train", 2)] and found["argo"].callbacks == (
        "onExit",
    )
    assert found["github"].steps[0].masks_failure and found["github"].steps[0].files == ("train.py",)
    assert found["mlproject"].steps[0].files == ("train.py",)
    assert [s.name for s in found["make"].steps] == ["data", "model"]
    assert (found["snakemake"].steps[0].inputs, found["snakemake"].steps[0].files) == (("a.csv",), ("train.py",))


def test_a_makefile_of_chores_is_no_pipeline() -> None:
    chores = "install:\n\tpip install -r requirements.txt\ntest: install\n\tpython -m pytest\nrun:\n\tpython app.py\n"
    assert "make" not in _all({"Makefile": chores})


def test_fuzz() -> None:
    document: dict[str, object] = {
        "apiVersion": "argoproj.io/v1alpha1", "kind": "CronWorkflow", "metadata": {"name": "x", "annotations": {}},
        "spec": {"schedule": "0 1 * * *", "workflowSpec": {"templates": [{"name": "a", "container": {"image": "i", "args": ["b"]}}]},
                 "jobTemplate": {"spec": {"template": {"spec": {"containers": [{"name": "c", "command": ["d"]}]}}}}},
        "on": {"schedule": [{"cron": "1 1 * * *"}]}, "jobs": {"a": {"steps": [{"run": "x"}]}}, "entry_points": {"m": {"command": "c"}},
        "pipelineInfo": {"name": "n"}, "deploymentSpec": {"executors": {"exec-a": {"container": {"image": "i"}}}},
    }  # fmt: skip
    junk: tuple[object, ...] = (None, True, -1, 1e308, "", "x" * 3000, [3], [[0]], {"a": [1]}, 10**400, "* * * *")
    dice = random.Random(20261120)

    def spoilt(value: Any) -> Any:
        if dice.random() < 0.08:
            return dice.choice(junk)
        if isinstance(value, dict):
            return {key: spoilt(inner) for key, inner in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        return [spoilt(inner) for inner in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]

    for kind in ("CronWorkflow", "CronJob", "Workflow") * 120:
        broken = spoilt({**document, "kind": kind})
        for read in (manifests.kubernetes, manifests.kubeflow, manifests.github, manifests.mlproject):
            for one in read("p.yaml", broken, lambda _: None):
                assert isinstance(one, Pipeline)
    alphabet = "rule a:\n\tinput output shell '\"|- ${}%python x.py"
    for _ in range(200):
        text = "".join(dice.choice(alphabet) for _ in range(300))
        list(scripts.make("Makefile", text))
        list(scripts.snakemake("Snakefile", text))
        schedule(text[:40])
