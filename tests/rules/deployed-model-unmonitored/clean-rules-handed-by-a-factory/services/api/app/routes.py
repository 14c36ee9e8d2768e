from flask import Blueprint, current_app, jsonify, request

bp = Blueprint("score", __name__)


@bp.route("/score", methods=["POST"])
def score():
    return jsonify({"churn": current_app.config["MODEL"].score(request.get_json())})
