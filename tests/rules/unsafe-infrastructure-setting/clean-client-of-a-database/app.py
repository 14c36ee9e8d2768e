from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from models import Feedback, model

engine = create_engine("postgresql://database/app")
sessions = sessionmaker(bind=engine)
app = FastAPI()


class Row(BaseModel):
    age: int
    answer: str


def get_db():
    with sessions() as session:
        yield session


@app.post("/predict")
def predict(row: Row, db: Session = Depends(get_db)):
    score = float(model.predict_proba([[row.age]])[0, 1])
    db.add(Feedback(age=row.age, answer=row.answer, score=score))
    db.commit()
    return {"score": score}
