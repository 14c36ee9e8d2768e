def chronological_split(df, share):
    cut = int(len(df) * share)
    return df[:cut], df[cut:]
