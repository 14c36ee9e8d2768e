from trainer import run

run({"data": "data/us/orders.parquet", "out": "models/us", "trees": 200})
