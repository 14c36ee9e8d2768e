"""Prices for the shop's pages."""

import logging

import pandas as pd

logger = logging.getLogger(__name__)


def load_prices(path, day):
    """Prices of one day, the newest of each article."""
    frame = pd.read_csv(path, dtype={"article": str})
    frame = frame[frame["day"] == day]
    if frame.empty:
        raise ValueError(f"no prices for {day}")
    frame = frame.sort_values("changed")
    frame = frame.drop_duplicates("article", keep="last")
    frame["price"] = frame["price"].clip(lower=0)
    frame["vat"] = frame["price"] * 0.19
    frame["shop"] = frame["shop"].fillna("all")
    frame["gross"] = frame["price"] * 1.19
    logger.info("%s prices", len(frame))
    return frame


def show(path, day):
    return load_prices(path, day).to_dict("records")


def read_limits(path):
    limits = pd.read_csv(path)
    limits = limits.dropna(subset=["article"])
    limits = limits.set_index("article")
    limits = limits.sort_index()
    limits["limit"] = limits["limit"].clip(lower=1)
    return limits


def read_stock(path):
    stock = pd.read_csv(path)
    stock = stock.dropna(subset=["article"])
    stock = stock.set_index("article")
    stock = stock.sort_index()
    stock["stock"] = stock["stock"].clip(lower=0)
    stock["sold"] = stock["sold"].fillna(0)
    return stock
