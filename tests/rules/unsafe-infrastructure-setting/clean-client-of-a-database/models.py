import joblib
from sqlalchemy import Column, Float, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()
model = joblib.load("model.joblib")


class Feedback(Base):
    __tablename__ = "feedback"
    id = Column(Integer, primary_key=True)
    age = Column(Integer)
    answer = Column(String)
    score = Column(Float)
