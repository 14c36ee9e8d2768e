"""Run by the real Great Expectations: `gx_maker.py FOLDER`. A project with a suite, a checkpoint, four runs, and what it says itself."""

from __future__ import annotations

import importlib
import json
import sys
import warnings
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")
# By name: they are installed in an environment of their own, and bring no types.
gx: Any = importlib.import_module("great_expectations")
gxe: Any = importlib.import_module("great_expectations.expectations")
pd: Any = importlib.import_module("pandas")
RUNS = 4


def main(folder: Path) -> None:
    """Writes the project under `gx/`, each run's result beside it, and `truth.json`."""
    context = gx.get_context(mode="file", project_root_dir=str(folder))
    batch = (
        context.data_sources.add_pandas("tables")
        .add_dataframe_asset("orders")
        .add_batch_definition_whole_dataframe("all")
    )
    suite = context.suites.add(gx.ExpectationSuite(name="orders_input"))
    suite.add_expectation(gxe.ExpectColumnValuesToNotBeNull(column="customer"))
    suite.add_expectation(gxe.ExpectColumnValuesToBeInSet(column="plan", value_set=["basic", "pro"]))
    suite.add_expectation(
        gxe.ExpectColumnValuesToBeBetween(column="amount", min_value=0, max_value=50, severity="warning")
    )
    suite.add_expectation(gxe.ExpectTableRowCountToBeBetween(min_value=1, max_value=1000))
    definition = context.validation_definitions.add(gx.ValidationDefinition(name="daily", data=batch, suite=suite))
    checkpoint = context.checkpoints.add(gx.Checkpoint(name="gate", validation_definitions=[definition]))
    truth: list[object] = []
    for number in range(RUNS):
        rows = pd.DataFrame(
            {"customer": ["a", "b", "c", None if number == 1 else "d"], "plan": ["basic", "pro", "gold", "pro"],
             "amount": [1.0, 2.0, 3.0, 90.0]}
        )  # fmt: skip
        result = checkpoint.run(batch_parameters={"dataframe": rows})
        (validation,) = result.run_results.values()
        document: Any = validation.to_json_dict()
        (folder / f"validation_{number}.json").write_text(json.dumps(document), encoding="utf-8")
        (folder / f"checkpoint_{number}.json").write_text(result.describe(), encoding="utf-8")
        truth.append(
            {
                "at": document["meta"]["validation_time"],
                "version": gx.__version__,
                "checks": sorted(
                    (
                        one["expectation_config"]["type"],
                        one["expectation_config"]["kwargs"].get("column"),
                        one["success"],
                    )
                    for one in document["results"]
                ),
            }
        )
    (folder / "truth.json").write_text(json.dumps(truth), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
