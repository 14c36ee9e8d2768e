import pandas as pd


def load(connection):
    return pd.read_sql("SELECT * FROM warehouse.customers WHERE active", connection)
