def scale_1(value: float) -> float:
    return value * 2
