from sklearn.ensemble import RandomForestRegressor


def split_into_features_n_target(data, target):
    if target not in data.columns:
        raise ValueError(target)
    features = data.drop(columns=[target])
    labels = data[target]
    return features, labels


def main(table):
    X, y = split_into_features_n_target(table, "trips")
    return RandomForestRegressor(n_estimators=50).fit(X, y)
