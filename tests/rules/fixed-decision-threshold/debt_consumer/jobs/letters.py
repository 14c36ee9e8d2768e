import pandas as table


def recipients(path):
    people = table.read_parquet(path)
    return people[people["risk_probability"] > 0.7]
