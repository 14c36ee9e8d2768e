import pandas as pd
from snorkel.labeling import PandasLFApplier
from snorkel.labeling.model import LabelModel


def main(functions):
    rows = pd.read_csv("data/texts.csv")
    votes = PandasLFApplier(functions).apply(rows)
    model = LabelModel(cardinality=2)
    model.fit(votes)
    rows["y"] = model.predict(votes)
    rows.to_csv("data/train.csv")
