import pandas as pd


class Validation:
    def validate_columns(self, path):
        columns = set(pd.read_csv(path).columns)
        if columns != {"a", "b"}:
            return False
        return True
