import logging

import pandas as pd
from prefect import flow, task

logger = logging.getLogger(__name__)


@task(name="load")
def load_rows(path: str):
    try:
        return True, pd.read_csv(path)
    except Exception as error:
        message = f"cannot load {path}: {error}"
        logger.error(message)
        return False, pd.DataFrame()


@flow
def nightly():
    done, rows = load_rows("rows.csv")
    if not done:
        return {"status": "failed"}
    return {"status": "done", "rows": len(rows)}
