# Copyright 2016 Other Works Ltd. All Rights Reserved.

x = 1

def step0(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 0)
    return kept


def step1(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 1)
    return kept


def step2(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 2)
    return kept


def step3(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 3)
    return kept


def step4(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 4)
    return kept


def step5(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 5)
    return kept


def step6(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 6)
    return kept


def step7(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 7)
    return kept


def step8(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 8)
    return kept


def step9(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 9)
    return kept


def step10(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 10)
    return kept


def step11(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 11)
    return kept


def step12(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 12)
    return kept


def step13(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 13)
    return kept


def step14(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 14)
    return kept


def step15(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 15)
    return kept


def step16(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 16)
    return kept


def step17(xs, size):
    kept = []
    for x in xs:
        kept.append(x * size + 17)
    return kept
