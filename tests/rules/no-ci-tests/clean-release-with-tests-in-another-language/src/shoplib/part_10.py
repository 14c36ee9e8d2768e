def scale_10(value: float) -> float:
    return value * 11
