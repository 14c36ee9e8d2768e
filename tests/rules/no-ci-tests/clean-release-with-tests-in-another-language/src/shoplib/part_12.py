def scale_12(value: float) -> float:
    return value * 13
