from ._internal import Dataset

print(Dataset)
