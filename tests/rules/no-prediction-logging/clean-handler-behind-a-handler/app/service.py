from app.store import log_prediction


def answer(row: dict, prediction: float) -> dict:
    return shaped(row, prediction)


def shaped(row: dict, prediction: float) -> dict:
    return {"score": kept(row, prediction)}


def kept(row: dict, prediction: float) -> float:
    log_prediction(row, prediction, model_version="3", request_id=row["id"])
    return prediction
