import hashlib
import logging

from fastapi import FastAPI

app = FastAPI()
logger = logging.getLogger(__name__)


@app.post("/score")
def score(rows: int, depth: int) -> dict[str, str]:
    logger.info("score %s", locals())
    return {"state": "done"}


@app.post("/remind")
def remind(email: str, days: int) -> dict[str, str]:
    arguments = {"email": hash_of(email), "days": days}
    logger.info("remind %s", arguments)
    return {"state": "sent"}


@app.post("/move")
def move(email: str, to: str) -> dict[str, str]:
    short = hash_of(email)
    arguments = {"email": short, "to": to}
    logger.info("move %s", arguments)
    schema = {"email": {"type": "string"}, "last_name": str(to)}
    logger.info("by %s", schema)
    return {"state": "done"}


@app.post("/leave")
def leave(email: str) -> dict[str, str]:
    told = {"email": "given", "length": len(email)}
    logger.info("leave %s", told)
    return {"state": "done"}


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
