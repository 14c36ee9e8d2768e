import pandas as pd


def needs_refresh(path: str, until: str) -> bool:
    """A file that cannot be read is made anew: the flag says what happened."""
    stale = False
    try:
        known = pd.read_csv(path)
        stale = known["date"].max() < until
    except Exception:
        stale = True
    return bool(stale)


def frequency(index: pd.DatetimeIndex) -> str | None:
    """None is the documented answer for an index without a frequency."""
    try:
        alias = pd.infer_freq(index)
    except Exception:
        alias = None
    return alias
