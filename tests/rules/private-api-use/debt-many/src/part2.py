import torch

print(torch._C._cuda_isDriverSufficient())
