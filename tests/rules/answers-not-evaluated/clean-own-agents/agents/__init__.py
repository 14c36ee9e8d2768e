class Agent:
    def __init__(self, name: str, speed: float) -> None:
        self.name, self.speed = name, speed


class Runner:
    def run(self, agent: Agent) -> float:
        return agent.speed
