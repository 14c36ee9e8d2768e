import pandas as pd


class Features:
    def featurize(self, rows: list):
        frame = pd.DataFrame(rows)
        frame["share"] = frame.iloc[:, 3] / frame.iloc[:, 7]
        return frame
