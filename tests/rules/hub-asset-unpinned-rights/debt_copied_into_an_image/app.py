from transformers import pipeline

tagger = pipeline("sentiment-analysis", model="./model")


def handler(event, context):
    return tagger(event["text"])
