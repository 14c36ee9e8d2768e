def scale_5(value: float) -> float:
    return value * 6
