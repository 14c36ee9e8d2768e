documents = {}


def read(path: str) -> None:
    documents[path] = open(path).read()


if __name__ == "__main__":
    read("a.txt")
