def scale_0(value: float) -> float:
    return value * 1
