counts = {}


def count(word):
    counts[word] = counts.get(word, 0) + 1
