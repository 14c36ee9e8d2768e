from fastapi import FastAPI
from prometheus_fastapi_instrumentator import Instrumentator

from app.routes import check

app = FastAPI()
app.include_router(check.router)
Instrumentator().instrument(app).expose(app)
