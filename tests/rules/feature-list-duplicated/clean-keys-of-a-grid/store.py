from typing import ClassVar

import polars as pl

SORT_COLS = ("init_time", "ensemble_member", "valid_time", "h3_index", "band")


class Power:
    PRIMARY_KEY: ClassVar[tuple[str, ...]] = ("series", "init_time", "valid_time", "ensemble_member", "h3_index")


def write(frame: pl.DataFrame) -> None:
    frame.sort(SORT_COLS).write_parquet("weather.parquet")
