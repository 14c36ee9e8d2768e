import joblib


class Apple:
    def __init__(self):
        self.model = joblib.load("apple.joblib")

    def predict(self, size):
        try:
            return {"class": int(self.model.predict([[size]])[0])}
        except Exception as error:
            return {"error": str(error)}


class Context:
    def __init__(self):
        self.strategy = Apple()

    def execute(self, size):
        return self.strategy.predict(size)
