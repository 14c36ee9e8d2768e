import copy
import json
import pickle


class Store:
    def load(self, path):
        return json.load(open(path))


def clone(model):
    return pickle.loads(pickle.dumps(model))


def config(store: Store, path):
    return store.load(path)
