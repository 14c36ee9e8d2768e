class Model:
    """Scores customers."""

    def score(self, rows):
        text = "# TODO not a comment"
        return rows, text  # kludge: the caller scales them "again"
