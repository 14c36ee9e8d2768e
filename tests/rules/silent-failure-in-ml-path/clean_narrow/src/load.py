try:
    import torch
except ImportError:
    torch = None

import pandas as pd


def read(path):
    try:
        return pd.read_csv(path)
    except FileNotFoundError:
        return pd.DataFrame()


def read_either(path):
    try:
        return pd.read_csv(path)
    except Exception:
        return pd.read_csv(path, encoding="latin-1")


class Pool:
    def close(self):
        try:
            self.model.predict([])
        except Exception:
            pass


def is_fitted(model):
    try:
        model.predict([[0.0]])
    except Exception:
        return False
    return True
