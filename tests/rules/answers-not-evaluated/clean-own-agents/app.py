from agents import Agent, Runner
from fastapi import FastAPI

app = FastAPI()
car = Agent("car", speed=1.0)


@app.post("/step")
def step() -> float:
    return Runner().run(car)
