def load(rows):
    return [row for row in rows if row]
