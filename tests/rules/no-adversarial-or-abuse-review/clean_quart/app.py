from openai import AsyncAzureOpenAI
from quart import Blueprint, Quart, jsonify, request

bp = Blueprint("routes", __name__)


@bp.route("/conversation", methods=["POST"])
async def conversation():
    told = await request.get_json()
    client = AsyncAzureOpenAI(api_version="2024-05-01-preview")
    answer = await client.chat.completions.with_raw_response.create(messages=told["messages"], model="m")
    return jsonify(answer.parse().choices[0].message.content)


app = Quart(__name__)
app.register_blueprint(bp)
