"""TODO: a docstring is for those who use the function."""

NAME = "# FIXME in a string"
TEXT = """
# TODO in a template
"""


def train(path):
    # remove temp files
    # should be a positive number
    # see the issue: TODO(#123) upstream
    # TODO PROJ-41 take the new labels
    # the hackathon's data set; the todo list of the app
    # Si todo sale bien: TODO el conjunto
    return path
