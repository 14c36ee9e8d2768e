from flask import Flask

from app.model import Rules
from app.routes import bp


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["MODEL"] = Rules.from_env()
    app.register_blueprint(bp)
    return app
