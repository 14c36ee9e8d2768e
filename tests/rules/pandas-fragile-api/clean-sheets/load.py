import pandas as pd


def load(path):
    sheets = pd.read_excel(path, sheet_name=None)
    for name in sheets:
        sheets[name]["kind"] = name
    return sheets
