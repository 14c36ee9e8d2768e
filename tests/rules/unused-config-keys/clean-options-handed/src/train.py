import argparse
import os

SEED = int(os.environ.get("SEED", "1"))


def run(options):
    print(options.data, getattr(options, "depth"), SEED)


def build():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data")
    parser.add_argument("--depth", type=int)
    parser.add_argument("--model-dir", default=os.environ.get("SM_MODEL_DIR"))
    parser.add_argument("--local_rank", type=int)
    return parser


if __name__ == "__main__":
    args = build().parse_args()
    print(args)
    run(args)
