import pandas as pd

EXPECTED = ["low", "middle", "high"]


def shares(rows):
    table = pd.DataFrame(rows).describe()
    return table.reindex(columns=EXPECTED, fill_value=0).to_dict()
