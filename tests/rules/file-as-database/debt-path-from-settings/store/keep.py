import pandas as pd

from store.paths import LABELS


def update_label(key: str, label: int) -> None:
    rows = pd.read_csv(LABELS)
    rows.loc[rows["key"] == key, "label"] = label
    rows.to_csv(LABELS, index=False)
