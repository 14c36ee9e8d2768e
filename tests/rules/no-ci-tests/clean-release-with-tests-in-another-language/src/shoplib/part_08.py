def scale_8(value: float) -> float:
    return value * 9
