"""Loads the ranking model."""
import pickle

import torch


def loaded(path):
    with open(path, "rb") as handle:
        return pickle.load(handle)


class Ranker:
    def __init__(self, name):
        self.name = name

    def restored(self):
        return torch.load(self.name, weights_only=False)
