from importlib import import_module


def get_model(name):
    transformers = import_module("transformers")
    return transformers.AutoModelForSequenceClassification.from_pretrained(name)
