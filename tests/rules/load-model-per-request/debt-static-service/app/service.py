import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

NAME = "distilbert-base-uncased-finetuned-sst-2-english"


class SentimentService:
    @staticmethod
    def classify(text):
        tokenizer = AutoTokenizer.from_pretrained(NAME)
        model = AutoModelForSequenceClassification.from_pretrained(NAME)
        inputs = tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            logits = model(**inputs).logits
        return {"label": int(logits.argmax())}
