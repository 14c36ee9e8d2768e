from datasets import load_dataset

load_dataset("someone/reviews").to_csv("reviews.csv")
load_dataset("someone/letters").to_csv("letters.csv")
