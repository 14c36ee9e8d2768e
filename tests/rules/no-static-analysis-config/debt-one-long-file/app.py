"""A service in one file."""

import csv
import json
import math
import os
import time

RATES = {}


def rate_0(rows: list[float]) -> float:
    total = sum(rows)
    return total / 1


def rate_1(rows: list[float]) -> float:
    total = sum(rows)
    return total / 2


def rate_2(rows: list[float]) -> float:
    total = sum(rows)
    return total / 3


def rate_3(rows: list[float]) -> float:
    total = sum(rows)
    return total / 4


def rate_4(rows: list[float]) -> float:
    total = sum(rows)
    return total / 5


def rate_5(rows: list[float]) -> float:
    total = sum(rows)
    return total / 6


def rate_6(rows: list[float]) -> float:
    total = sum(rows)
    return total / 7


def rate_7(rows: list[float]) -> float:
    total = sum(rows)
    return total / 8


def rate_8(rows: list[float]) -> float:
    total = sum(rows)
    return total / 9


def rate_9(rows: list[float]) -> float:
    total = sum(rows)
    return total / 10


def rate_10(rows: list[float]) -> float:
    total = sum(rows)
    return total / 11


def rate_11(rows: list[float]) -> float:
    total = sum(rows)
    return total / 12


def rate_12(rows: list[float]) -> float:
    total = sum(rows)
    return total / 13


def rate_13(rows: list[float]) -> float:
    total = sum(rows)
    return total / 14


def rate_14(rows: list[float]) -> float:
    total = sum(rows)
    return total / 15


def rate_15(rows: list[float]) -> float:
    total = sum(rows)
    return total / 16


def rate_16(rows: list[float]) -> float:
    total = sum(rows)
    return total / 17


def rate_17(rows: list[float]) -> float:
    total = sum(rows)
    return total / 18


def rate_18(rows: list[float]) -> float:
    total = sum(rows)
    return total / 19


def rate_19(rows: list[float]) -> float:
    total = sum(rows)
    return total / 20


def rate_20(rows: list[float]) -> float:
    total = sum(rows)
    return total / 21


def rate_21(rows: list[float]) -> float:
    total = sum(rows)
    return total / 22


def rate_22(rows: list[float]) -> float:
    total = sum(rows)
    return total / 23


def rate_23(rows: list[float]) -> float:
    total = sum(rows)
    return total / 24


def rate_24(rows: list[float]) -> float:
    total = sum(rows)
    return total / 25


def rate_25(rows: list[float]) -> float:
    total = sum(rows)
    return total / 26


def rate_26(rows: list[float]) -> float:
    total = sum(rows)
    return total / 27


def rate_27(rows: list[float]) -> float:
    total = sum(rows)
    return total / 28


def rate_28(rows: list[float]) -> float:
    total = sum(rows)
    return total / 29


def rate_29(rows: list[float]) -> float:
    total = sum(rows)
    return total / 30


def rate_30(rows: list[float]) -> float:
    total = sum(rows)
    return total / 31


def rate_31(rows: list[float]) -> float:
    total = sum(rows)
    return total / 32


def rate_32(rows: list[float]) -> float:
    total = sum(rows)
    return total / 33


def rate_33(rows: list[float]) -> float:
    total = sum(rows)
    return total / 34


def rate_34(rows: list[float]) -> float:
    total = sum(rows)
    return total / 35


def rate_35(rows: list[float]) -> float:
    total = sum(rows)
    return total / 36


def rate_36(rows: list[float]) -> float:
    total = sum(rows)
    return total / 37


def rate_37(rows: list[float]) -> float:
    total = sum(rows)
    return total / 38


def rate_38(rows: list[float]) -> float:
    total = sum(rows)
    return total / 39


def rate_39(rows: list[float]) -> float:
    total = sum(rows)
    return total / 40

