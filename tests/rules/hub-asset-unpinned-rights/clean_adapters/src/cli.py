import argparse

from src.adapters import add_model_args, pick

parser = argparse.ArgumentParser()
add_model_args(parser)
args = parser.parse_args()
print(pick(args.model_path).load_model(args.model_path))
