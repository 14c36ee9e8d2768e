def train(rows):
    return rows
