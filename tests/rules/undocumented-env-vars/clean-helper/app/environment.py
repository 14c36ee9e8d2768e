import os


def get_env(name: str, default: str = "") -> str:
    return os.environ.get(name, default)


def env_columns(name: str) -> list[str]:
    if not name:
        raise ValueError("no name")
    return [name.lower()]


def env_time(name: str):
    raw = os.environ.get(name)
    if raw is not None and "T" not in raw:
        raise ValueError(f"{name} is no time")
    return raw
