import logging

from fastapi import FastAPI

app = FastAPI()
logger = logging.getLogger(__name__)


@app.post("/invite")
def invite(email: str, first_name: str, team: int) -> dict[str, str]:
    logger.info("invite %s", locals())
    return {"state": "sent"}


@app.post("/remind")
def remind(email: str, days: int) -> dict[str, str]:
    arguments = {"email": email, "days": days}
    logger.info("remind %s", arguments)
    return {"state": "sent"}


@app.post("/leave")
def leave(email: str, last_name: str) -> dict[str, str]:
    told = dict(email=email, last_name=last_name)
    logger.info(f"leave {told}")
    return {"state": "done"}
