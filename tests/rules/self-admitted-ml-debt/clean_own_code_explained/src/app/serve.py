"""Notes that explain what stands beside them."""

# Magic numbers
LIMIT = 3


def scored(rows):
    # this is a workaround to make torchscript happy, as torchscript does not
    # support dictionaries of other types
    return rows


def keyed(rows):
    # document_id is not primary key, use query and delete as a workaround
    # For now, the ugly name stays.
    return {row["id"]: row for row in rows}


def checked(rows):
    # FIXME: Support more than one label.
    # XXX: ensure at least one item
    return rows or [{}]
