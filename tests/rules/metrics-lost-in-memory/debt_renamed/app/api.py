from collections import deque

from fastapi import FastAPI as Web

app = Web()
history = deque(maxlen=100)


@app.post("/feedback")
def feedback(expected: int, answered: int):
    history.append(expected == answered)
    return {"accuracy": sum(history) / len(history)}
