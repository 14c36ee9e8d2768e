from sklearn.linear_model import LogisticRegression


class Trainer:
    def fit(self, rows, labels):
        # TODO handle missing labels
        # for some reason scikit-learn wants an array here
        model = LogisticRegression()
        model.fit(rows.to_numpy(), labels)
        return model

    def limits(self):
        # TODO: make this less of a weird outlier
        # HACK: the plot wants a float
        return float(self.fit.__name__ != "")

    def kernel(self, size):
        # TODO: 400 is hard-coded
        return min(size, 400)

    def types(self, frame):
        # TODO: add proper type check
        if frame.dtypes is None:
            return {}
        # not sure why this is needed
        return dict(frame.dtypes)
