import argparse
import json
from pathlib import Path

MODELS = Path("artifacts/models")
RECORD = MODELS / "production.json"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--run", required=True)
    run = parser.parse_args().run
    scores = json.loads((MODELS / run / "metrics.json").read_text())
    if scores["auc"] < json.loads(RECORD.read_text())["auc"]:
        raise SystemExit("worse than the model in service")
    with open(RECORD, "w") as file:
        json.dump({"path": str(MODELS / run / "model.joblib")}, file)


if __name__ == "__main__":
    main()
