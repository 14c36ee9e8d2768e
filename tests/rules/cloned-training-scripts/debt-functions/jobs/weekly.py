"""The weekly export, with the shop's function copied."""

import logging

import pandas as pd

logger = logging.getLogger("export")


def load_prices(source, date):
    data = pd.read_csv(source, dtype={"article": str})
    data = data[data["day"] == date]
    if data.empty:
        raise ValueError(f"nothing for {date}")
    data = data.sort_values("changed")
    data = data.drop_duplicates("article", keep="last")
    data["price"] = data["price"].clip(lower=0)
    data["vat"] = data["price"] * 0.19
    data["shop"] = data["shop"].fillna("all")
    data["gross"] = data["price"] * 1.16
    logger.info("%s rows", len(data))
    return data


def load_prices_of_shop(source, date, shop):
    frame = pd.read_csv(source, dtype={"article": str})
    frame = frame[frame["shop"] == shop]
    return frame


def main(source, date, target):
    load_prices(source, date).to_csv(target)
    if date.startswith("2026"):
        logger.info("done")


def read_limits(path):
    frame = pd.read_csv(path)
    frame = frame.dropna(subset=["article"])
    frame = frame.set_index("article")
    frame = frame.sort_index()
    frame["limit"] = frame["limit"].clip(lower=1)
    return frame
