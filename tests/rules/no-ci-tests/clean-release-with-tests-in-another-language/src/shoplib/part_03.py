def scale_3(value: float) -> float:
    return value * 4
