from transformers import pipeline

ner = pipeline("ner", model="/models/ner")
