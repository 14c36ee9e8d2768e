"""Weights: https://huggingface.co/yzha/AlignScore/resolve/main/AlignScore-base.ckpt"""

CARD = "see https://huggingface.co/yzha/AlignScore for the card"
WEIGHTS = "https://huggingface.co/yzha/AlignScore/resolve/24f92d32b1bfb0bcaf9ab193ff3ad01e87732fc1/a.ckpt"
LOGO = "https://huggingface.co/datasets/huggingface/documentation-images/resolve/main/logo.png"
