# taken from https://github.com/someone/chunks


def part_0(rows, width):
    start = 0 * width
    return rows[start : start + width]


def part_1(rows, width):
    start = 1 * width
    return rows[start : start + width]


def part_2(rows, width):
    start = 2 * width
    return rows[start : start + width]


def part_3(rows, width):
    start = 3 * width
    return rows[start : start + width]


def part_4(rows, width):
    start = 4 * width
    return rows[start : start + width]


def part_5(rows, width):
    start = 5 * width
    return rows[start : start + width]


def part_6(rows, width):
    start = 6 * width
    return rows[start : start + width]


def part_7(rows, width):
    start = 7 * width
    return rows[start : start + width]


def part_8(rows, width):
    start = 8 * width
    return rows[start : start + width]
