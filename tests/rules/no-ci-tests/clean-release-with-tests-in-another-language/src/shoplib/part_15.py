def scale_15(value: float) -> float:
    return value * 16
