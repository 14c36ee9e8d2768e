import logging

from fastapi import FastAPI

logger = logging.getLogger(__name__)
app = FastAPI()


@app.post("/profile")
def store(profile):
    logger.info("stored %s", profile.email)
    return {}
