from fastapi import FastAPI
from sklearn.linear_model import LogisticRegression

LogisticRegression().fit([[0], [1]], [0, 1])

app = FastAPI()
