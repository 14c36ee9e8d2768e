def chunks(xs, n):
    # taken from https://github.com/acme/flatten/blob/main/chunks.py
    for i in range(0, len(xs), n):
        yield xs[i:i + n]
