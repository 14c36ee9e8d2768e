import pandas as pd
from pytorch_lightning import Trainer
from sklearn.decomposition import NMF

from topics.representation import OpenAI


def fit(frame: pd.DataFrame):
    Trainer()
    return NMF().fit(frame), OpenAI
