from datasets import load_dataset


class Source:
    def rows(self):
        return load_dataset(path="acme/reviews")
