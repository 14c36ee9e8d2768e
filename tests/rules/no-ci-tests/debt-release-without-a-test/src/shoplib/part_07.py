def scale_7(value: float) -> float:
    return value * 8
