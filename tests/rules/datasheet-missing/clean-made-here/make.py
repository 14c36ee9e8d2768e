import numpy as np
import pandas as pd

rng = np.random.default_rng(0)
pd.DataFrame({"tenure": rng.integers(0, 70, 100), "churn": rng.integers(0, 2, 100)}).to_csv("data/raw/churn.csv", index=False)
