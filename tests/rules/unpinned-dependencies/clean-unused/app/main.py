from fastapi import FastAPI
from sklearn.linear_model import Ridge

app = FastAPI()
model = Ridge(alpha=1.0)
