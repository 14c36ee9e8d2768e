"""Helpers of the training."""

import pandas as pd
import torch


def save(model, path):
    torch.save({"model": model.state_dict()}, path + "/checkpoint.pth")


def load(model, path):
    model.load_state_dict(torch.load("output/checkpoint.pth")["model"])
    return model


def validate(model, rows):
    answers = [model.generate(row) for row in rows]
    pd.DataFrame({"answer": answers}).to_csv("output/answers.csv")
