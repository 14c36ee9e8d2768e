from fastapi import FastAPI

from jobs import Jobs

app = FastAPI()
jobs = Jobs()


@app.post("/jobs")
def start(key: str) -> None:
    jobs.start(key)
