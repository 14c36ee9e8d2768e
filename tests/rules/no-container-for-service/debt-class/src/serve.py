import joblib
from fastapi import APIRouter, FastAPI


class Service:
    def __init__(self):
        self.model = joblib.load("model.joblib")

    def run(self, rows):
        return self.model.predict(rows).tolist()


service = Service()
routes = APIRouter()


@routes.post("/predict")
def answer(rows: list[list[float]]):
    return service.run(rows)


app = FastAPI()
app.include_router(routes)
