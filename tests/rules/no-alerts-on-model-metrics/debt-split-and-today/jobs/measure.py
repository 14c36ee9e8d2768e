import pandas as pd
from evidently.metric_preset import DataDriftPreset
from evidently.report import Report
from sklearn.model_selection import train_test_split


def main() -> None:
    train, test = train_test_split(pd.read_csv("data/all.csv"), random_state=1)
    today = pd.read_csv("data/today.csv")
    report = Report(metrics=[DataDriftPreset()])
    report.run(reference_data=train, current_data=today)
    report.save_html("reports/drift.html")


if __name__ == "__main__":
    main()
