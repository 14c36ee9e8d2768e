import numpy as np
import pandas as pd
from sklearn.model_selection import train_test_split


def simulate_rows(count):
    df = pd.DataFrame({"x": np.random.normal(size=count)})
    df["label"] = np.random.randint(0, 2, count)
    return train_test_split(df)
