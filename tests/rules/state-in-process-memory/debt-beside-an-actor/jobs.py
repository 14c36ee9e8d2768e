import ray


@ray.remote
class Worker:
    def work(self, key: str) -> str:
        return key


class Jobs:
    def __init__(self) -> None:
        self.jobs: dict[str, str] = {}

    def start(self, key: str) -> None:
        self.jobs[key] = "running"
        ray.get_actor("worker").work.remote(key)
