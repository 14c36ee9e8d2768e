import asyncio
from threading import Thread

from fastapi import FastAPI

app = FastAPI()
threads = {}
active_tasks: dict[str, asyncio.Task] = {}


async def work(text: str) -> None:
    print(text)


@app.post("/jobs")
async def start(job_id: str, text: str) -> str:
    threads[job_id] = Thread(target=print, args=(text,))
    threads[job_id].start()
    task = asyncio.create_task(work(text))
    active_tasks[job_id] = task
    return job_id
