def scale_17(value: float) -> float:
    return value * 18
