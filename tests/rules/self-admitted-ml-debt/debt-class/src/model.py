class Model:
    """Scores customers."""

    def score(self, rows):
        text = "# TODO not a comment"
        return rows, text  # FIXME: wrong, the caller scales them "again"
