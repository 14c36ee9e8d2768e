import logging

import pandas as pd

log = logging.getLogger(__name__)


def load(path, failures):
    try:
        return pd.read_csv(path)
    except Exception:
        log.exception("could not read %s", path)
        return None


def score(model, rows, failures):
    try:
        return model.predict(rows)
    except Exception:
        failures.inc()
        return None


def checked(model, rows):
    try:
        return model.predict(rows)
    except Exception as error:
        raise RuntimeError("scoring failed") from error


def told(model, rows):
    try:
        return {"score": model.predict(rows)}
    except Exception:
        return {"error": "the model could not score these rows"}


def status(model, rows):
    state = {}
    try:
        model.predict(rows)
        state["model"] = "up"
    except Exception:
        state["model"] = "down"
    return state
