def scale_9(value: float) -> float:
    return value * 10
