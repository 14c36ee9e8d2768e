import torch as t


class Store:
    def read(self, path):
        return t.load(path, weights_only=True)
