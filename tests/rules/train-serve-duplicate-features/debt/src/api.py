import pandas
from fastapi import FastAPI

app = FastAPI()


def prepare(ride):
    table = pandas.DataFrame([ride])
    table["is_long"] = (table.km > 10.0).astype(int)
    table["is_night"] = (table.hour > 21).astype(int)
    table["speed"] = table.km / (table.minutes + 1)
    return table


@app.post("/tip")
def tip(ride: dict):
    return app.state.model.predict(prepare(ride))
