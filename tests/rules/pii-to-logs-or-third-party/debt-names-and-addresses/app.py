import logging

from fastapi import FastAPI

from users import find

app = FastAPI()
logger = logging.getLogger(__name__)


@app.get("/users")
def user(email: str) -> dict[str, str]:
    logger.info("asked for %s", email)
    return find(email)


@app.post("/users")
def change(email: str, first_name: str) -> dict[str, str]:
    logger.info("%s is called %s now", email, first_name)
    return find(email)
