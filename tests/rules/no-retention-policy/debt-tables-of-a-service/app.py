from fastapi import FastAPI

from tables import User

app = FastAPI()


@app.post("/users")
def register(email: str) -> str:
    return User(email=email).email
