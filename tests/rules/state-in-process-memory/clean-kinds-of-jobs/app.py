from enum import Enum

from fastapi import FastAPI

app = FastAPI()
job_state: dict[str, str] = {}
jobs = {}


class Kind(Enum):
    TRAIN = "train"


@app.post("/jobs")
def update(job_type: str, state: str) -> str:
    job_state[job_type] = state
    jobs[Kind.TRAIN] = state
    return state
