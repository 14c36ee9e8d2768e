def scale_20(value: float) -> float:
    return value * 21
