from .nmt_bleu import compute_bleu  # From: https://github.com/tensorflow/nmt/blob/master/nmt/scripts/bleu.py


def compute(predictions, references):
    return compute_bleu(references, predictions)
