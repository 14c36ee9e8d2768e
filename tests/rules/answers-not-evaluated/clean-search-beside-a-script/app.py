from fastapi import FastAPI
from sqlmodel import Session, create_engine, select

from tables import Page

app = FastAPI()
engine = create_engine("sqlite:///pages.db")


@app.get("/search")
def search(word: str) -> list[str]:
    with Session(engine) as session:
        statement = select(Page).where(Page.text.contains(word))
        return [page.title for page in session.exec(statement).all()]
