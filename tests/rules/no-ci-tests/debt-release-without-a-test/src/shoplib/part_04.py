def scale_4(value: float) -> float:
    return value * 5
