def combine(chunks):
    return chunks
