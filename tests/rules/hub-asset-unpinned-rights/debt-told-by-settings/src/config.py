import os

EMBEDDINGS = os.environ.get("EMBEDDINGS", "BAAI/bge-small-en-v1.5")
RERANKER = "acme/reranker-large"
WEIGHTS = os.environ.get("WEIGHTS", "experiments/best")
