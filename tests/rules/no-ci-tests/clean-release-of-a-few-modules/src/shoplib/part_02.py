def scale_2(value: float) -> float:
    return value * 3
