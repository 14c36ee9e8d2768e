def scale_21(value: float) -> float:
    return value * 22
