import requests
from fastapi import FastAPI

app = FastAPI()


@app.get("/score")
def score(user: str, cursor):
    cursor.execute("SELECT * FROM users")
    return requests.get("https://api.weather.example.org/now").json()
