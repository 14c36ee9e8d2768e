import pandas as pd
from fastapi import FastAPI

from features import build

app = FastAPI()


@app.post("/tip")
def tip(ride: dict):
    return app.state.model.predict(build(pd.DataFrame([ride])))
