import pandas as pd
from evidently.metric_preset import DataDriftPreset
from evidently.report import Report


def weekly(reference: pd.DataFrame, current: pd.DataFrame) -> None:
    report = Report(metrics=[DataDriftPreset()])
    report.run(reference_data=reference, current_data=current)
    report.save_json("s3://reports/weekly.json")
