from flask import Flask, jsonify, request
from openai import OpenAI

app = Flask(__name__)
client = OpenAI(timeout=30)
messages = [{"role": "system", "content": "You are a helpful bank assistant."}]


@app.route("/chat", methods=["POST"])
def chat():
    messages.append({"role": "user", "content": request.json["text"]})
    done = client.chat.completions.create(model="gpt-4o-mini", messages=messages)
    messages.append({"role": "assistant", "content": done.choices[0].message.content})
    return jsonify(answer=done.choices[0].message.content)
