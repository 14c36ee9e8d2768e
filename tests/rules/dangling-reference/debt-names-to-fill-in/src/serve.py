import json

secret = json.dumps({"scope": SECRET_SCOPE})
model = Llama2(secret)
