def scale_11(value: float) -> float:
    return value * 12
