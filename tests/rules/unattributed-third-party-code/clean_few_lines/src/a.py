def chunks(xs, n):
    # taken from https://github.com/someone/chunks
    for i in range(0, len(xs), n):
        yield xs[i:i + n]
