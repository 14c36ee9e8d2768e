from datasets import load_dataset

# CC-BY-4.0, terms read on 2026-03-01
rows = load_dataset("acme/reviews")
