from flask import Flask, jsonify, request
from langchain.llms import Ollama

app = Flask(__name__)
llm = Ollama(model="llama2")


@app.route("/chat", methods=["POST"])
def chat():
    return jsonify({"answer": llm.invoke(request.get_json()["question"])})
