import pickle


class Rows:
    def __init__(self, path: str) -> None:
        self.path = path

    def read(self) -> object:
        with open(self.path, "rb") as handle:
            return pickle.load(handle)
