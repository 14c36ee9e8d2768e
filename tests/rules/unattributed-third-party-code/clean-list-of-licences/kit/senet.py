"""
ResNet code borrowed from
https://github.com/pytorch/vision/blob/master/torchvision/models/resnet.py
"""

import torch.nn as nn


class Block(nn.Module):
    pass
