import logging

from fastapi import FastAPI

logger = logging.getLogger(__name__)
app = FastAPI()


@app.post("/profile")
def store(profile):
    logger.info("stored %s", profile.email)
    return {}


@app.delete("/profile")
def forget(profile):
    logger.info("forgetting %s", profile.email)
    logger.info("forgot %s", profile.email)
    return {}
