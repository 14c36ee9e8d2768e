import random

import numpy as np
import torch


def set_everything(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
