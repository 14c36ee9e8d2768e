import pandas as pd

from core import train_model


class Nightly:
    def run(self, regions):
        table = pd.read_parquet("all.parquet")
        for region in regions:
            train_model(region, table)
