"""Losses.

Adapted from https://github.com/someone/losses/blob/main/focal.py
"""


class FocalLoss:
    pass
