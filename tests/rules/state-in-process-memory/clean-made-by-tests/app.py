from fastapi import FastAPI

from jobs import PostgresJobs

app = FastAPI()
jobs = PostgresJobs("postgresql://db/jobs")


@app.post("/jobs")
def start(key: str) -> None:
    jobs.start(key)
