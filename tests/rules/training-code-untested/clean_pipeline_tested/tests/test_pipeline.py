from pipelines.training.pipeline import churn_pipeline
from runner import run


def test_pipeline():
    assert run(churn_pipeline).state == "SUCCEEDED"
