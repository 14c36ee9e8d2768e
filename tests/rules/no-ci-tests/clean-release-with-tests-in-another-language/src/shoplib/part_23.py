def scale_23(value: float) -> float:
    return value * 24
