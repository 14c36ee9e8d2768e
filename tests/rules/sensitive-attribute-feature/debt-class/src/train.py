from sklearn.linear_model import LogisticRegression as LR


class Scorer:
    cat_features = ["marital_status", "housing"]
    num_features = ["income", "salary"]

    def fit_all(self, X_train, y_train):
        self.model = LR()
        self.model.fit(X_train, y_train)
