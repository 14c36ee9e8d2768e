import numpy as np
import torch

print(torch.from_numpy(np.zeros(3)))
