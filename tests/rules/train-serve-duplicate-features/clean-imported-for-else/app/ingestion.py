import numpy as np
import pandas as pd


class Ingestion:
    def load(self, path):
        return pd.read_csv(path)

    def build(self, rows):
        rows["total"] = rows["quantity"] * rows["price"]
        rows["recency"] = (rows["last"].max() - rows["last"]).dt.days
        rows["mean"] = rows["total"] / rows["count"].replace(0, 1)
        rows["log_total"] = np.log1p(rows["total"])
        return rows
