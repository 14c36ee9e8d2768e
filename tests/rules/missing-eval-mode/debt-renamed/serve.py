import torch as t
from torch.nn import Module as Base
from torch.nn import Dropout, Linear


class Scorer(Base):
    def __init__(self):
        super().__init__()
        self.a, self.b = Linear(4, 1), Dropout(0.2)

    def forward(self, x):
        return self.b(self.a(x))


def predict_all(rows):
    thing = Scorer()
    thing.load_state_dict(t.load("net.pt"))
    return [thing(row) for row in rows]
