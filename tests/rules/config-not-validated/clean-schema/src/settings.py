from pydantic import BaseModel


class Train(BaseModel):
    depth: int
