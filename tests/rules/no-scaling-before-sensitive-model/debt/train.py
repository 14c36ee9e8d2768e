from sklearn.cluster import KMeans


def groups(df):
    model = KMeans(8)
    return model.fit(df)
