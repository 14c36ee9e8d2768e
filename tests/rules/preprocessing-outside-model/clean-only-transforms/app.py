import faust
from scoring.model import Estimator
from scoring.scaler import StoredScaler

app = faust.App("scores", broker="kafka://broker:9092")
readings = app.topic("readings")
scaler = StoredScaler("resources/scaler.pkl")
estimator = Estimator("resources/rul.h5")


@app.agent(readings)
async def score(stream):
    async for reading in stream:
        await app.topic("scores").send(value=float(estimator.predict(scaler.transform(reading))[0]))
