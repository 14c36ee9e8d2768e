"""Loads the ranking model."""
import os
import pickle as pkl

from joblib import load as read_model


def from_caller(path):
    with open(path, "rb") as handle:
        return pkl.load(handle)


def calibrated(path):
    return read_model(path)


def configured():
    return read_model(os.environ["RANKER"])
