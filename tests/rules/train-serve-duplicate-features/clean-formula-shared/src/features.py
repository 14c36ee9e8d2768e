import numpy as np


class SavingRate:
    def fit(self, frame, y=None):
        return self

    def transform(self, frame):
        frame = frame.copy()
        frame["Saving_Rate"] = frame["Bank Balance"] / frame["Annual Salary"]
        frame["Saving_Rate"] = frame["Saving_Rate"].replace([np.inf], np.nan).fillna(0)
        return frame
