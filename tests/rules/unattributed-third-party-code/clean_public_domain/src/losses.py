# This is free and unencumbered software released into the public domain.
# For more information, please refer to https://unlicense.org/
"""Losses.

Adapted from https://github.com/someone/losses/blob/main/focal.py
"""


class FocalLoss:
    pass
