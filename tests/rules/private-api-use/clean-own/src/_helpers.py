def _scaled(x):
    return x * 2
