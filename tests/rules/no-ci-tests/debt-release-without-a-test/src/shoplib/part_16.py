def scale_16(value: float) -> float:
    return value * 17
