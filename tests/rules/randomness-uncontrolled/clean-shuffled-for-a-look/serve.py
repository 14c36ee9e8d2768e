import random


def quotes(rows: list[str]) -> list[str]:
    random.shuffle(rows)
    return rows[:3]


def offers(rows: list[str]) -> list[str]:
    picked = random.sample(rows, 4)
    return [one.upper() for one in picked]
