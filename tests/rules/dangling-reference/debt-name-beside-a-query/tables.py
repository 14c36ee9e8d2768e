from sqlmodel import Field, SQLModel, create_engine

engine = create_engine("sqlite:///users.db")


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
