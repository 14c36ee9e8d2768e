import ray


@ray.remote
class Keeper:
    def __init__(self) -> None:
        self.jobs: dict[str, str] = {}

    def start(self, key: str) -> None:
        self.jobs[key] = "running"


class Jobs:
    def start(self, key: str) -> None:
        ray.get(ray.get_actor("keeper").start.remote(key))
