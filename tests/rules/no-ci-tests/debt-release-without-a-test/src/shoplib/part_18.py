def scale_18(value: float) -> float:
    return value * 19
