import importlib
import sys
from pathlib import Path

import pandas as pd


def main(name, out):
    config = importlib.import_module(f"experiments.{name}").config
    rows = [{"id": x.id, "answer": config.model.predict(x)} for x, y in config.samples]
    pd.DataFrame.from_records(rows).to_csv(Path(out) / f"{name}_rows.csv.gz", index=False)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
