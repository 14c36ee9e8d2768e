import random


def split(rows: list[str]) -> tuple[list[str], list[str]]:
    random.seed(13)
    random.shuffle(rows)
    return rows[:80], rows[80:]
