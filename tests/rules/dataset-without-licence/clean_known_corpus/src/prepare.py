from datasets import load_dataset

rows = load_dataset("openwebtext")
