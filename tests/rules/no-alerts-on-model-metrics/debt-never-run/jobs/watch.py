import pandas as pd
from evidently.metric_preset import DataDriftPreset
from evidently.report import Report


def drifted(reference: str, current: str) -> bool:
    report = Report(metrics=[DataDriftPreset()])
    report.run(reference_data=pd.read_csv(reference), current_data=pd.read_csv(current))
    drift_found = report.as_dict()["metrics"][0]["result"]["dataset_drift"]
    if drift_found:
        raise RuntimeError("the inputs have drifted")
    return drift_found
