import pickle

from fastapi import FastAPI

app = FastAPI()


def stored_rate():
    try:
        kept = pickle.load(open("store.pckl", "rb"))
        return kept.get("model")
    except:
        return 50


@app.get("/rate")
def rate():
    return stored_rate()
