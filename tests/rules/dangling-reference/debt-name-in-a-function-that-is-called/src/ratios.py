def shares(df):
    return _part(df) / df.b


def _part(df):
    total = df.a + df.b
    part = total * FACTOR
    return part / total
