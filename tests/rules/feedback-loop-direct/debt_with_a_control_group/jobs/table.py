import pandas as pd


def load_training_table(engine):
    q = """
    SELECT s.*, CASE WHEN p.risk > 0.8 THEN 1 ELSE s.fraud END AS label
    FROM payments s LEFT JOIN fraud_risk p ON p.id = s.id WHERE s.control_group = 1
    """
    return pd.read_sql(q, engine)
