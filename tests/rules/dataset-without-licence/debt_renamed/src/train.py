import datasets as hub

rows = hub.load_dataset("acme/reviews")
