from fastapi import FastAPI, Response
from fastapi.middleware.cors import CORSMiddleware

ORIGINS = ["*"]
app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=ORIGINS, allow_credentials=True, allow_methods=["*"])


@app.post("/login")
def login(response: Response, name: str) -> str:
    response.set_cookie("session", name)
    return name
