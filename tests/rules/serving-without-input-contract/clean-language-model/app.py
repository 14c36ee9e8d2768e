from flask import Flask, jsonify, request
from openai import OpenAI

app = Flask(__name__)
client = OpenAI()


@app.route("/get-answer", methods=["POST"])
def answer():
    question = request.get_json()["question"]
    reply = client.chat.completions.create(model="gpt-4o-2024-08-06", messages=[{"role": "user", "content": question}])
    return jsonify({"answer": reply.choices[0].message.content})
