def scale_13(value: float) -> float:
    return value * 14
