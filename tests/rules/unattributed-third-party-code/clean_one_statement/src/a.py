import logging


def uncaught(kind, value, trace):
    """Tell of what nobody has caught.

    Credit: https://stackoverflow.com/a/16993115/2804645
    """
    logging.error("Uncaught exception", exc_info=(kind, value, trace))


def changed(new, old):
    rows = new.drop_nulls()
    # Rows of `new` without a match in `old`.
    # Adapted from https://stackoverflow.com/a/79888719
    found = rows.filter(~rows.hash_rows().is_in(old.hash_rows()))

    return found.unique()
