import joblib
from fastapi import FastAPI, UploadFile
from minio import Minio

app = FastAPI()
store = Minio("store:9000")
model = joblib.load("model.joblib")


async def keep(name: str, photo) -> None:
    store.put_object("photos", name, photo, -1, part_size=10_000_000)


@app.post("/predict")
async def predict(photo: UploadFile) -> float:
    await keep(photo.filename, photo.file)
    return float(model.score_of(photo.size))
