def choose(rows):
    return sorted(rows)
