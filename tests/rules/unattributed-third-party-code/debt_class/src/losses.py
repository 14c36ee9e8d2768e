"""Losses."""

import math

GAMMA = 2.0
ALPHA = 0.25
EPSILON = 1e-7
HALF = math.log(2)


LEVELS = (0, 1, 2)


class FocalLoss:
    """Adapted from https://github.com/someone/losses/blob/main/focal.py"""

    def part_0(self, rows, width):
        start = 0 * width
        return rows[start : start + width]

    def part_1(self, rows, width):
        start = 1 * width
        return rows[start : start + width]

    def part_2(self, rows, width):
        start = 2 * width
        return rows[start : start + width]

    def part_3(self, rows, width):
        start = 3 * width
        return rows[start : start + width]

    def part_4(self, rows, width):
        start = 4 * width
        return rows[start : start + width]

    def part_5(self, rows, width):
        start = 5 * width
        return rows[start : start + width]

    def part_6(self, rows, width):
        start = 6 * width
        return rows[start : start + width]

    def part_7(self, rows, width):
        start = 7 * width
        return rows[start : start + width]

    def part_8(self, rows, width):
        start = 8 * width
        return rows[start : start + width]
