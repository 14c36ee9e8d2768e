def scale_6(value: float) -> float:
    return value * 7
