import torch

from models import get_model


def predict_on_batch(texts, classifier):
    with torch.cuda.device(0):
        return classifier(texts)


def scores(texts):
    return predict_on_batch(texts, get_model("toxicity"))
