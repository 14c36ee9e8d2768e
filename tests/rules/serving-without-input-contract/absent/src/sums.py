def total(rows: dict):
    return sum(rows.values())
