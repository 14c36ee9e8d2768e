import pandas as pd


def groups(path: str) -> int:
    table: pd.DataFrame = pd.read_json(path, lines=True)
    assert "_input_hash" in table.columns
    return int(table._input_hash.nunique())
