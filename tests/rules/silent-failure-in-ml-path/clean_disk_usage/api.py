from fastapi import FastAPI

import registry

app = FastAPI()


@app.post("/disk-usage")
def promote_version(version: str):
    return registry.promote(version)
