def load(path):
    # TODO: refactor columns typing
    # TODO: better exception
    return open(path).read()  # TODO: reuse the client of the workspace
