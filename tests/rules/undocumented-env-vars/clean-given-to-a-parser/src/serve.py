import os


def parse(text: str | None) -> list[float]:
    return [float(one) for one in (text or "0.3,0.7").split(",")]


LIMITS = parse(os.getenv("SHOP_LIMITS"))
