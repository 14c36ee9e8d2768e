def combine(chunks, size, *, mark=" "):
    return [mark.join(chunks[at : at + size]) for at in range(0, len(chunks), size)]
