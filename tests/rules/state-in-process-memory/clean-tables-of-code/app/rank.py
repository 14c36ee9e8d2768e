class Ranker:
    def __init__(self):
        self._data = {}
        self.weights = {}

    def rank(self, rows):
        for user_id, row in enumerate(rows):
            self.weights[user_id] = row
        return sorted(self.weights, key=self.weights.get)
