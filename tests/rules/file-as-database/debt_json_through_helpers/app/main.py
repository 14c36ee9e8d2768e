from flask import Flask, request

from app import store

app = Flask(__name__)


@app.route("/users", methods=["POST"])
def add():
    users = store.load()
    users.append(request.get_json())
    store.save(users)
    return "", 204
