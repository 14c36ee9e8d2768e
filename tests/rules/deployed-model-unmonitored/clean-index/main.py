import pickle

from fastapi import FastAPI

app = FastAPI()

with open("index/bm25.pkl", "rb") as file:
    index = pickle.load(file)


@app.post("/search")
def search(text: str) -> list:
    return index.get_top_n(text.split(), [], n=5)
