from sqlmodel import Field, SQLModel


class Page(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str
    text: str
