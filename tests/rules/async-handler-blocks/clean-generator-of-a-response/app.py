import time

from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


def frames(rate: int):
    while True:
        time.sleep(1 / rate)
        yield b"frame"


@app.get("/stream")
async def stream(rate: int):
    return StreamingResponse(frames(rate))
