def population_shift(reference: list[float], current: list[float]) -> float:
    return abs(sum(reference) / len(reference) - sum(current) / len(current))
