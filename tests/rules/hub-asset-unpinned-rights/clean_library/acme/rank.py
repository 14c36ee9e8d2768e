from transformers import AutoModelForSequenceClassification


class Ranker:
    def __init__(self) -> None:
        self.model = AutoModelForSequenceClassification.from_pretrained("acme/ranker-large")
