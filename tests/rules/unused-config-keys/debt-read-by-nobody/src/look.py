import tomllib


def name() -> str:
    with open("ui.toml", "rb") as handle:
        return tomllib.load(handle)["ui"]["name"]
