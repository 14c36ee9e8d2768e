import pandas as pd
from datasets import load_local_data


def frame():
    return pd.DataFrame(load_local_data("housing"))
