import json


# {
#     "type": "embeddings",
#     "input": [
#         "What is the capital of France?",
#     ],
#     "truncate": True,
#     "normalize": False,
#     "limit": 3
# }
# {
#     "type": "ranking",
#     "input": [
#         "What is the capital of France?",
#     ],
#     "truncate": True,
#     "normalize": False,
#     "limit": 3
# }
def handle(body):
    return json.loads(body)["input"]


print(handle("{}"))
