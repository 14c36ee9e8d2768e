import psycopg


class InMemoryJobs:
    """For the tests."""

    def __init__(self) -> None:
        self.jobs: dict[str, str] = {}

    def start(self, key: str) -> None:
        self.jobs[key] = "running"


class PostgresJobs:
    def __init__(self, url: str) -> None:
        self.url = url

    def start(self, key: str) -> None:
        with psycopg.connect(self.url) as connection:
            connection.execute("insert into jobs values (%s, 'running')", (key,))
