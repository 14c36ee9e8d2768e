from sklearn.linear_model import LogisticRegression

# TODO: this cluster ID is a placeholder, please replace `cluster_id` with the actual ID of the proxy's cluster
cluster_id = "0"
# TODO: Please change this to False if not using A100-80GB GPUs
wide = True


def fit(data, masked):
    # TODO: consider a generator
    # TODO(ana): add support for other solvers
    # Values in `masked` that should be replaced by actual sampled information
    # note that for now, the input means: data set and revision
    # We don't change the order for now.
    return LogisticRegression().fit(data[~masked].x, data[~masked].y)
