import pandas as pd


def featurize(x: pd.DataFrame) -> pd.DataFrame:
    return x.assign(share=x.iloc[:, 3] / x.iloc[:, 7])
