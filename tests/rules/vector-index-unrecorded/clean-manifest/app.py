import faiss
from fastapi import FastAPI

app = FastAPI()
index = faiss.read_index("index/index.faiss")


@app.get("/size")
def size():
    return {"size": index.ntotal}
