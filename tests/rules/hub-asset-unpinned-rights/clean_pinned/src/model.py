import torch
from datasets import load_dataset
from transformers import AutoModel, AutoTokenizer

COMMIT = "24f92d32b1bfb0bcaf9ab193ff3ad01e87732fc1"
NAME = "allenai/scibert_scivocab_uncased"

model = AutoModel.from_pretrained(NAME, revision=COMMIT)
words = AutoTokenizer.from_pretrained(NAME, revision="24f92d32b1bfb0bcaf9ab193ff3ad01e87732fc1")
rows = load_dataset("squad", revision=COMMIT)
vision = torch.hub.load("pytorch/vision:24f92d32b1bfb0bcaf9ab193ff3ad01e87732fc1", "resnet18")
