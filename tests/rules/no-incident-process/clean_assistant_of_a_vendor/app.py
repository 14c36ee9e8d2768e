from flask import Flask, request

from chain import make_chain

app = Flask(__name__)
chain = make_chain()


@app.route("/ask", methods=["POST"])
def ask():
    return {"answer": chain.invoke({"query": request.json["question"]})}


if __name__ == "__main__":
    app.run(port=8000)
