from jobs import InMemoryJobs


def test_start():
    jobs = InMemoryJobs()
    jobs.start("a")
    assert jobs.jobs == {"a": "running"}
