from sklearn.preprocessing import MinMaxScaler


def prepare(df):
    return MinMaxScaler().fit_transform(df)
