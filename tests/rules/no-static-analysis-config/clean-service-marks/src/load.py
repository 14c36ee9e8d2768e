def run(x):
    return x
SEED = 7  # NOSONAR
