from flask import Flask, request

app = Flask(__name__)


def clean_text(words):
    return words.strip().replace("\n", " ")


@app.post("/label")
def label():
    return {"label": app.model.predict([clean_text(request.json["text"])])}
