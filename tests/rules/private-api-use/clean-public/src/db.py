import sys

import matplotlib.pyplot as plt
import openai
import torch
from sqlalchemy import create_engine

plt.rcParams["font.size"] = 12
openai.api_key = "from the environment"
torch.backends.cudnn.benchmark = True
torch._dynamo.config.suppress_errors = True
weight = torch.nn.Parameter(torch.ones(1))
weight._no_weight_decay = True


def rows(query):
    with create_engine("sqlite://").connect() as connection:
        return [dict(row._mapping) for row in connection.execute(query)]


def frame():
    return sys._getframe()
