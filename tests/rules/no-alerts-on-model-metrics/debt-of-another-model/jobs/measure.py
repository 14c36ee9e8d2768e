import pandas as pd
from evidently.metric_preset import DataDriftPreset
from evidently.report import Report


def main() -> None:
    report = Report(metrics=[DataDriftPreset()])
    report.run(reference_data=pd.read_csv("data/train.csv"), current_data=pd.read_csv("data/today.csv"))
    report.save_html("reports/drift.html")


if __name__ == "__main__":
    main()
