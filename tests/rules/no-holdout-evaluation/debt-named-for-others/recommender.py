class Recommender:
    def __init__(self, factors):
        self.factors = factors

    def fit(self, frame):
        self.items = frame["item"].value_counts()
        return self

    def ranking_metrics(self, frame, top_k=10):
        return {"recall": float(frame["item"].isin(self.items.index[:top_k]).mean())}
