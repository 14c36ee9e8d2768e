def load(path):
    # BUG: races with the writer
    # TODO: possible race condition with the program that writes it
    return path
