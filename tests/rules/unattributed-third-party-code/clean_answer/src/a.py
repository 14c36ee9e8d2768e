def chunks(xs, n):
    # taken from https://stackoverflow.com/a/312464
    steps = range(0, len(xs), n)
    parts = [xs[i:i + n] for i in steps]
    return parts
