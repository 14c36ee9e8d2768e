# deleting the test file, as we are only using the training data for now
def load(path):
    return path
