from fastapi import FastAPI
from transformers import AutoModel

app = FastAPI()
model = AutoModel.from_pretrained("acme/tagger-large")
