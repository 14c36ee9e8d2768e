import torch
from rwkv.model import RWKV


class Chat:
    def __init__(self, path):
        self.model = RWKV(model=path, strategy="cuda fp16")

    def answer(self, tokens, state):
        with torch.no_grad():
            logits, state = self.model.forward(tokens, state)
        return logits
