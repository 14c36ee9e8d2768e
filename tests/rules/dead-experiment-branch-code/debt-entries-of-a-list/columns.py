columns = [
    # {
    #     "type": "embeddings",
    #     "input": [
    #         "What is the capital of France?",
    #     ],
    #     "truncate": True,
    #     "normalize": False,
    #     "limit": 3
    # },
    # {
    #     "type": "embeddings",
    #     "input": [
    #         "What is the capital of France?",
    #     ],
    #     "truncate": True,
    #     "normalize": False,
    #     "limit": 3
    # },
    # {
    #     "type": "embeddings",
    #     "input": [
    #         "What is the capital of France?",
    #     ],
    #     "truncate": True,
    #     "normalize": False,
    #     "limit": 3
    # },
    # {
    #     "type": "embeddings",
    #     "input": [
    #         "What is the capital of France?",
    #     ],
    #     "truncate": True,
    #     "normalize": False,
    #     "limit": 3
    # },
    # {
    #     "type": "embeddings",
    #     "input": [
    #         "What is the capital of France?",
    #     ],
    #     "truncate": True,
    #     "normalize": False,
    #     "limit": 3
    # },
    # {
    #     "type": "embeddings",
    #     "input": [
    #         "What is the capital of France?",
    #     ],
    #     "truncate": True,
    #     "normalize": False,
    #     "limit": 3
    # },
    {"type": "ids"},
]
print(columns)
