def chunks(xs, n):
    # taken from https://stackoverflow.com/a/312464
    for i in range(0, len(xs), n):
        yield xs[i:i + n]
