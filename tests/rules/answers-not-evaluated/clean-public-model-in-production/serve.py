from flask import Flask, request
from transformers import AutoTokenizer, pipeline

app = Flask(__name__)
model = "tiiuae/falcon-7b-instruct"
generator = pipeline("text-generation", model=model, tokenizer=AutoTokenizer.from_pretrained(model))


@app.route("/", methods=["POST"])
def answer():
    return generator(request.json["prompt"])[0]["generated_text"]
