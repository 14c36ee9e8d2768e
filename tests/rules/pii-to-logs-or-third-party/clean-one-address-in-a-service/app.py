import logging

from fastapi import FastAPI

from users import find

app = FastAPI()
logger = logging.getLogger(__name__)


@app.get("/users")
def user(email: str) -> dict:
    try:
        return find(email)
    except LookupError as error:
        logger.error(f"Error fetching user by email {email}: {error}")
        raise
