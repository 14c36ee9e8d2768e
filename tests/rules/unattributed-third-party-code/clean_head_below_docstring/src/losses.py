"""Losses.

    A line of the long explanation, number 0.
    A line of the long explanation, number 1.
    A line of the long explanation, number 2.
    A line of the long explanation, number 3.
    A line of the long explanation, number 4.
    A line of the long explanation, number 5.
    A line of the long explanation, number 6.
    A line of the long explanation, number 7.
    A line of the long explanation, number 8.
    A line of the long explanation, number 9.
    A line of the long explanation, number 10.
    A line of the long explanation, number 11.
    A line of the long explanation, number 12.
    A line of the long explanation, number 13.
    A line of the long explanation, number 14.
    A line of the long explanation, number 15.
    A line of the long explanation, number 16.
    A line of the long explanation, number 17.
    A line of the long explanation, number 18.
    A line of the long explanation, number 19.
    A line of the long explanation, number 20.
    A line of the long explanation, number 21.
    A line of the long explanation, number 22.
    A line of the long explanation, number 23.
    A line of the long explanation, number 24.
    A line of the long explanation, number 25.
    A line of the long explanation, number 26.
    A line of the long explanation, number 27.
    A line of the long explanation, number 28.
    A line of the long explanation, number 29.
    A line of the long explanation, number 30.
    A line of the long explanation, number 31.
    A line of the long explanation, number 32.
    A line of the long explanation, number 33.
    A line of the long explanation, number 34.
    A line of the long explanation, number 35.
    A line of the long explanation, number 36.
    A line of the long explanation, number 37.
    A line of the long explanation, number 38.
    A line of the long explanation, number 39.
    A line of the long explanation, number 40.
    A line of the long explanation, number 41.
    A line of the long explanation, number 42.
    A line of the long explanation, number 43.
    A line of the long explanation, number 44.
"""

# SPDX-License-Identifier: Apache-2.0

LEVEL_0 = 0
LEVEL_1 = 1
LEVEL_2 = 2
LEVEL_3 = 3
LEVEL_4 = 4
LEVEL_5 = 5
LEVEL_6 = 6
LEVEL_7 = 7
LEVEL_8 = 8
LEVEL_9 = 9
LEVEL_10 = 10
LEVEL_11 = 11
LEVEL_12 = 12
LEVEL_13 = 13
LEVEL_14 = 14
LEVEL_15 = 15
LEVEL_16 = 16
LEVEL_17 = 17
LEVEL_18 = 18
LEVEL_19 = 19
LEVEL_20 = 20
LEVEL_21 = 21
LEVEL_22 = 22
LEVEL_23 = 23
LEVEL_24 = 24
LEVEL_25 = 25
LEVEL_26 = 26
LEVEL_27 = 27
LEVEL_28 = 28
LEVEL_29 = 29
LEVEL_30 = 30
LEVEL_31 = 31
LEVEL_32 = 32
LEVEL_33 = 33
LEVEL_34 = 34
LEVEL_35 = 35
LEVEL_36 = 36
LEVEL_37 = 37
LEVEL_38 = 38
LEVEL_39 = 39
LEVEL_40 = 40
LEVEL_41 = 41
LEVEL_42 = 42
LEVEL_43 = 43
LEVEL_44 = 44


def focal(x):
    # adapted from https://github.com/someone/losses
    return x
