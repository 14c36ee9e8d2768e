import argparse

from index.store import fill

parser = argparse.ArgumentParser()
parser.add_argument("--model-name", default="jinaai/jina-embeddings-v3")
if __name__ == "__main__":
    fill(["text"], parser.parse_args().model_name)
