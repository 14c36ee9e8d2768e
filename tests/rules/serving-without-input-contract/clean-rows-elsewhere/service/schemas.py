from typing import Any

from pydantic import BaseModel


class Row(BaseModel):
    amount: float
    home: str


class Rows(BaseModel):
    data: list[Row]
