def validate_data(df):
    assert set(df.columns) >= {'age'}
    return df
