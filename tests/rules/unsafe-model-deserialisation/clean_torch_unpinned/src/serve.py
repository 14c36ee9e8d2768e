import argparse

import torch

parser = argparse.ArgumentParser()
parser.add_argument("--weights")
args = parser.parse_args()
net = torch.load(args.weights)
