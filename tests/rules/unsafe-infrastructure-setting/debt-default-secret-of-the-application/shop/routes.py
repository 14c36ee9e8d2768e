from flask import Blueprint

routes = Blueprint("routes", __name__)


@routes.route("/orders")
def orders() -> list[str]:
    return []
