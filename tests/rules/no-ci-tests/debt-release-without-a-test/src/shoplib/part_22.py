def scale_22(value: float) -> float:
    return value * 23
