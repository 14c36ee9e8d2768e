import logging

from flask import Flask, request

from chain import make_chain

app = Flask(__name__)
chain = make_chain()


@app.route("/ask", methods=["POST"])
def ask():
    question = request.json["question"]
    answer = chain.invoke({"query": question})
    logging.info("asked %s, answered %s", question, answer)
    return {"answer": answer}


if __name__ == "__main__":
    app.run(port=8000)
