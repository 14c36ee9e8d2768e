def check(row):
    if "trips" not in row:
        raise ValueError("trips")
    return row


def split_into_features_n_target(data, target):
    if target not in data.columns:
        raise ValueError(target)
    features = data.drop(columns=[target])
    labels = data[target]
    return features, labels
