from fastapi import FastAPI

import registry

app = FastAPI()


@app.post("/promote/{version}")
def promote_version(version: str):
    return registry.promote(version)
