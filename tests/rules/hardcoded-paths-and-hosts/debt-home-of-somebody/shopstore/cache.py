CACHE = "/home/ana/cache/index.bin"


def index() -> bytes:
    with open(CACHE, "rb") as file:
        return file.read()
