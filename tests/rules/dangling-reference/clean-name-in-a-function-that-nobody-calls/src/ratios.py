def shares(df):
    return df.a / df.b


def old_shares(df):
    total = df.a + df.b
    part = total * FACTOR
    return part / total
