class Jobs:
    def __init__(self) -> None:
        self.jobs: dict[str, str] = {}

    def start(self, key: str) -> None:
        self.jobs[key] = "running"

    def drop(self, key: str) -> None:
        self.jobs.pop(key, None)
