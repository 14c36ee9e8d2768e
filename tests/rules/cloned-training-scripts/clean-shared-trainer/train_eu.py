from trainer import run

run({"data": "data/eu/orders.parquet", "out": "models/eu", "trees": 350})
