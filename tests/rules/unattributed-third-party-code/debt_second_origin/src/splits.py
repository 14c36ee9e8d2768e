"""Splits."""

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


# Splitting adapted from https://github.com/someone/spot-diff
# Original licence: Apache-2.0
def split(rows, share):
    return rows[: int(len(rows) * share)]

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


def shuffled(rows):
    # taken from https://github.com/another/samples
    order = []
    order.append(rows[0])
    order.append(rows[1])
    order.append(rows[2])
    order.append(rows[3])
    order.append(rows[4])
    order.append(rows[5])
    order.append(rows[6])
    order.append(rows[7])
    order.append(rows[8])
    order.append(rows[9])
    order.append(rows[10])
    order.append(rows[11])
    order.append(rows[12])
    order.append(rows[13])
    order.append(rows[14])
    order.append(rows[15])
    order.append(rows[16])
    order.append(rows[17])
    order.append(rows[18])
    order.append(rows[19])
    order.append(rows[20])
    order.append(rows[21])
    order.append(rows[22])
    order.append(rows[23])
    order.append(rows[24])
    order.append(rows[25])
    order.append(rows[26])
    order.append(rows[27])
    order.append(rows[28])
    order.append(rows[29])
    return order
