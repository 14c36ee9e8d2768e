"""Fine-tunes with adapters."""


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
    """Of adapters."""
    return fit(rows, steps)
