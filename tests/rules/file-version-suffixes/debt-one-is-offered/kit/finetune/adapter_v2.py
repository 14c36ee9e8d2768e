"""Fine-tunes with adapters of the second kind."""


def prepare(rows):
    kept = [row for row in rows if row]
    kept.sort()
    return kept


def fit(rows, steps):
    total = 0
    for step in range(steps):
        for row in prepare(rows):
            total += len(row) * step
    return total


def setup(rows, steps=3):
    """Of adapters of the second kind."""
    return fit(rows, steps)
