def rate(lost: int, all_: int) -> float:
    return lost / all_
