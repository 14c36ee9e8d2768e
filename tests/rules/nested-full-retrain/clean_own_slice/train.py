import pandas as pd

from core import train_model


def run(regions):
    table = pd.read_parquet("all.parquet")
    for region in regions:
        part = table[table.region == region]
        train_model(region, part)
