def split(text):
    return [text[at : at + 1000] for at in range(0, len(text), 1000)]
