import argparse

import kserve

parser = argparse.ArgumentParser(parents=[kserve.model_server.parser])
parser.add_argument("--predictor_host", required=True)
parser.add_argument("--threshold", type=float, default=0.5)
args = parser.parse_args()

if __name__ == "__main__":
    print(args.threshold)
