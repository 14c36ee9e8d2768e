"""Run by the real Evidently: `evidently_maker.py FOLDER`. A workspace of two projects, plain reports, and what Evidently itself says."""

from __future__ import annotations

import datetime as dt
import importlib
import json
import sys
import warnings
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")
# By name: they are installed in an environment of their own, and bring no types.
evidently: Any = importlib.import_module("evidently")
presets: Any = importlib.import_module("evidently.presets")
workspaces: Any = importlib.import_module("evidently.ui.workspace")
np: Any = importlib.import_module("numpy")
pd: Any = importlib.import_module("pandas")

WEEKS = ("2026-10-26", "2026-11-02", "2026-11-09", "2026-11-16")
SHIFTS = (0.0, 1.5, 2.0, 2.5)
DEFINITION: Any = evidently.DataDefinition(
    numerical_columns=["balance", "visits", "tenure"],
    categorical_columns=["region"],
    classification=[evidently.BinaryClassification(target="target", prediction_labels="prediction")],
)


def frame(rows: int, shift: float, dice: Any) -> Any:
    """Customers of whom three of four columns move with the shift."""
    data = pd.DataFrame(
        {
            "balance": dice.normal(shift, 1, rows),
            "visits": dice.normal(3 + shift, 1, rows),
            "tenure": dice.normal(10 + 2 * shift, 2, rows),
            "region": dice.choice(["north", "south"], rows),
        }
    )
    data["target"] = (data["balance"] + dice.normal(0, 1, rows) > 0).astype(int)
    data["prediction"] = (data["balance"] > 0).astype(int)
    return data


def main(folder: Path) -> None:
    """Writes everything under the folder, and `truth.json`."""
    dice = np.random.default_rng(7)
    reference = evidently.Dataset.from_pandas(frame(900, 0.0, dice), data_definition=DEFINITION)
    workspace = workspaces.Workspace.create(str(folder / "workspace"))
    churn, other = workspace.create_project("churn-clf"), workspace.create_project("parcel-eta")
    whole = evidently.Report(
        [presets.DataDriftPreset(), presets.ClassificationPreset(), presets.DataSummaryPreset()], include_tests=True
    )
    drift_only = evidently.Report([presets.DataDriftPreset(columns=["balance", "visits", "tenure", "region"])])
    truth: dict[str, object] = {"version": evidently.__version__}
    for day, shift in zip(WEEKS, SHIFTS, strict=True):
        at = dt.datetime.fromisoformat(f"{day}T06:00:00")
        current = evidently.Dataset.from_pandas(frame(400, shift, dice), data_definition=DEFINITION)
        run = whole.run(current, reference, timestamp=at, tags=["weekly"], metadata={"model_version": "3"})
        workspace.add_run(churn.id, run)
        run.save_json(str(folder / f"run_{day}.json"))
        (folder / f"dict_{day}.json").write_text(json.dumps(run.dict(), default=str), encoding="utf-8")
        workspace.add_run(other.id, drift_only.run(current, reference, timestamp=at))
        told = run.dict()
        share = next(m["value"]["share"] for m in told["metrics"] if "DriftedColumnsCount" in m["metric_name"])
        accuracy = next(m["value"] for m in told["metrics"] if m["metric_name"].startswith("Accuracy("))
        failing = sorted({t["name"] for t in told["tests"] if str(t["status"]).endswith("FAIL")})
        truth[day] = {"share": share, "accuracy": accuracy, "failing": failing, "tests": len(told["tests"])}
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
