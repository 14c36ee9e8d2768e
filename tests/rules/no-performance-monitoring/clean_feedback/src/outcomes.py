import csv


def join_outcomes(path: str) -> float:
    with open(path) as file:
        rows = list(csv.DictReader(file))
    return sum(row["said"] == row["came"] for row in rows) / len(rows)
