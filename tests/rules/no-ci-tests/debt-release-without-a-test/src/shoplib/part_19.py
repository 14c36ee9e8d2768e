def scale_19(value: float) -> float:
    return value * 20
