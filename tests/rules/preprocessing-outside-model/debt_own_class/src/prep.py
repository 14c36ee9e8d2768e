from sklearn.preprocessing import StandardScaler


class Preprocessor:
    def __init__(self):
        self.scaler = StandardScaler()

    def fit_transform(self, table):
        return self.scaler.fit_transform(table)

    def transform(self, table):
        return self.scaler.transform(table)
