from fastapi import FastAPI
from sqlalchemy.orm import Session

from models import Sale

app = FastAPI()


@app.get("/sales/{store}")
def sales(store: int, session: Session) -> list[int]:
    return [one.sales for one in session.query(Sale).filter(Sale.store == store).all()]
