from fastapi import FastAPI

app = FastAPI()


@app.post("/notes")
def notes(row: dict):
    return {"kept": len(row)}
