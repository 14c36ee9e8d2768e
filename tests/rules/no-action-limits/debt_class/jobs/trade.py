class Trader:
    def __init__(self, broker, model):
        self.broker = broker
        self.model = model

    def step(self, bar):
        prediction = self.model.predict([bar])[0]
        if prediction > 0:
            self.broker.submit_order(bar.symbol, 100, "buy")
