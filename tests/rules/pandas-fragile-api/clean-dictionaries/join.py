import pandas as pd


def join(rows, config):
    counts = {"a": {}}
    counts["a"]["b"] = 1
    config["train"]["lr"] = 2
    return rows.merge(config), pd.DataFrame(counts)
