import pandas as pd
from scipy.stats import ks_2samp


def check_drift(reference, current):
    try:
        old, new = pd.read_csv(reference), pd.read_csv(current)
        return ks_2samp(old["amount"], new["amount"]).pvalue < 0.01
    except Exception as error:
        print(f"Error during drift detection: {error}")
        return False
