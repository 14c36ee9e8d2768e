"""Loads the training table."""

import pandas as pd

QUERY = """
SELECT id, age, churned
FROM warehouse.users
WHERE created_at > '2025-01-01'
"""


class Loader:
    def __init__(self, engine):
        self.engine = engine

    def load(self):
        return pd.read_sql_query(QUERY, self.engine)
