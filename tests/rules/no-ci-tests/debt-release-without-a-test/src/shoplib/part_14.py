def scale_14(value: float) -> float:
    return value * 15
